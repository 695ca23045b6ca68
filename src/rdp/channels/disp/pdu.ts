import type { ByteReader } from '../../../bytes/reader.js';
import { ByteWriter } from '../../../bytes/writer.js';
import { invalid, tooLarge } from '../../../errors.js';

/** DISPLAYCONTROL_HEADER Type, [MS-RDPEDISP] 2.2.1.1. */
const DISPLAYCONTROL_PDU_TYPE_CAPS = 0x00000005;
const DISPLAYCONTROL_PDU_TYPE_MONITOR_LAYOUT = 0x00000002;
const HEADER_SIZE = 4 /* Type */ + 4; /* Length */
const MONITOR_LAYOUT_SIZE = 40;
/** DISPLAYCONTROL_MONITOR_PRIMARY. */
const MONITOR_PRIMARY = 0x00000001;
/** More than Windows accepts in one layout. */
const MONITORS_MAX = 64;

/** DISPLAYCONTROL_CAPS_PDU, [MS-RDPEDISP] 2.2.2.1. */
export interface DisplayControlCaps {
  readonly maxMonitors: number;
  readonly maxMonitorAreaFactorA: number;
  readonly maxMonitorAreaFactorB: number;
}

/** DISPLAYCONTROL_MONITOR_LAYOUT, [MS-RDPEDISP] 2.2.2.2.1. */
export interface MonitorLayout {
  readonly primary: boolean;
  readonly left: number;
  readonly top: number;
  /** Even, 200 to 8192. */
  readonly width: number;
  /** 200 to 8192. */
  readonly height: number;
  /** Millimetres, 0 when not known. */
  readonly physicalWidth: number;
  readonly physicalHeight: number;
  /** 0, 90, 180 or 270 degrees. */
  readonly orientation: number;
  /** Percent, 100 to 500. */
  readonly desktopScaleFactor: number;
  /** 100, 140 or 180. */
  readonly deviceScaleFactor: number;
}

export type DisplayControlPdu =
  | { readonly type: 'caps'; readonly caps: DisplayControlCaps }
  | { readonly type: 'monitorLayout'; readonly monitors: readonly MonitorLayout[] };

/** Reads both directions; undefined for a type of a later version. */
export function readDisplayControlPdu(r: ByteReader): DisplayControlPdu | undefined {
  r.need(HEADER_SIZE, 'DISPLAYCONTROL_HEADER');
  const type = r.u32();
  const length = r.u32();
  if (length < HEADER_SIZE) throw invalid('DISPLAYCONTROL_HEADER', 'Length', length);
  const body = r.sub(length - HEADER_SIZE, 'DISPLAYCONTROL_HEADER', 'Length');
  switch (type) {
    case DISPLAYCONTROL_PDU_TYPE_CAPS:
      return { type: 'caps', caps: readCaps(body) };
    case DISPLAYCONTROL_PDU_TYPE_MONITOR_LAYOUT:
      return { type: 'monitorLayout', monitors: readMonitors(body) };
    default:
      return undefined;
  }
}

export function displayControlPdu(pdu: DisplayControlPdu): Uint8Array {
  const w = new ByteWriter(64);
  w.u32(pdu.type === 'caps' ? DISPLAYCONTROL_PDU_TYPE_CAPS : DISPLAYCONTROL_PDU_TYPE_MONITOR_LAYOUT);
  const lengthAt = w.reserve(4);
  if (pdu.type === 'caps') writeCaps(w, pdu.caps);
  else writeMonitors(w, pdu.monitors);
  return w.patch32(lengthAt, w.length).finish();
}

function readCaps(r: ByteReader): DisplayControlCaps {
  r.need(3 * 4 /* MaxNumMonitors, MaxMonitorAreaFactorA, MaxMonitorAreaFactorB */, 'DISPLAYCONTROL_CAPS_PDU');
  return { maxMonitors: r.u32(), maxMonitorAreaFactorA: r.u32(), maxMonitorAreaFactorB: r.u32() };
}

function writeCaps(w: ByteWriter, caps: DisplayControlCaps): void {
  w.u32(caps.maxMonitors).u32(caps.maxMonitorAreaFactorA).u32(caps.maxMonitorAreaFactorB);
}

function readMonitors(r: ByteReader): MonitorLayout[] {
  const pdu = 'DISPLAYCONTROL_MONITOR_LAYOUT_PDU';
  r.need(4 /* MonitorLayoutSize */ + 4 /* NumMonitors */, pdu);
  const size = r.u32();
  const count = r.u32();
  if (size !== MONITOR_LAYOUT_SIZE) throw invalid(pdu, 'MonitorLayoutSize', size);
  if (MONITORS_MAX < count) throw tooLarge(pdu, 'NumMonitors', count);
  r.need(count * MONITOR_LAYOUT_SIZE, pdu, 'NumMonitors');
  return Array.from({ length: count }, () => readMonitor(r));
}

function writeMonitors(w: ByteWriter, monitors: readonly MonitorLayout[]): void {
  w.u32(MONITOR_LAYOUT_SIZE).u32(monitors.length);
  for (const monitor of monitors) writeMonitor(w, monitor);
}

function readMonitor(r: ByteReader): MonitorLayout {
  return {
    primary: (r.u32() & MONITOR_PRIMARY) !== 0,
    left: r.i32(),
    top: r.i32(),
    width: r.u32(),
    height: r.u32(),
    physicalWidth: r.u32(),
    physicalHeight: r.u32(),
    orientation: r.u32(),
    desktopScaleFactor: r.u32(),
    deviceScaleFactor: r.u32(),
  };
}

function writeMonitor(w: ByteWriter, monitor: MonitorLayout): void {
  w.u32(monitor.primary ? MONITOR_PRIMARY : 0)
    .u32(monitor.left)
    .u32(monitor.top);
  w.u32(monitor.width).u32(monitor.height);
  w.u32(monitor.physicalWidth).u32(monitor.physicalHeight);
  w.u32(monitor.orientation);
  w.u32(monitor.desktopScaleFactor).u32(monitor.deviceScaleFactor);
}
