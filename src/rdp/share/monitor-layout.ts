import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { readMonitorDefs, writeMonitorDefs } from '../gcc/client-monitor.js';
import type { Monitor } from '../settings.js';

/** [MS-RDPBCGR] 2.2.12.1 Monitor Layout PDU (TS_MONITOR_LAYOUT_PDU): the monitors that the host uses. */
export function readMonitorLayout(r: ByteReader): readonly Monitor[] {
  r.need(4, 'TS_MONITOR_LAYOUT_PDU', 'monitorCount');
  return readMonitorDefs(r, r.u32(), 'TS_MONITOR_LAYOUT_PDU');
}

export function writeMonitorLayout(w: ByteWriter, monitors: readonly Monitor[]): void {
  w.u32(monitors.length);
  writeMonitorDefs(w, monitors);
}
