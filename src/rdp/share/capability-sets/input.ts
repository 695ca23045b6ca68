import type { ByteReader } from '../../../bytes/reader.js';
import type { ByteWriter } from '../../../bytes/writer.js';
import { type Fields, readFields, writeFields } from './layout.js';

const LAYOUT = {
  inputFlags: 2,
  pad2octetsA: 2,
  keyboardLayout: 4,
  keyboardType: 4,
  keyboardSubType: 4,
  keyboardFunctionKey: 4,
} as const;
const IME_FILE_NAME = 64;

/** [MS-RDPBCGR] 2.2.7.1.6 Input Capability Set (TS_INPUT_CAPABILITYSET). */
export interface InputSet extends Fields<typeof LAYOUT> {
  readonly type: 'input';
}

export const readInputSet = (r: ByteReader): InputSet => ({ type: 'input', ...readFields(r, LAYOUT) });

export function writeInputSet(w: ByteWriter, set: InputSet): void {
  writeFields(w, LAYOUT, set);
  w.zeros(IME_FILE_NAME);
}
