import { ByteWriter } from '../../bytes/writer.js';
import type { BitmapData } from '../../rdp/active/events.js';
import { writeBitmapData } from '../../rdp/graphics/bitmap-update.js';
import { FastPathUpdateCode, writeFastPathOutput } from '../../rdp/graphics/fast-path-output.js';
import { writePaletteUpdate } from '../../rdp/graphics/palette-update.js';
import { writeCachedPointer, writeNewPointer } from '../../rdp/graphics/pointer-update.js';
import { PointerMessageType, UpdateType, writePointerMessageType } from '../../rdp/graphics/slow-path.js';
import { DataPduType } from '../../rdp/share/data-header.js';
import type { HostClient } from '../server/client.js';
import { cursorShape } from './cursors.js';
import { palette332 } from './encode/bitmap.js';
import type { CursorName } from './scene/app.js';

/** Bitmap data in one update, so that no update needs fragments. */
const UPDATE_BYTES = 0x3e00;
const BITMAP_HEADER = 18 + 8;

/** Puts updates into PDUs: fast-path where the client takes it, slow-path otherwise. */
export class UpdateSender {
  readonly #client: HostClient;
  /** Cursors that the client has in its cache, by index. */
  readonly #cursors: CursorName[] = [];

  constructor(client: HostClient) {
    this.#client = client;
  }

  bitmaps(rectangles: readonly BitmapData[]): void {
    for (let at = 0; at < rectangles.length; ) {
      let bytes = 0;
      const from = at;
      do bytes += BITMAP_HEADER + rectangles[at++].data.length;
      while (at < rectangles.length && bytes + BITMAP_HEADER + rectangles[at].data.length <= UPDATE_BYTES);
      this.#bitmapUpdate(rectangles.slice(from, at), bytes);
    }
  }

  #bitmapUpdate(rectangles: readonly BitmapData[], bytes: number): void {
    const w = new ByteWriter(bytes + 4).u16(UpdateType.UPDATETYPE_BITMAP).u16(rectangles.length);
    const bare = this.#client.activation.client.noBitmapCompressionHeader;
    for (const bitmap of rectangles) writeBitmapData(w, bitmap, bare ? undefined : compressionHeader(bitmap));
    this.#update(FastPathUpdateCode.FASTPATH_UPDATETYPE_BITMAP, w.finish());
  }

  /** Needed once before bitmaps with 8 bits per pixel. */
  palette(): void {
    const w = new ByteWriter(8 + 768);
    writePaletteUpdate(w, palette332());
    this.#update(FastPathUpdateCode.FASTPATH_UPDATETYPE_PALETTE, w.finish());
  }

  cursor(name: CursorName, scale: number): void {
    const w = new ByteWriter(64);
    const cached = this.#cursors.indexOf(name);
    if (cached !== -1) {
      writeCachedPointer(w, cached);
      this.#pointer(FastPathUpdateCode.FASTPATH_UPDATETYPE_CACHED, PointerMessageType.TS_PTRMSGTYPE_CACHED, w);
      return;
    }
    // Without a cache of its own every shape takes the first place.
    const { pointerCacheSize, largePointers } = this.#client.activation.client;
    const index = this.#cursors.length < pointerCacheSize ? this.#cursors.length : 0;
    writeNewPointer(w, cursorShape(name, index, largePointers ? scale : 1));
    this.#cursors[index] = name;
    this.#pointer(FastPathUpdateCode.FASTPATH_UPDATETYPE_POINTER, PointerMessageType.TS_PTRMSGTYPE_POINTER, w);
  }

  /** A reactivation empties the client's pointer cache. */
  forgetCursors(): void {
    this.#cursors.length = 0;
  }

  #update(code: number, body: Uint8Array): void {
    if (!this.#client.activation.client.fastPathOutput) this.#client.sendData(DataPduType.UPDATE, body);
    else for (const unit of writeFastPathOutput(code, body)) this.#client.send(unit);
  }

  #pointer(code: number, messageType: number, attribute: ByteWriter): void {
    const bytes = attribute.finish();
    if (this.#client.activation.client.fastPathOutput) {
      for (const unit of writeFastPathOutput(code, bytes)) this.#client.send(unit);
      return;
    }
    const w = new ByteWriter(4 + bytes.length);
    writePointerMessageType(w, messageType);
    this.#client.sendData(DataPduType.POINTER, w.bytes(bytes).finish());
  }
}

function compressionHeader(bitmap: BitmapData): Parameters<typeof writeBitmapData>[2] {
  if (!bitmap.compressed) return undefined;
  const bytes = (bitmap.bitsPerPixel + 1) >> 3;
  return {
    mainBodySize: bitmap.data.length,
    scanWidth: bitmap.width * bytes,
    uncompressedSize: (bitmap.width * bitmap.height * bytes) & 0xffff,
  };
}
