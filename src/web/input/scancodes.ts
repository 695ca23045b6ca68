/**
 * PC/AT set 1 scancodes for `KeyboardEvent.code`, as a Windows host expects them in TS_KEYBOARD_EVENT
 * ([MS-RDPBCGR] 2.2.8.1.1.3.1.1.1). A `code` names a place on the keyboard, not a letter, so that one table serves every
 * layout: the host's own layout decides which character the place gives.
 *
 * Values above 0xFF carry the prefix: 0xE01C is E0 1C. `Pause` is E1 1D 45 and has a sequence of its own, see `keyboard.ts`.
 */
const TABLE: Readonly<Record<string, number>> = {
  // Writing keys, row by row.
  Escape: 0x01,
  Digit1: 0x02,
  Digit2: 0x03,
  Digit3: 0x04,
  Digit4: 0x05,
  Digit5: 0x06,
  Digit6: 0x07,
  Digit7: 0x08,
  Digit8: 0x09,
  Digit9: 0x0a,
  Digit0: 0x0b,
  Minus: 0x0c,
  Equal: 0x0d,
  Backspace: 0x0e,
  Tab: 0x0f,
  KeyQ: 0x10,
  KeyW: 0x11,
  KeyE: 0x12,
  KeyR: 0x13,
  KeyT: 0x14,
  KeyY: 0x15,
  KeyU: 0x16,
  KeyI: 0x17,
  KeyO: 0x18,
  KeyP: 0x19,
  BracketLeft: 0x1a,
  BracketRight: 0x1b,
  Enter: 0x1c,
  KeyA: 0x1e,
  KeyS: 0x1f,
  KeyD: 0x20,
  KeyF: 0x21,
  KeyG: 0x22,
  KeyH: 0x23,
  KeyJ: 0x24,
  KeyK: 0x25,
  KeyL: 0x26,
  Semicolon: 0x27,
  Quote: 0x28,
  Backquote: 0x29,
  Backslash: 0x2b,
  KeyZ: 0x2c,
  KeyX: 0x2d,
  KeyC: 0x2e,
  KeyV: 0x2f,
  KeyB: 0x30,
  KeyN: 0x31,
  KeyM: 0x32,
  Comma: 0x33,
  Period: 0x34,
  Slash: 0x35,
  Space: 0x39,
  /** Between left Shift and Z on ISO keyboards. */
  IntlBackslash: 0x56,

  // Modifiers and locks.
  ControlLeft: 0x1d,
  ControlRight: 0xe01d,
  ShiftLeft: 0x2a,
  ShiftRight: 0x36,
  AltLeft: 0x38,
  AltRight: 0xe038,
  MetaLeft: 0xe05b,
  MetaRight: 0xe05c,
  /** Firefox before 118 named the Meta keys so. */
  OSLeft: 0xe05b,
  OSRight: 0xe05c,
  ContextMenu: 0xe05d,
  CapsLock: 0x3a,
  NumLock: 0x45,
  ScrollLock: 0x46,

  // Function keys.
  F1: 0x3b,
  F2: 0x3c,
  F3: 0x3d,
  F4: 0x3e,
  F5: 0x3f,
  F6: 0x40,
  F7: 0x41,
  F8: 0x42,
  F9: 0x43,
  F10: 0x44,
  F11: 0x57,
  F12: 0x58,
  F13: 0x64,
  F14: 0x65,
  F15: 0x66,
  F16: 0x67,
  F17: 0x68,
  F18: 0x69,
  F19: 0x6a,
  F20: 0x6b,
  F21: 0x6c,
  F22: 0x6d,
  F23: 0x6e,
  F24: 0x76,
  PrintScreen: 0xe037,

  // Moving about.
  Insert: 0xe052,
  Delete: 0xe053,
  Home: 0xe047,
  End: 0xe04f,
  PageUp: 0xe049,
  PageDown: 0xe051,
  ArrowUp: 0xe048,
  ArrowLeft: 0xe04b,
  ArrowRight: 0xe04d,
  ArrowDown: 0xe050,

  // Numeric pad.
  Numpad0: 0x52,
  Numpad1: 0x4f,
  Numpad2: 0x50,
  Numpad3: 0x51,
  Numpad4: 0x4b,
  Numpad5: 0x4c,
  Numpad6: 0x4d,
  Numpad7: 0x47,
  Numpad8: 0x48,
  Numpad9: 0x49,
  NumpadDecimal: 0x53,
  NumpadAdd: 0x4e,
  NumpadSubtract: 0x4a,
  NumpadMultiply: 0x37,
  NumpadDivide: 0xe035,
  NumpadEnter: 0xe01c,
  NumpadEqual: 0x59,
  /** Brazilian ABNT2: the separator of thousands. */
  NumpadComma: 0x7e,

  // Japanese, Korean and Brazilian keys.
  IntlRo: 0x73,
  IntlYen: 0x7d,
  KanaMode: 0x70,
  Convert: 0x79,
  NonConvert: 0x7b,
  /** Hangul/English on Korean keyboards, Kana on Apple's Japanese ones. */
  Lang1: 0x72,
  /** Hanja; Eisu on Apple's Japanese keyboards. */
  Lang2: 0x71,
  Lang3: 0x78,
  Lang4: 0x77,
  /** Zenkaku/Hankaku: the PC/AT key sits where Backquote is, and 0x76 is taken by F24. */
  Lang5: 0x29,

  // Sun and editing keys.
  Help: 0xe03b,
  Undo: 0xe008,
  Cut: 0xe017,
  Copy: 0xe018,
  Paste: 0xe00a,
  Eject: 0xe02c,

  // Media, browser and application keys.
  AudioVolumeMute: 0xe020,
  AudioVolumeDown: 0xe02e,
  AudioVolumeUp: 0xe030,
  /** Firefox's names of the three above. */
  VolumeMute: 0xe020,
  VolumeDown: 0xe02e,
  VolumeUp: 0xe030,
  MediaTrackNext: 0xe019,
  MediaTrackPrevious: 0xe010,
  MediaStop: 0xe024,
  MediaPlayPause: 0xe022,
  MediaSelect: 0xe06d,
  BrowserBack: 0xe06a,
  BrowserForward: 0xe069,
  BrowserRefresh: 0xe067,
  BrowserStop: 0xe068,
  BrowserSearch: 0xe065,
  BrowserFavorites: 0xe066,
  BrowserHome: 0xe032,
  LaunchMail: 0xe06c,
  LaunchApp1: 0xe06b,
  LaunchApp2: 0xe021,
  Power: 0xe05e,
  Sleep: 0xe05f,
  WakeUp: 0xe063,
};

/** The scancode of a place on the keyboard, or undefined for a place that RDP has no code for. */
export function scancodeOf(code: string): number | undefined {
  return Object.hasOwn(TABLE, code) ? TABLE[code] : undefined;
}

/** Every `KeyboardEvent.code` in the table. */
export const SCANCODE_NAMES: readonly string[] = Object.keys(TABLE);

const LETTERS = /^[a-z]$/i;
const DIGITS = /^[0-9]$/;

const PUNCTUATION: Readonly<Record<string, string>> = {
  '-': 'Minus',
  '=': 'Equal',
  '[': 'BracketLeft',
  ']': 'BracketRight',
  ';': 'Semicolon',
  "'": 'Quote',
  '`': 'Backquote',
  '\\': 'Backslash',
  ',': 'Comma',
  '.': 'Period',
  '/': 'Slash',
  ' ': 'Space',
  '+': 'Equal',
};

/** Where the US layout has a character: what a shortcut such as Ctrl+C means when keys are sent by character. */
export function usPlaceOf(character: string): string | undefined {
  if (LETTERS.test(character)) return `Key${character.toUpperCase()}`;
  if (DIGITS.test(character)) return `Digit${character}`;
  return Object.hasOwn(PUNCTUATION, character) ? PUNCTUATION[character] : undefined;
}
