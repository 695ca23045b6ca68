import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { DesktopField as F } from './flags.js';

const PDU = 'TS_MONITORED_DESKTOP';

/** Actively Monitored Desktop, [MS-RDPERP] 2.2.1.3.3.2.1 (TS_MONITORED_DESKTOP). */
export interface MonitoredDesktop {
  /** The host begins to watch another desktop: what was known of windows is void. */
  readonly hooked: boolean;
  /** What follows until `arcCompleted` brings the client up to date. */
  readonly arcBegan: boolean;
  readonly arcCompleted: boolean;
  /** 0: none. */
  readonly activeWindow?: number;
  /** From front to back; at most 255, because their number is a byte. */
  readonly zOrder?: readonly number[];
}

export function readMonitoredDesktop(r: ByteReader, flags: number): MonitoredDesktop {
  const active = flags & F.WINDOW_ORDER_FIELD_DESKTOP_ACTIVEWND;
  if (active) r.need(4 /* ActiveWindowId */, PDU);
  return {
    hooked: (flags & F.WINDOW_ORDER_FIELD_DESKTOP_HOOKED) !== 0,
    arcBegan: (flags & F.WINDOW_ORDER_FIELD_DESKTOP_ARC_BEGAN) !== 0,
    arcCompleted: (flags & F.WINDOW_ORDER_FIELD_DESKTOP_ARC_COMPLETED) !== 0,
    ...(active && { activeWindow: r.u32() }),
    ...(flags & F.WINDOW_ORDER_FIELD_DESKTOP_ZORDER && { zOrder: readZOrder(r) }),
  };
}

export function writeMonitoredDesktop(w: ByteWriter, { activeWindow, zOrder }: MonitoredDesktop): void {
  if (activeWindow !== undefined) w.u32(activeWindow);
  if (!zOrder) return;
  w.u8(zOrder.length);
  for (const id of zOrder) w.u32(id);
}

/** FieldsPresentFlags of what the desktop has. */
export const monitoredDesktopFlags = (desktop: MonitoredDesktop): number =>
  (desktop.hooked ? F.WINDOW_ORDER_FIELD_DESKTOP_HOOKED : 0) |
  (desktop.arcBegan ? F.WINDOW_ORDER_FIELD_DESKTOP_ARC_BEGAN : 0) |
  (desktop.arcCompleted ? F.WINDOW_ORDER_FIELD_DESKTOP_ARC_COMPLETED : 0) |
  (desktop.activeWindow === undefined ? 0 : F.WINDOW_ORDER_FIELD_DESKTOP_ACTIVEWND) |
  (desktop.zOrder ? F.WINDOW_ORDER_FIELD_DESKTOP_ZORDER : 0);

function readZOrder(r: ByteReader): readonly number[] {
  r.need(1 /* NumWindowIds */, PDU);
  const count = r.u8();
  r.need(count * 4, PDU, 'NumWindowIds');
  return Array.from({ length: count }, () => r.u32());
}
