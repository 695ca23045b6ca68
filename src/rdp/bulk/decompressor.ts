import { LIMITS } from '../../bytes/limits.js';
import { DecodeError, tooLarge } from '../../errors.js';
import { CompressionFlag, CompressionType } from './flags.js';
import { MppcDecompressor } from './mppc.js';
import { NcrushDecompressor } from './ncrush.js';
import { XcrushDecompressor } from './xcrush.js';

interface Decompressor {
  decompress(data: Uint8Array, flags: number): Uint8Array;
}

const CREATE: Readonly<Record<number, () => Decompressor>> = {
  [CompressionType.PACKET_COMPR_TYPE_8K]: () => new MppcDecompressor(8192),
  [CompressionType.PACKET_COMPR_TYPE_64K]: () => new MppcDecompressor(65536),
  [CompressionType.PACKET_COMPR_TYPE_RDP6]: () => new NcrushDecompressor(),
  [CompressionType.PACKET_COMPR_TYPE_RDP61]: () => new XcrushDecompressor(),
};

/**
 * Everything a host compresses in bulk, in arrival order: one history serves slow-path, fast-path and virtual channels
 * ([MS-RDPBCGR] 3.1.8). A history is allocated when its type is first used. Malformed input throws BULK_INVALID, after
 * which the histories differ from the host's and the connection is of no more use.
 */
export class BulkDecompressor {
  readonly #decompressors = new Map<number, Decompressor>();
  /** Bytes that the present frame unpacked to. */
  #unpacked = 0;

  /** Another frame begins, which may unpack to LIMITS.unpacked bytes. */
  beginFrame(): void {
    this.#unpacked = 0;
  }

  /** `flags` hold type and flags in one byte. Returns `data` itself where it is not compressed, else new memory. */
  decompress(data: Uint8Array, flags: number): Uint8Array {
    if (!(flags & CompressionFlag.mask)) return data;
    const type = flags & CompressionType.mask;
    let decompressor = this.#decompressors.get(type);
    if (!decompressor) {
      const create = CREATE[type];
      if (!create) throw new DecodeError('BULK_INVALID', 'compressedType', 'CompressionTypeMask', type);
      decompressor = create();
      this.#decompressors.set(type, decompressor);
    }
    const plain = decompressor.decompress(data, flags);
    this.#unpacked += plain.length;
    if (LIMITS.unpacked < this.#unpacked) throw tooLarge('compressedType', 'unpacked', this.#unpacked);
    return plain;
  }
}
