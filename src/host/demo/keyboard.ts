import type { InputEvent } from '../../rdp/input/events.js';
import type { Keystroke } from './scene/app.js';
import type { LockKeys } from './scene/taskbar.js';

/** The United States layout: what each scancode of PC/AT set 1 writes, plain and with Shift. */
const ROWS: readonly (readonly [first: number, plain: string, shifted: string])[] = [
  [0x02, '1234567890-=', '!@#$%^&*()_+'],
  [0x10, 'qwertyuiop[]', 'QWERTYUIOP{}'],
  [0x1e, "asdfghjkl;'`", 'ASDFGHJKL:"~'],
  [0x2b, '\\zxcvbnm,./', '|ZXCVBNM<>?'],
  [0x39, ' ', ' '],
  [0x56, '\\', '|'],
];
const WRITES = new Map(
  ROWS.flatMap(([first, plain, shifted]) => Array.from(plain, (c, i) => [first + i, [c, shifted[i]]] as const)),
);

/** Numeric pad: with Num Lock, and without. */
const PAD = new Map<number, readonly [string, Keystroke['key']]>([
  [0x47, ['7', 'Home']],
  [0x48, ['8', 'Up']],
  [0x49, ['9', undefined]],
  [0x4b, ['4', 'Left']],
  [0x4c, ['5', undefined]],
  [0x4d, ['6', 'Right']],
  [0x4f, ['1', 'End']],
  [0x50, ['2', 'Down']],
  [0x51, ['3', undefined]],
  [0x52, ['0', undefined]],
  [0x53, ['.', 'Delete']],
]);
const PAD_SIGNS = new Map([
  [0x37, '*'],
  [0x4a, '-'],
  [0x4e, '+'],
]);
const EDITING = new Map<number, Keystroke['key']>([
  [0x0e, 'Backspace'],
  [0x0f, 'Tab'],
  [0x1c, 'Enter'],
]);

const Scancode = { control: 0x1d, leftShift: 0x2a, rightShift: 0x36, alt: 0x38, caps: 0x3a, num: 0x45, scroll: 0x46 };
const EXTENDED_SLASH = 0x35;
const WINDOWS_KEYS = [0x5b, 0x5c];

type KeyEvent = Extract<InputEvent, { type: 'key' }>;

/** Turns key events into text as a host with the US layout does. */
export class Keyboard {
  readonly #held = new Set<number>();
  #locks: LockKeys = { capsLock: false, numLock: false, scrollLock: false };
  #highSurrogate = '';

  get locks(): LockKeys {
    return this.#locks;
  }

  /** A synchronize event: the client's lock keys, and no key is down. */
  synchronize(locks: LockKeys): void {
    this.#held.clear();
    const { capsLock, numLock, scrollLock } = locks;
    this.#locks = { capsLock, numLock, scrollLock };
  }

  key(event: KeyEvent): Keystroke | undefined {
    const { scancode, extended, down } = event;
    const id = scancode | (extended ? 0x100 : 0) | (event.extended1 ? 0x200 : 0);
    const repeated = this.#held.has(id);
    if (!down) {
      this.#held.delete(id);
      return undefined;
    }
    this.#held.add(id);
    // Pause is E1 1D 45: neither Control nor Num Lock.
    if (event.extended1) return undefined;
    if (!repeated && !extended) this.#toggle(scancode);
    return this.#stroke(scancode, extended);
  }

  unicode(unit: number, down: boolean): Keystroke | undefined {
    if (!down) return undefined;
    if (unit === 0x0d || unit === 0x0a) return { key: 'Enter' };
    if (unit === 0x08) return { key: 'Backspace' };
    if (unit === 0x09) return { key: 'Tab' };
    const character = String.fromCharCode(unit);
    if (0xd800 <= unit && unit < 0xdc00) {
      this.#highSurrogate = character;
      return undefined;
    }
    const text = 0xdc00 <= unit && unit < 0xe000 ? this.#highSurrogate + character : character;
    this.#highSurrogate = '';
    return unit < 0x20 ? undefined : { text };
  }

  #toggle(scancode: number): void {
    const { capsLock, numLock, scrollLock } = this.#locks;
    if (scancode === Scancode.caps) this.#locks = { ...this.#locks, capsLock: !capsLock };
    if (scancode === Scancode.num) this.#locks = { ...this.#locks, numLock: !numLock };
    if (scancode === Scancode.scroll) this.#locks = { ...this.#locks, scrollLock: !scrollLock };
  }

  #stroke(scancode: number, extended: boolean): Keystroke | undefined {
    const key = EDITING.get(scancode);
    if (key) return { key };
    const pad = PAD.get(scancode);
    if (pad) {
      if (!extended && this.#locks.numLock !== this.#shift) return { text: pad[0] };
      return pad[1] && { key: pad[1] };
    }
    if (this.#commanding) return undefined;
    if (extended) return scancode === EXTENDED_SLASH ? { text: '/' } : undefined;
    const sign = PAD_SIGNS.get(scancode);
    if (sign) return { text: sign };
    const written = WRITES.get(scancode);
    return written && { text: written[this.#shiftedFor(written[0]) ? 1 : 0] };
  }

  get #shift(): boolean {
    return this.#held.has(Scancode.leftShift) || this.#held.has(Scancode.rightShift);
  }

  /** Control, Alt and the Windows key make a command of a letter. */
  get #commanding(): boolean {
    const keys = [Scancode.control, Scancode.alt].flatMap((code) => [code, code | 0x100]);
    return [...keys, ...WINDOWS_KEYS.map((code) => code | 0x100)].some((key) => this.#held.has(key));
  }

  /** Caps Lock turns letters only. */
  #shiftedFor(plain: string): boolean {
    const letter = 'a' <= plain && plain <= 'z';
    return letter ? this.#shift !== this.#locks.capsLock : this.#shift;
  }
}
