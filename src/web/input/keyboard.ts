import type { InputEvent } from '../../wire/input.js';
import { isLockKey, type LockSource, LockTracker } from './locks.js';
import type { Platform } from './platform.js';
import { scancodeOf, usPlaceOf } from './scancodes.js';

/** The part of a KeyboardEvent that matters here. */
export interface KeyPress extends LockSource {
  readonly code: string;
  readonly key: string;
  readonly keyCode: number;
  readonly repeat: boolean;
  readonly isComposing: boolean;
}

export interface KeyboardOptions {
  readonly platform: Platform;
  readonly send: (event: InputEvent) => void;
  /** Runs `task` after `ms` and returns a function that cancels it. */
  readonly later: (task: () => void, ms: number) => () => void;
}

/** `position`: the host's layout gives the character. `character`: the person's own layout does. */
export type KeyboardMode = 'position' | 'character';

/** Windows browsers report AltGr as ControlLeft and AltRight in one go; a real Control waits this long for its AltRight. */
const ALT_GRAPH_WAIT_MS = 25;

/** Keys without a release of their own: Korean keyboards send these when pressed only. */
const PRESS_ONLY = new Set(['Lang1', 'Lang2']);

const MODIFIERS: ReadonlyArray<readonly [name: string, codes: readonly string[]]> = [
  ['Shift', ['ShiftLeft', 'ShiftRight']],
  ['Control', ['ControlLeft', 'ControlRight']],
  ['Alt', ['AltLeft', 'AltRight']],
  ['Meta', ['MetaLeft', 'MetaRight', 'OSLeft', 'OSRight']],
];
const MODIFIER_CODES = new Set(MODIFIERS.flatMap(([, codes]) => codes));

/** What a held key put down on the host, and therefore what its release lifts. */
type Held = { readonly scancode: number } | { readonly text: string };

/**
 * Turns key presses into input events. Whatever goes down comes up: by its own release, by `releaseAll` when the focus
 * is lost, or when a later event shows that a modifier is not down any more.
 */
export class Keyboard {
  mode: KeyboardMode = 'position';
  /** What the Command key of a Mac does on the host. */
  commandKey: 'control' | 'windows' = 'control';

  readonly #options: KeyboardOptions;
  readonly #locks: LockTracker;
  readonly #held = new Map<string, Held>();
  #cancelControl: (() => void) | undefined;
  /** A dead key went to the host by position: the key after it must go the same way, and the text of both be ignored. */
  #deadKey = false;
  #ignoreText = false;

  constructor(options: KeyboardOptions) {
    this.#options = options;
    this.#locks = new LockTracker(options.platform.hasNumLock);
  }

  /** A key went down. Returns whether it was taken, so that the browser must not act on it. */
  down(event: KeyPress): boolean {
    const code = this.#codeOf(event);
    if (this.#isSecondHalfOfAltGraph(code, event)) this.#dropControl();
    else this.flush();
    if (this.#belongsToInputMethod(event)) return false;
    this.#observe(event, code);
    if (MODIFIER_CODES.has(code)) return this.#modifierDown(code, event);
    if (code === 'Pause') return this.#pause();
    if (PRESS_ONLY.has(code) || (code === 'CapsLock' && this.#onMac)) return this.#lockTap(code);
    const held = this.#meaningOf(event, code);
    if (!held) return false;
    this.#press(held, true);
    if (isLockKey(code) && !event.repeat) this.#locks.toggled(code);
    // A Mac does not report the release of a key while Command is down.
    if (this.#onMac && event.getModifierState('Meta')) this.#press(held, false);
    else this.#held.set(code, held);
    return true;
  }

  /** A key came up. Returns whether it was taken. */
  up(event: KeyPress): boolean {
    this.flush();
    const code = this.#codeOf(event);
    // Windows reports Print Screen by its release only.
    if (code === 'PrintScreen' && !this.#held.has(code)) return this.#tap(code);
    if (code === 'CapsLock' && this.#onMac) return this.#lockTap(code);
    return this.#release(code);
  }

  /** Types text that no key press of its own stands for: composed text, a virtual keyboard, a paste. */
  text(text: string): void {
    if (this.#ignoreText) return;
    this.flush();
    for (const character of text) {
      if (character === '\n' || character === '\r') this.#tap('Enter');
      else if (character === '\t') this.#tap('Tab');
      else {
        this.#press({ text: character }, true);
        this.#press({ text: character }, false);
      }
    }
  }

  /** Presses the named keys together and releases them in reverse, as Ctrl+Alt+Del. */
  chord(codes: readonly string[]): void {
    this.flush();
    for (const code of codes) this.#scancode(code, true);
    for (const code of [...codes].reverse()) this.#scancode(code, false);
  }

  /** Any event of keyboard or mouse shows the locks; called before a mouse button so that Shift+click finds them right. */
  observe(source: LockSource): void {
    this.flush();
    this.#observe(source, '');
  }

  /** Sends what is held back; called before anything else reaches the host. */
  flush(): void {
    if (!this.#cancelControl) return;
    this.#dropControl();
    const held: Held = { scancode: 0x1d };
    this.#held.set('ControlLeft', held);
    this.#press(held, true);
  }

  /** The focus is gone: nothing stays down, and the locks are unknown. */
  releaseAll(): void {
    this.#dropControl();
    for (const code of [...this.#held.keys()].reverse()) this.#release(code);
    this.#deadKey = false;
    this.#ignoreText = false;
    this.#locks.forget();
  }

  get heldKeys(): readonly string[] {
    return [...this.#held.keys()];
  }

  get #onMac(): boolean {
    return this.#options.platform.system === 'mac';
  }

  /** Virtual keyboards and some remote controls name the key but not its place. */
  #codeOf(event: KeyPress): string {
    if (event.code && event.code !== 'Unidentified') return event.code;
    return scancodeOf(event.key) === undefined ? '' : event.key;
  }

  /** An input method works on the key; its text arrives later. */
  #belongsToInputMethod(event: KeyPress): boolean {
    const afterDeadKey = this.#deadKey;
    if (!MODIFIER_CODES.has(event.code)) {
      this.#deadKey = event.key === 'Dead' && this.mode === 'position';
      this.#ignoreText = this.#deadKey || afterDeadKey;
    }
    if (this.#ignoreText && event.code !== '') return false;
    return event.isComposing || event.keyCode === 229 || event.key === 'Process' || event.key === 'Dead';
  }

  #isSecondHalfOfAltGraph(code: string, event: KeyPress): boolean {
    return code === 'AltRight' && (event.key === 'AltGraph' || event.getModifierState('AltGraph'));
  }

  #modifierDown(code: string, event: KeyPress): boolean {
    if (event.repeat) return true;
    if (code === 'ControlLeft' && this.#options.platform.system === 'windows') {
      this.#cancelControl = this.#options.later(() => this.flush(), ALT_GRAPH_WAIT_MS);
      return true;
    }
    const held = this.#modifierMeaning(code, event);
    if (held) {
      this.#held.set(code, held);
      this.#press(held, true);
    }
    return true;
  }

  #modifierMeaning(code: string, event: KeyPress): Held | undefined {
    // By character, the person's own layout has already used AltGr or Option; the host would see a shortcut.
    const composes = event.key === 'AltGraph' || (this.#onMac && code.startsWith('Alt'));
    if (composes && this.mode === 'character') return undefined;
    const isCommand = this.#onMac && code.startsWith('Meta');
    const scancode = scancodeOf(isCommand && this.commandKey === 'control' ? `Control${code.slice(4)}` : code);
    return scancode === undefined ? undefined : { scancode };
  }

  #meaningOf(event: KeyPress, code: string): Held | undefined {
    const character = [...event.key].length === 1 ? event.key : undefined;
    let place = code;
    if (character !== undefined && this.mode === 'character' && !code.startsWith('Numpad')) {
      if (!this.#isShortcut(event)) return { text: character };
      place = usPlaceOf(character) ?? code;
    }
    const scancode = scancodeOf(place);
    if (scancode !== undefined) return { scancode };
    return character === undefined ? undefined : { text: character };
  }

  #isShortcut(event: KeyPress): boolean {
    if (event.getModifierState('AltGraph')) return false;
    if (event.getModifierState('Control') || event.getModifierState('Meta')) return true;
    return event.getModifierState('Alt') && !this.#onMac;
  }

  /** Lifts modifiers that are up by now, and tells the host about locks that it does not know. */
  #observe(source: LockSource, code: string): void {
    for (const [name, codes] of MODIFIERS) {
      if (codes.includes(code) || source.getModifierState(name)) continue;
      // While AltGr is down some browsers report neither Control nor Alt.
      if (name !== 'Shift' && source.getModifierState('AltGraph')) continue;
      for (const held of codes) this.#release(held);
    }
    if (isLockKey(code)) return;
    const locks = this.#locks.observe(source);
    if (!locks) return;
    this.#options.send({ type: 'synchronize', ...locks });
    // Synchronizing releases every key on the host ([MS-RDPBCGR] 2.2.8.1.1.3.1.1.5).
    for (const [held, meaning] of this.#held) if (MODIFIER_CODES.has(held)) this.#press(meaning, true);
  }

  #dropControl(): void {
    this.#cancelControl?.();
    this.#cancelControl = undefined;
  }

  /** E1 1D 45 E1 9D C5: the keyboard sends no release of its own. */
  #pause(): boolean {
    for (const down of [true, false]) {
      this.#options.send({ type: 'key', down, scancode: 0x1d, extended: false, extended1: true });
      this.#options.send({ type: 'key', down, scancode: 0x45, extended: false });
    }
    return true;
  }

  #lockTap(code: string): boolean {
    this.#locks.toggled(code);
    return this.#tap(code);
  }

  #tap(code: string): boolean {
    this.#scancode(code, true);
    this.#scancode(code, false);
    return true;
  }

  #scancode(code: string, down: boolean): void {
    const scancode = scancodeOf(code);
    if (scancode !== undefined) this.#press({ scancode }, down);
  }

  #release(code: string): boolean {
    const held = this.#held.get(code);
    if (!held) return false;
    this.#held.delete(code);
    this.#press(held, false);
    return true;
  }

  #press(held: Held, down: boolean): void {
    const { send } = this.#options;
    if ('scancode' in held) {
      send({ type: 'key', down, scancode: held.scancode & 0xff, extended: held.scancode > 0xff });
      return;
    }
    for (let i = 0; i < held.text.length; i++) send({ type: 'unicode', down, unit: held.text.charCodeAt(i) });
  }
}
