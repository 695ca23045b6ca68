import { LIMITS } from '../../bytes/limits.js';
import { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { invalid, tooLarge } from '../../errors.js';
import type { BulkDecompressor } from '../bulk/decompressor.js';
import { MessageAssembler } from './message-assembler.js';

/** flags of CHANNEL_PDU_HEADER, [MS-RDPBCGR] 2.2.6.1.1. */
export const ChannelFlag = {
  CHANNEL_FLAG_FIRST: 0x00000001,
  CHANNEL_FLAG_LAST: 0x00000002,
  CHANNEL_FLAG_SHOW_PROTOCOL: 0x00000010,
  CHANNEL_FLAG_SUSPEND: 0x00000020,
  CHANNEL_FLAG_RESUME: 0x00000040,
  /** Bulk compression type and flags, as in 3.1.8.2 but shifted by 16. */
  compressionMask: 0x00ff0000,
  CHANNEL_PACKET_COMPRESSED: 0x00200000,
} as const;

/** Channel option of the Client Network Data ([MS-RDPBCGR] 2.2.1.3.4.1) that asks for CHANNEL_FLAG_SHOW_PROTOCOL. */
export const CHANNEL_OPTION_SHOW_PROTOCOL = 0x00200000;

/** CHANNEL_PDU_HEADER, [MS-RDPBCGR] 2.2.6.1.1. */
export interface ChannelPduHeader {
  /** Bytes of the whole message, uncompressed. */
  readonly length: number;
  readonly flags: number;
}

export function readChannelPduHeader(r: ByteReader): ChannelPduHeader {
  r.need(4 /* length */ + 4 /* flags */, 'CHANNEL_PDU_HEADER');
  const length = r.u32();
  if (LIMITS.reassembled < length) throw tooLarge('CHANNEL_PDU_HEADER', 'length', length);
  return { length, flags: r.u32() };
}

export function writeChannelPduHeader(w: ByteWriter, header: ChannelPduHeader): void {
  w.u32(header.length).u32(header.flags);
}

/** A message cut into chunks, each with its header: the data of as many MCS Send Data PDUs. */
export function writeChannelMessage(message: Uint8Array, chunkSize: number, options = 0): Uint8Array[] {
  const show = options & CHANNEL_OPTION_SHOW_PROTOCOL ? ChannelFlag.CHANNEL_FLAG_SHOW_PROTOCOL : 0;
  const chunks: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < message.length; at += chunkSize) {
    const chunk = message.subarray(at, at + chunkSize);
    const first = at === 0 ? ChannelFlag.CHANNEL_FLAG_FIRST : 0;
    const last = at + chunk.length === message.length ? ChannelFlag.CHANNEL_FLAG_LAST : 0;
    const w = new ByteWriter(8 + chunk.length);
    writeChannelPduHeader(w, { length: message.length, flags: first | last | show });
    chunks.push(w.bytes(chunk).finish());
  }
  return chunks;
}

/** A copy of a Virtual Channel PDU that is not compressed, for whoever keeps it while the history goes on. */
export function plainChunk(pdu: Uint8Array, bulk: BulkDecompressor): Uint8Array {
  const r = new ByteReader(pdu);
  const { length, flags } = readChannelPduHeader(r);
  const data = bulk.decompress(r.rest(), (flags & ChannelFlag.compressionMask) >> 16);
  const w = new ByteWriter(8 + data.length);
  writeChannelPduHeader(w, { length, flags: (flags & ~ChannelFlag.compressionMask) >>> 0 });
  return w.bytes(data).finish();
}

/** The receiving end of one static virtual channel, [MS-RDPBCGR] 3.1.5.2. */
export class StaticChannelReader {
  readonly #bulk: BulkDecompressor | undefined;
  readonly #assembler = new MessageAssembler('CHANNEL_PDU_HEADER');

  /** Without a decompressor, as in a host, compressed chunks are refused. */
  constructor(bulk?: BulkDecompressor) {
    this.#bulk = bulk;
  }

  /** Takes one Virtual Channel PDU; returns the message that it completes, valid until the next call. */
  accept(pdu: Uint8Array): Uint8Array | undefined {
    const r = new ByteReader(pdu);
    const { length, flags } = readChannelPduHeader(r);
    // A chunk that only suspends or resumes carries nothing.
    if (flags & (ChannelFlag.CHANNEL_FLAG_SUSPEND | ChannelFlag.CHANNEL_FLAG_RESUME)) return undefined;
    const data = this.#decompress(r.rest(), flags);
    if (flags & ChannelFlag.CHANNEL_FLAG_FIRST) this.#assembler.begin(length);
    const message = this.#assembler.append(data);
    if ((message !== undefined) !== ((flags & ChannelFlag.CHANNEL_FLAG_LAST) !== 0))
      throw invalid('CHANNEL_PDU_HEADER', 'length', length);
    return message;
  }

  #decompress(data: Uint8Array, flags: number): Uint8Array {
    const compression = (flags & ChannelFlag.compressionMask) >> 16;
    if (compression === 0) return data;
    if (!this.#bulk) throw invalid('CHANNEL_PDU_HEADER', 'flags', flags);
    return this.#bulk.decompress(data, compression);
  }
}
