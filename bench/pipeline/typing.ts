import { ByteWriter } from '../../src/bytes/writer.js';
import { BitmapEncoder } from '../../src/host/demo/encode/bitmap.js';
import { Surface } from '../../src/host/demo/pixels/surface.js';
import type { RecordedUnit } from '../../src/host/recording/format.js';
import type { Recording } from '../../src/host/recording/reader.js';
import { writeBitmapUpdate } from '../../src/rdp/graphics/bitmap-update.js';
import { FastPathUpdateCode, writeFastPathOutput } from '../../src/rdp/graphics/fast-path-output.js';

const DESKTOP = { width: 1280, height: 800 };
const KEYS = 120;
/** Nine keys a second, as a fast typist. */
const KEY_EVERY_MS = 110;
const GLYPH = { width: 9, height: 18 };
const PAPER = 0xfafafa;
const INK = 0x202020;
const WINDOW = { left: 60, top: 60, right: 1220, bottom: 740 };

/** Somebody types on a desktop of 1280×800: for each key a glyph and the caret, as planar bitmaps. */
export function typingRecording(): Recording {
  const surface = new Surface(DESKTOP.width, DESKTOP.height);
  surface.fill({ left: 0, top: 0, right: DESKTOP.width, bottom: DESKTOP.height }, 0x356a8a);
  surface.fill(WINDOW, PAPER);
  const encoder = new BitmapEncoder(32);
  const units: RecordedUnit[] = [];
  const send = (ms: number, left: number, top: number, right: number, bottom: number): void => {
    const w = new ByteWriter();
    writeBitmapUpdate(w, [encoder.encode(surface, { left, top, right, bottom })]);
    for (const data of writeFastPathOutput(FastPathUpdateCode.FASTPATH_UPDATETYPE_BITMAP, w.finish()))
      units.push({ from: 'host', time: ms * 1000, data });
  };
  for (let top = 0; top < DESKTOP.height; top += 64)
    for (let left = 0; left < DESKTOP.width; left += 64)
      send(0, left, top, left + 64, Math.min(top + 64, DESKTOP.height));
  for (let key = 0; key < KEYS; key++) {
    const left = WINDOW.left + 20 + (key % 100) * GLYPH.width;
    const top = WINDOW.top + 20 + Math.floor(key / 100) * GLYPH.height;
    drawGlyph(surface, left, top, key);
    send(1000 + key * KEY_EVERY_MS, left, top, left + 2 * GLYPH.width, top + GLYPH.height);
  }
  const metadata = {
    tool: 'sluice bench',
    date: '2026-01-02T03:04:05.000Z',
    origin: 'somebody types, made by the bench',
    desktop: DESKTOP,
    colorDepth: 32 as const,
    ioChannel: 1003,
    channels: [],
    codecs: {},
    kept: [],
  };
  return { metadata, units, finished: true };
}

/** Strokes that differ from key to key, and the caret behind them. */
function drawGlyph(surface: Surface, left: number, top: number, key: number): void {
  surface.fill({ left, top, right: left + GLYPH.width, bottom: top + GLYPH.height }, PAPER);
  for (let stroke = 0; stroke < 4; stroke++) {
    const x = left + 1 + ((key * 3 + stroke * 2) % (GLYPH.width - 3));
    const y = top + 2 + ((key * 5 + stroke * 4) % (GLYPH.height - 6));
    surface.fill({ left: x, top: y, right: x + 2, bottom: y + 4 }, INK);
  }
  const caret = left + GLYPH.width;
  surface.fill({ left: caret, top, right: caret + 2, bottom: top + GLYPH.height }, INK);
}
