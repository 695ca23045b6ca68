/**
 * Makes `src/host/demo/font/faces.ts` from the outlines of Roboto and Roboto Mono (Apache-2.0, Google).
 * Run `node dist/test/support/font-raster.js > src/host/demo/font/faces.ts`; a test compares the two.
 *
 * A face is a raw deflate stream of glyphs, each: u16 code point, i8 left, i8 top (offset of the picture from the pen on
 * the baseline), u8 width, u8 height, u8 advance, then the coverage of each pixel in four bits, high half first.
 */
import { createRequire } from 'node:module';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import opentype from 'opentype.js';

type Font = ReturnType<typeof opentype.loadSync>;
type Commands = ReturnType<Font['getPath']>['commands'];

/** Sizes put the top of lower-case letters on a pixel edge where possible, which is what makes small text crisp. */
const FACES = {
  ui: { file: 'roboto/files/roboto-latin-400-normal.woff', size: 14.2, lineHeight: 20 },
  strong: { file: 'roboto/files/roboto-latin-500-normal.woff', size: 14.2, lineHeight: 20 },
  mono: { file: 'roboto-mono/files/roboto-mono-latin-400-normal.woff', size: 13.3, lineHeight: 18 },
  title: { file: 'roboto/files/roboto-latin-300-normal.woff', size: 34, lineHeight: 44 },
} as const;

const CHARACTERS = [
  ...Array.from({ length: 0x7f - 0x20 }, (_, i) => 0x20 + i),
  ...Array.from({ length: 0x100 - 0xa0 }, (_, i) => 0xa0 + i),
  ...Array.from('–—‘’“”•…€↑↓', (character) => character.charCodeAt(0)),
];

/** Text lighter than its outline looks thin on a screen; this lifts the half tones. */
const GAMMA = 0.8;
const CURVE_STEPS = 8;

/** Adds the signed area that one line leaves to its right, pixel by pixel; a running sum gives the coverage. */
function accumulate(area: Float64Array, width: number, from: readonly number[], to: readonly number[]): void {
  const direction = from[1] < to[1] ? 1 : -1;
  const [upper, lower] = direction === 1 ? [from, to] : [to, from];
  if (upper[1] === lower[1]) return;
  const slope = (lower[0] - upper[0]) / (lower[1] - upper[1]);
  for (let y = Math.floor(upper[1]); y < Math.ceil(lower[1]); y++) {
    const top = Math.max(y, upper[1]);
    const bottom = Math.min(y + 1, lower[1]);
    const a = upper[0] + (top - upper[1]) * slope;
    const b = upper[0] + (bottom - upper[1]) * slope;
    spread(area, y * width, Math.min(a, b), Math.max(a, b), (bottom - top) * direction);
  }
}

/**
 * One line crosses a row between `left` and `right`. `total(x)` is the mean length that lies right of it up to x, so its
 * increments are the coverage of each pixel; what is stored are the differences, whose running sum gives them back.
 */
function spread(area: Float64Array, row: number, left: number, right: number, weight: number): void {
  const total = (x: number): number => {
    if (x <= left) return 0;
    return x < right ? (x - left) ** 2 / (2 * (right - left)) : x - (left + right) / 2;
  };
  let previous = 0;
  for (let x = Math.floor(left); x <= Math.ceil(right); x++) {
    const covered = total(x + 1) - total(x);
    area[row + x] += (covered - previous) * weight;
    previous = covered;
  }
}

function flatten(commands: Commands, line: (from: readonly number[], to: readonly number[]) => void): void {
  let at = [0, 0];
  let start = [0, 0];
  const to = (x: number, y: number): void => {
    line(at, [x, y]);
    at = [x, y];
  };
  for (const command of commands) {
    if (command.type === 'M') start = at = [command.x, command.y];
    else if (command.type === 'L') to(command.x, command.y);
    else if (command.type === 'Z') to(start[0], start[1]);
    else if (command.type === 'Q') {
      const [x0, y0] = at;
      for (let step = 1; step <= CURVE_STEPS; step++) {
        const t = step / CURVE_STEPS;
        const weights = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
        to(
          weights[0] * x0 + weights[1] * command.x1 + weights[2] * command.x,
          weights[0] * y0 + weights[1] * command.y1 + weights[2] * command.y,
        );
      }
    } else throw new Error('cubic curves do not occur in these fonts');
  }
}

function glyph(font: Font, size: number, code: number): Buffer | undefined {
  const outline = font.charToGlyph(String.fromCharCode(code));
  if (outline.index === 0) return undefined;
  const path = outline.getPath(0, 0, size);
  const box = path.getBoundingBox();
  const left = Math.floor(box.x1);
  const top = Math.floor(box.y1);
  const width = Math.ceil(box.x2) - left;
  const height = Math.ceil(box.y2) - top;
  const area = new Float64Array(width * height + width + 4);
  flatten(path.commands, (from, to) =>
    accumulate(area, width, [from[0] - left, from[1] - top], [to[0] - left, to[1] - top]),
  );
  const packed = Buffer.alloc(Math.ceil((width * height) / 2));
  let sum = 0;
  for (let i = 0; i < width * height; i++) {
    sum += area[i];
    const level = Math.round(15 * Math.min(1, Math.abs(sum)) ** GAMMA);
    packed[i >> 1] |= i % 2 === 0 ? level << 4 : level;
  }
  const header = Buffer.alloc(7);
  header.writeUInt16LE(code, 0);
  header.writeInt8(left, 2);
  header.writeInt8(top, 3);
  header.writeUInt8(width, 4);
  header.writeUInt8(height, 5);
  header.writeUInt8(Math.round(((outline.advanceWidth ?? 0) * size) / font.unitsPerEm), 6);
  return Buffer.concat([header, packed]);
}

/** The text of `faces.ts`. */
export function generateFaces(): string {
  const require = createRequire(import.meta.url);
  const faces = Object.entries(FACES).map(([name, { file, size, lineHeight }]) => {
    const font = opentype.loadSync(require.resolve(`@fontsource/${file}`));
    const glyphs = CHARACTERS.map((code) => glyph(font, size, code)).filter((bytes) => bytes !== undefined);
    const data = deflateRawSync(Buffer.concat(glyphs), { level: 9 }).toString('base64');
    return `  ${name}: {\n    lineHeight: ${lineHeight},\n    data: '${data}',\n  },\n`;
  });
  return `/** Generated by test/support/font-raster.ts from Roboto and Roboto Mono (Apache-2.0, Google); do not edit. */
export const FACES = {
${faces.join('')}} as const;

export type FaceName = keyof typeof FACES;
`;
}

if (argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(generateFaces());
