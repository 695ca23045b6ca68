import { ByteReader } from '../../bytes/reader.js';
import { DecodeError } from '../../errors.js';
import { CompressionFlag } from './flags.js';
import { MppcDecompressor } from './mppc.js';

const HISTORY = 2_000_000;
/** Blocks are below 16,383 bytes ([MS-RDPEGDI] 3.1.8.2.1); MatchOutputOffset could say up to 64 KiB. */
const BLOCK_MAX = 65536;
const MATCH_DETAILS_SIZE = 2 /* MatchLength */ + 2 /* MatchOutputOffset */ + 4; /* MatchHistoryOffset */

const L1_COMPRESSED = 0x01;
const L1_NO_COMPRESSION = 0x02;
const L1_PACKET_AT_FRONT = 0x04;
const L1_INNER_COMPRESSION = 0x10;

/** XCRUSH (RDP 6.1) decompressor, [MS-RDPEGDI] 3.1.8.2: long matches over MPPC with 64 KiB. */
export class XcrushDecompressor {
  readonly #history = new Uint8Array(HISTORY);
  readonly #inner = new MppcDecompressor(65536);
  #offset = 0;
  /** What lies behind is zero, so that a host cannot have two megabytes cleared for each byte that it sends. */
  #written = 0;

  /** Returns bytes that belong to the caller, or `data` itself where it is not compressed. */
  decompress(data: Uint8Array, flags: number): Uint8Array {
    if (flags & CompressionFlag.PACKET_FLUSHED) {
      this.#history.fill(0, 0, this.#written);
      this.#written = 0;
      this.#offset = 0;
    }
    if (!(flags & CompressionFlag.PACKET_COMPRESSED)) return data;
    // RDP61_COMPRESSED_DATA, [MS-RDPEGDI] 2.2.2.4.1.
    const r = new ByteReader(data);
    r.need(1 /* Level1ComprFlags */ + 1 /* Level2ComprFlags */, 'RDP61_COMPRESSED_DATA');
    const level1 = r.u8();
    const level2 = r.u8();
    const body = level1 & L1_INNER_COMPRESSION ? this.#inner.decompress(r.rest(), level2) : r.rest();
    return this.#expand(body, level1);
  }

  #expand(body: Uint8Array, flags: number): Uint8Array {
    if (flags & L1_PACKET_AT_FRONT) this.#offset = 0;
    const start = this.#offset;
    const r = new ByteReader(body);
    if (!(flags & L1_NO_COMPRESSION)) {
      if (!(flags & L1_COMPRESSED)) throw corrupt('Level1ComprFlags', flags);
      this.#copyMatches(r, start);
    }
    this.#literals(r.rest(), start);
    this.#written = Math.max(this.#written, this.#offset);
    return this.#history.slice(start, this.#offset);
  }

  /** MatchDetails, between which the literals are consumed that stand behind them. Leaves `r` at the last literals. */
  #copyMatches(r: ByteReader, start: number): void {
    r.need(2 /* MatchCount */, 'RDP61_COMPRESSED_DATA', 'MatchCount');
    const count = r.u16();
    const details = r.sub(count * MATCH_DETAILS_SIZE, 'RDP61_COMPRESSED_DATA', 'MatchDetails');
    for (let i = 0; i < count; i++) {
      const length = details.u16();
      const before = details.u16() - (this.#offset - start);
      const from = details.u32();
      if (before < 0) throw corrupt('MatchOutputOffset', before);
      this.#literals(r.bytes(before, 'RDP61_MATCH_DETAILS', 'MatchOutputOffset'), start);
      this.#room(length, start);
      if (HISTORY < from + length) throw corrupt('MatchHistoryOffset', from);
      this.#copy(from, length);
    }
  }

  #literals(literals: Uint8Array, start: number): void {
    this.#room(literals.length, start);
    this.#history.set(literals, this.#offset);
    this.#offset += literals.length;
  }

  /** A match that reaches into its own output repeats it. */
  #copy(from: number, length: number): void {
    const history = this.#history;
    const at = this.#offset;
    if (from + length <= at || at <= from) history.copyWithin(at, from, from + length);
    else for (let i = 0; i < length; i++) history[at + i] = history[from + i];
    this.#offset = at + length;
  }

  #room(length: number, start: number): void {
    const end = this.#offset + length;
    if (HISTORY < end || BLOCK_MAX < end - start) throw corrupt('MatchLength', length);
  }
}

const corrupt = (field: string, value: number): DecodeError =>
  new DecodeError('BULK_INVALID', 'RDP61_COMPRESSED_DATA', field, value);
