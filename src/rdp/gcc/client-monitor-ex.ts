import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid, tooLarge } from '../../errors.js';
import { MAX_MONITORS } from './client-monitor.js';

const PDU = 'TS_UD_CS_MONITOR_EX';
const ATTRIBUTES = 5 * 4;

/** [MS-RDPBCGR] 2.2.1.3.9.1 Monitor Attributes (TS_MONITOR_ATTRIBUTES). Sizes are in millimetres, factors in percent. */
export interface MonitorAttributes {
  readonly physicalWidth: number;
  readonly physicalHeight: number;
  readonly orientation: number;
  readonly desktopScaleFactor: number;
  readonly deviceScaleFactor: number;
}

/** [MS-RDPBCGR] 2.2.1.3.9 Client Monitor Extended Data (TS_UD_CS_MONITOR_EX), one entry per monitor. */
export function readClientMonitorExData(r: ByteReader): readonly MonitorAttributes[] {
  r.need(4 /* flags */ + 4 /* monitorAttributeSize */ + 4 /* monitorCount */, PDU);
  r.skip(4);
  const size = r.u32();
  if (size !== ATTRIBUTES) throw invalid(PDU, 'monitorAttributeSize', size);
  const count = r.u32();
  if (count > MAX_MONITORS) throw tooLarge(PDU, 'monitorCount', count);
  r.need(count * ATTRIBUTES, PDU, 'monitorAttributesArray');
  return Array.from({ length: count }, () => ({
    physicalWidth: r.u32(),
    physicalHeight: r.u32(),
    orientation: r.u32(),
    desktopScaleFactor: r.u32(),
    deviceScaleFactor: r.u32(),
  }));
}

export function writeClientMonitorExData(w: ByteWriter, attributes: readonly MonitorAttributes[]): void {
  w.u32(0).u32(ATTRIBUTES).u32(attributes.length);
  for (const a of attributes) {
    w.u32(a.physicalWidth).u32(a.physicalHeight).u32(a.orientation).u32(a.desktopScaleFactor).u32(a.deviceScaleFactor);
  }
}
