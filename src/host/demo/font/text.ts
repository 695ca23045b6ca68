import { inflateRawSync } from 'node:zlib';
import type { Color, Surface } from '../pixels/surface.js';
import { FACES, type FaceName } from './faces.js';

interface Glyph {
  /** Offset of the picture from the pen on the baseline. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly advance: number;
  /** Coverage of each pixel, 0 to 255. */
  readonly coverage: Uint8Array;
}

const GLYPH_HEADER = 7;
const loaded = new Map<FaceName, Map<number, Glyph>>();

/** Glyphs of a face; `test/support/font-raster.ts` wrote them and describes the layout. */
function glyphs(face: FaceName): Map<number, Glyph> {
  const known = loaded.get(face);
  if (known) return known;
  const table = new Map<number, Glyph>();
  const bytes = inflateRawSync(Buffer.from(FACES[face].data, 'base64'));
  for (let at = 0; at < bytes.length; ) {
    const width = bytes.readUInt8(at + 4);
    const height = bytes.readUInt8(at + 5);
    const picture = bytes.subarray(at + GLYPH_HEADER, at + GLYPH_HEADER + Math.ceil((width * height) / 2));
    table.set(bytes.readUInt16LE(at), {
      left: bytes.readInt8(at + 2),
      top: bytes.readInt8(at + 3),
      width,
      height,
      advance: bytes.readUInt8(at + 6),
      coverage: unpack(picture, width * height),
    });
    at += GLYPH_HEADER + picture.length;
  }
  loaded.set(face, table);
  return table;
}

/** Two pixels of four bits per byte, high half first. */
function unpack(picture: Uint8Array, count: number): Uint8Array {
  const coverage = new Uint8Array(count);
  for (let i = 0; i < count; i++) coverage[i] = 17 * (i % 2 === 0 ? picture[i >> 1] >> 4 : picture[i >> 1] & 15);
  return coverage;
}

const MISSING = '?'.charCodeAt(0);

function glyphOf(table: Map<number, Glyph>, code: number): Glyph {
  return (table.get(code) ?? table.get(MISSING)) as Glyph;
}

/** Draws one line of text from `x` on `baseline` and returns where the pen ends. */
export function drawText(
  surface: Surface,
  face: FaceName,
  x: number,
  baseline: number,
  text: string,
  color: Color,
): number {
  const table = glyphs(face);
  let pen = Math.round(x);
  for (const character of text) {
    const glyph = glyphOf(table, character.codePointAt(0) as number);
    let at = 0;
    for (let row = 0; row < glyph.height; row++) {
      for (let column = 0; column < glyph.width; column++) {
        const coverage = glyph.coverage[at++];
        if (coverage) surface.blend(pen + glyph.left + column, baseline + glyph.top + row, color, coverage);
      }
    }
    pen += glyph.advance;
  }
  return pen;
}

export function textWidth(face: FaceName, text: string): number {
  const table = glyphs(face);
  let width = 0;
  for (const character of text) width += glyphOf(table, character.codePointAt(0) as number).advance;
  return width;
}

/** Can the face show this character, or would it show a question mark? */
export const hasGlyph = (face: FaceName, code: number): boolean => glyphs(face).has(code);
