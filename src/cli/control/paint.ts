import type { Difference } from './diff.js';

const CODES = { red: 31, green: 32, yellow: 33, dim: 2 } as const;
type Colour = keyof typeof CODES;

/** Colours text, or not; by what terminals and https://no-color.org say unless given. */
export type Paint = (colour: Colour, text: string) => string;

export function paintFor(
  stream: { readonly isTTY?: boolean } = process.stdout,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Paint {
  const plain = (env['NO_COLOR'] ?? '') !== '' || !stream.isTTY;
  return (colour, text) => (plain ? text : `\u001b[${CODES[colour]}m${text}\u001b[0m`);
}

const COLOURS = { '+': 'green', '-': 'red', '~': 'yellow' } as const;
const LONGEST = 60;

export function showDifference({ sign, path, before, after }: Difference, paint: Paint): string {
  const [old, fresh] = [show(before), show(after)];
  const said = sign === '~' ? (old === fresh ? fresh : `${old} → ${fresh}`) : sign === '+' ? fresh : old;
  return paint(COLOURS[sign], `    ${sign} ${path}: ${said}`);
}

/** Control characters of a value do nothing to the terminal: JSON writes them out. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
