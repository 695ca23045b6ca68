import type { KeyboardMode } from '../input/keyboard.js';

/** What a person chose; kept in this browser. */
export interface Settings {
  readonly mode: 'fit' | 'actual';
  readonly follow: boolean;
  readonly keyboardMode: KeyboardMode;
  readonly commandKey: 'control' | 'windows';
  /** Windows input locale, 0 for the one that this keyboard seems to have. */
  readonly layout: number;
  readonly stats: boolean;
}

export const DEFAULT_SETTINGS: Settings = Object.freeze({
  mode: 'fit',
  follow: true,
  keyboardMode: 'position',
  commandKey: 'control',
  layout: 0,
  stats: false,
});

const KEY = 'sluice.settings';

const ALLOWED: { readonly [K in keyof Settings]: (value: unknown) => boolean } = {
  mode: (value) => value === 'fit' || value === 'actual',
  follow: (value) => typeof value === 'boolean',
  keyboardMode: (value) => value === 'position' || value === 'character',
  commandKey: (value) => value === 'control' || value === 'windows',
  layout: (value) => Number.isInteger(value),
  stats: (value) => typeof value === 'boolean',
};

/** Whatever is missing or odd in the stored text is replaced by its default. */
export function parseSettings(text: string | null): Settings {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? '{}');
  } catch {
    return DEFAULT_SETTINGS;
  }
  const known = Object.entries(Object(stored)).filter(
    ([name, value]) => Object.hasOwn(ALLOWED, name) && ALLOWED[name as keyof Settings](value),
  );
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(known) };
}

/** A browser may forbid storage; the settings then last as long as the page. */
export function loadSettings(): Settings {
  try {
    return parseSettings(localStorage.getItem(KEY));
  } catch {
    return DEFAULT_SETTINGS;
  }
}

export function saveSettings(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Nothing is lost but the memory of a choice.
  }
}
