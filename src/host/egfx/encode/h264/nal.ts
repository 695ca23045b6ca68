import { ByteWriter } from '../../../../bytes/writer.js';
import type { BitWriter } from '../bit-writer.js';

/** nal_unit_type, [ITU-T H.264] table 7-1. */
export const NalType = { slice: 1, idr: 5, sequenceParameters: 7, pictureParameters: 8 } as const;

/** ue(v), [ITU-T H.264] 9.1: as many zeros as the value has bits, then the value. */
export function unsigned(w: BitWriter, value: number): BitWriter {
  const bits = 32 - Math.clz32(value + 1);
  return w.repeat(0, bits - 1).bits(value + 1, bits);
}

/** se(v), [ITU-T H.264] 9.1.1. */
export const signed = (w: BitWriter, value: number): BitWriter => unsigned(w, 0 < value ? 2 * value - 1 : -2 * value);

/** rbsp_trailing_bits, [ITU-T H.264] 7.3.2.11. */
export const finishPayload = (w: BitWriter): Uint8Array => w.bit(1).finish();

/** A unit of the byte stream ([ITU-T H.264] annex B): start code, header, and the payload kept free of start codes. */
export function nalUnit(type: number, payload: Uint8Array): Uint8Array {
  const w = new ByteWriter(payload.length + 16).u32be(1).u8((3 /* nal_ref_idc */ << 5) | type);
  let zeros = 0;
  for (const byte of payload) {
    if (zeros === 2 && byte <= 3) {
      w.u8(3 /* emulation_prevention_three_byte */);
      zeros = 0;
    }
    w.u8(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return w.finish();
}
