import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid, tooLarge } from '../../errors.js';
import type { Monitor } from '../settings.js';

const PDU = 'TS_UD_CS_MONITOR';
const TS_MONITOR_PRIMARY = 1;
export const MAX_MONITORS = 16;
const MONITOR_DEF = 4 /* left */ + 4 /* top */ + 4 /* right */ + 4 /* bottom */ + 4; /* flags */

/** [MS-RDPBCGR] 2.2.1.3.6 Client Monitor Data (TS_UD_CS_MONITOR), an array of TS_MONITOR_DEF (2.2.1.3.6.1). */
export function readClientMonitorData(r: ByteReader): readonly Monitor[] {
  r.need(4 /* flags */ + 4 /* monitorCount */, PDU);
  r.skip(4);
  const count = r.u32();
  return readMonitorDefs(r, count, PDU);
}

export function writeClientMonitorData(w: ByteWriter, monitors: readonly Monitor[]): void {
  w.u32(0).u32(monitors.length);
  writeMonitorDefs(w, monitors);
}

/** Edges are inclusive on the wire. Also the body of the Monitor Layout PDU ([MS-RDPBCGR] 2.2.12.1). */
export function readMonitorDefs(r: ByteReader, count: number, pdu: string): readonly Monitor[] {
  if (count > MAX_MONITORS) throw tooLarge(pdu, 'monitorCount', count);
  r.need(count * MONITOR_DEF, pdu, 'monitorDefArray');
  return Array.from({ length: count }, () => {
    const left = r.i32();
    const top = r.i32();
    const width = r.i32() - left + 1;
    const height = r.i32() - top + 1;
    if (width < 1 || height < 1) throw invalid(pdu, 'monitorDefArray', Math.min(width, height));
    return { left, top, width, height, primary: (r.u32() & TS_MONITOR_PRIMARY) !== 0 };
  });
}

export function writeMonitorDefs(w: ByteWriter, monitors: readonly Monitor[]): void {
  for (const { left, top, width, height, primary } of monitors) {
    w.u32(left >>> 0)
      .u32(top >>> 0)
      .u32((left + width - 1) >>> 0)
      .u32((top + height - 1) >>> 0);
    w.u32(primary ? TS_MONITOR_PRIMARY : 0);
  }
}
