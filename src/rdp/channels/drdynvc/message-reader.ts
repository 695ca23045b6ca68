import { ZgfxDecompressor } from '../egfx/zgfx.js';
import { RDP8_LITE } from '../egfx/zgfx-profile.js';
import { MessageAssembler } from '../message-assembler.js';
import type { DynamicDataPdu } from './pdu.js';

/** Puts the messages of one dynamic channel together: blocks in their order, each compressed or not. */
export class DynamicMessageReader {
  readonly #assembler = new MessageAssembler('DYNVC_DATA_FIRST');
  /** What was compressed on this channel, and no other, is its history ([MS-RDPEDYC] 3.1.5.1.3); begins with the first such block. */
  #zgfx: ZgfxDecompressor | undefined;

  /** Returns the message that the block completes, valid until the next call. */
  accept(pdu: Exclude<DynamicDataPdu, { type: 'close' }>): Uint8Array | undefined {
    if (pdu.type === 'dataFirst') this.#assembler.begin(pdu.length);
    const data = pdu.compressed ? this.#unpack(pdu.data) : pdu.data;
    const whole = pdu.type === 'data' && !this.#assembler.open;
    return whole ? data : this.#assembler.append(data);
  }

  #unpack(data: Uint8Array): Uint8Array {
    this.#zgfx ??= new ZgfxDecompressor(RDP8_LITE);
    return this.#zgfx.decompress(data);
  }
}
