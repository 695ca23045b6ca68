import { ByteWriter } from '../../src/bytes/writer.js';
import { type GraphicsPdu, writeGraphicsPdu } from '../../src/rdp/channels/egfx/pdu/index.js';
import { ZgfxCompressor } from '../../src/rdp/channels/egfx/zgfx-compressor.js';

/** The host's end of a graphics channel: commands as messages, compressed over one history. */
export class GraphicsHost {
  readonly #zgfx = new ZgfxCompressor();

  /** All commands in one message. */
  message(...pdus: readonly GraphicsPdu[]): Uint8Array {
    const w = new ByteWriter();
    for (const pdu of pdus) writeGraphicsPdu(w, pdu);
    // Without commands there is nothing to compress: no segments.
    return pdus.length === 0 ? Uint8Array.of(0xe1, 0, 0, 0, 0, 0, 0) : this.compress(w.finish());
  }

  compress(data: Uint8Array): Uint8Array {
    return this.#zgfx.compress(data);
  }
}
