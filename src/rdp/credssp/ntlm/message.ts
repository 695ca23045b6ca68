import { ByteReader } from '../../../bytes/reader.js';
import { fromHex, latin1 } from '../../../bytes/text.js';
import { ByteWriter } from '../../../bytes/writer.js';
import { invalid } from '../../../errors.js';

export const SIGNATURE = latin1('NTLMSSP\0');
/** [MS-NLMP] 2.2.2.10 VERSION: Windows 10, NTLMSSP_REVISION_W2K3. For diagnostics only. */
export const VERSION = fromHex('0a 00 63 45 00 00 00 0f');

/** Reads signature and MessageType, [MS-NLMP] 2.2.1. */
export function readMessageHead(message: Uint8Array, type: number, pdu: string): ByteReader {
  const r = new ByteReader(message);
  r.need(8 /* Signature */ + 4 /* MessageType */, pdu);
  if (r.bytes(8).some((byte, i) => byte !== SIGNATURE[i])) throw invalid(pdu, 'Signature');
  const actual = r.u32();
  if (actual !== type) throw invalid(pdu, 'MessageType', actual);
  return r;
}

/** A field of length, maximum length and offset; the bytes it points to are a view. */
export function readField(r: ByteReader, message: Uint8Array, pdu: string, field: string): Uint8Array {
  r.need(2 /* Len */ + 2 /* MaxLen */ + 4 /* BufferOffset */, pdu, field);
  const length = r.u16();
  r.skip(2);
  const offset = r.u32();
  if (length === 0) return message.subarray(0, 0);
  if (offset + length > message.length) throw invalid(pdu, field, offset);
  return message.subarray(offset, offset + length);
}

/** Lays out the payload that the fields point to: first the fields in order, then `payload` behind the fixed part. */
export class FieldWriter {
  readonly #payload = new ByteWriter();
  readonly #base: number;

  /** `base` is the length of the fixed part. */
  constructor(base: number) {
    this.#base = base;
  }

  field(w: ByteWriter, bytes: Uint8Array): void {
    w.u16(bytes.length).u16(bytes.length);
    w.u32(this.#base + this.#payload.length);
    this.#payload.bytes(bytes);
  }

  payload(): Uint8Array {
    return this.#payload.finish();
  }
}
