import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { type Rectangle, readRectangle, writeRectangle } from './refresh-rect.js';

const SUPPRESS_DISPLAY_UPDATES = 0;
const ALLOW_DISPLAY_UPDATES = 1;

/** [MS-RDPBCGR] 2.2.11.3.1 Suppress Output PDU Data (TS_SUPPRESS_OUTPUT_PDU): the desktop to show, or nothing. */
export type SuppressOutput = { readonly desktop: Rectangle } | undefined;

export function readSuppressOutput(r: ByteReader): SuppressOutput {
  r.need(1 /* allowDisplayUpdates */ + 3 /* pad3Octets */, 'TS_SUPPRESS_OUTPUT_PDU');
  const allowed = r.u8() !== SUPPRESS_DISPLAY_UPDATES;
  r.skip(3);
  return allowed ? { desktop: readRectangle(r, 'TS_SUPPRESS_OUTPUT_PDU') } : undefined;
}

export function writeSuppressOutput(w: ByteWriter, output: SuppressOutput): void {
  w.u8(output ? ALLOW_DISPLAY_UPDATES : SUPPRESS_DISPLAY_UPDATES).zeros(3);
  if (output) writeRectangle(w, output.desktop);
}
