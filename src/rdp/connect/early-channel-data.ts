import { LIMITS } from '../../bytes/limits.js';
import { tooLarge } from '../../errors.js';
import type { BulkDecompressor } from '../bulk/decompressor.js';
import { plainChunk } from '../channels/static-channel.js';
import type { ChannelData, JoinedChannel } from './result.js';

/** Keeps what a host sends on static channels while the connection is not active yet. */
export class EarlyChannelData {
  readonly chunks: ChannelData[] = [];
  readonly #joined: ReadonlySet<number>;
  readonly #bulk: BulkDecompressor;
  #size = 0;

  constructor(channels: readonly JoinedChannel[], bulk: BulkDecompressor) {
    this.#joined = new Set(channels.map(({ id }) => id));
    this.#bulk = bulk;
  }

  /** Unpacks at once: the history is shared with PDUs that are read before the chunk is. */
  keep(channelId: number, pdu: Uint8Array): void {
    if (!this.#joined.has(channelId)) return;
    const data = plainChunk(pdu, this.#bulk);
    this.#size += data.length;
    if (LIMITS.earlyChannelData < this.#size) throw tooLarge('CHANNEL_PDU_HEADER', 'length', this.#size);
    this.chunks.push({ channelId, data });
  }
}
