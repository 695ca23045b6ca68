/** Windows input locales ([MS-RDPBCGR] 2.2.1.3.2 keyboardLayout) that a person may choose. */
export interface Layout {
  readonly id: number;
  readonly name: string;
  /** Languages that use it, most usual first. */
  readonly languages: readonly string[];
  /** What a few keys write without modifiers, where that tells the layout from others. */
  readonly keys: Readonly<Record<string, string>>;
}

export const LAYOUTS: readonly Layout[] = [
  { id: 0x0409, name: 'English (US)', languages: ['en', 'en-US', 'zh', 'nl'], keys: { KeyQ: 'q', Quote: "'" } },
  { id: 0x0809, name: 'English (UK)', languages: ['en-GB', 'en-IE'], keys: { Backslash: '#', Quote: "'" } },
  { id: 0x0407, name: 'German', languages: ['de', 'de-AT'], keys: { KeyY: 'z', BracketLeft: 'ü', Minus: 'ß' } },
  { id: 0x0807, name: 'German (Switzerland)', languages: ['de-CH'], keys: { KeyY: 'z', BracketLeft: 'ü', Minus: "'" } },
  { id: 0x100c, name: 'French (Switzerland)', languages: ['fr-CH'], keys: { KeyY: 'z', BracketLeft: 'è', Minus: "'" } },
  { id: 0x040c, name: 'French', languages: ['fr'], keys: { KeyQ: 'a', KeyW: 'z', Digit2: 'é', Minus: ')' } },
  { id: 0x080c, name: 'Belgian', languages: ['fr-BE', 'nl-BE'], keys: { KeyQ: 'a', Digit2: 'é', Equal: '-' } },
  { id: 0x0c0c, name: 'French (Canada)', languages: ['fr-CA'], keys: { KeyQ: 'q', Slash: 'é', Backquote: '#' } },
  { id: 0x040a, name: 'Spanish', languages: ['es'], keys: { Semicolon: 'ñ', Equal: '¡' } },
  { id: 0x080a, name: 'Spanish (Latin America)', languages: ['es-MX', 'es-AR'], keys: { Semicolon: 'ñ', Equal: '¿' } },
  { id: 0x0410, name: 'Italian', languages: ['it'], keys: { Semicolon: 'ò', Quote: 'à' } },
  { id: 0x0816, name: 'Portuguese', languages: ['pt', 'pt-PT'], keys: { Semicolon: 'ç', Equal: '«' } },
  { id: 0x0416, name: 'Portuguese (Brazil ABNT2)', languages: ['pt-BR'], keys: { Semicolon: 'ç', Slash: ';' } },
  { id: 0x0414, name: 'Norwegian', languages: ['nb', 'nn', 'no'], keys: { Semicolon: 'ø', Quote: 'æ' } },
  { id: 0x0406, name: 'Danish', languages: ['da'], keys: { Semicolon: 'æ', Quote: 'ø' } },
  { id: 0x041d, name: 'Swedish', languages: ['sv'], keys: { Semicolon: 'ö', Quote: 'ä', BracketLeft: 'å' } },
  { id: 0x040b, name: 'Finnish', languages: ['fi'], keys: { Semicolon: 'ö', Quote: 'ä', BracketLeft: 'å' } },
  { id: 0x0415, name: 'Polish (Programmers)', languages: ['pl'], keys: { KeyQ: 'q', Quote: "'" } },
  { id: 0x0405, name: 'Czech', languages: ['cs'], keys: { KeyY: 'z', Digit2: 'ě', Semicolon: 'ů' } },
  { id: 0x041b, name: 'Slovak', languages: ['sk'], keys: { KeyY: 'z', Digit2: 'ľ', Semicolon: 'ô' } },
  { id: 0x040e, name: 'Hungarian', languages: ['hu'], keys: { KeyY: 'z', Semicolon: 'é', BracketLeft: 'ő' } },
  { id: 0x041f, name: 'Turkish Q', languages: ['tr'], keys: { KeyI: 'ı', Semicolon: 'ş' } },
  { id: 0x0419, name: 'Russian', languages: ['ru'], keys: { KeyQ: 'й', KeyS: 'ы' } },
  { id: 0x0422, name: 'Ukrainian', languages: ['uk'], keys: { KeyQ: 'й', KeyS: 'і' } },
  { id: 0x0408, name: 'Greek', languages: ['el'], keys: { KeyQ: ';', KeyE: 'ε' } },
  { id: 0x040d, name: 'Hebrew', languages: ['he'], keys: { KeyQ: '/', KeyA: 'ש' } },
  { id: 0x0411, name: 'Japanese', languages: ['ja'], keys: { BracketLeft: '@', Equal: '^' } },
  { id: 0x0412, name: 'Korean', languages: ['ko'], keys: { KeyQ: 'q', Quote: "'" } },
];

const US = 0x0409;
/** Rank of a layout for none of the person's languages. */
const NO_LANGUAGE = 1000;

/** `navigator.keyboard.getLayoutMap()` where the browser has it. */
export type KeyMap = { get(code: string): string | undefined };

/**
 * The layout that the person most probably types on: the one whose telling keys all agree with the keyboard, preferring
 * the page's language where several do. Without a key map only the language is left.
 */
export function guessLayout(languages: readonly string[], map?: KeyMap): number {
  const ranked = [...LAYOUTS].sort((a, b) => rank(a, languages) - rank(b, languages));
  if (!map) return rank(ranked[0], languages) === NO_LANGUAGE ? US : ranked[0].id;
  return ranked.find((layout) => agrees(layout, map))?.id ?? US;
}

function agrees(layout: Layout, map: KeyMap): boolean {
  return Object.entries(layout.keys).every(([code, character]) => map.get(code) === character);
}

/** Position of the first language that the layout serves; a language without region matches less well. */
function rank(layout: Layout, languages: readonly string[]): number {
  for (const [index, language] of languages.entries()) {
    if (layout.languages.includes(language)) return 2 * index;
    if (layout.languages.includes(language.split('-')[0])) return 2 * index + 1;
  }
  return NO_LANGUAGE;
}
