/** Caps, Num and Scroll Lock belong to the person's keyboard; the host follows. */
export interface Locks {
  readonly scrollLock: boolean;
  readonly numLock: boolean;
  readonly capsLock: boolean;
  readonly kanaLock: boolean;
}

/** Keyboard, mouse and pointer events all can be asked for the state of a lock. */
export interface LockSource {
  getModifierState(name: string): boolean;
}

const LOCK_CODES: Readonly<Record<string, keyof Locks>> = {
  CapsLock: 'capsLock',
  NumLock: 'numLock',
  ScrollLock: 'scrollLock',
  KanaMode: 'kanaLock',
};

/**
 * Remembers what the host was told and says when it must be told again: at the first event after the focus came back,
 * and when a lock was switched where we could not see it.
 */
export class LockTracker {
  readonly #hasNumLock: boolean;
  #told: Locks | undefined;

  constructor(hasNumLock: boolean) {
    this.#hasNumLock = hasNumLock;
  }

  /** The host's state is unknown from now on. */
  forget(): void {
    this.#told = undefined;
  }

  /** The state to synchronize the host with, or undefined when it has it already. */
  observe(source: LockSource): Locks | undefined {
    const told = this.#told;
    const now: Locks = {
      scrollLock: source.getModifierState('ScrollLock'),
      numLock: this.#hasNumLock ? source.getModifierState('NumLock') : true,
      capsLock: source.getModifierState('CapsLock'),
      // No browser reports it; what the host was told by key press stays.
      kanaLock: told?.kanaLock ?? false,
    };
    if (told && told.capsLock === now.capsLock && told.numLock === now.numLock && told.scrollLock === now.scrollLock) {
      return undefined;
    }
    this.#told = now;
    return now;
  }

  /** A lock key was passed to the host, which switches its own state. */
  toggled(code: string): void {
    const lock = LOCK_CODES[code];
    if (lock && this.#told) this.#told = { ...this.#told, [lock]: !this.#told[lock] };
  }
}

export const isLockKey = (code: string): boolean => Object.hasOwn(LOCK_CODES, code);
