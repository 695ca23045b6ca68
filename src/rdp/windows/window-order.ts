import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';
import { DesktopField, WindowOrderFlag as Flag, IconField } from './flags.js';
import {
  type CachedIcon,
  type IconInfo,
  readCachedIcon,
  readIconInfo,
  writeCachedIcon,
  writeIconInfo,
} from './icon.js';
import {
  type MonitoredDesktop,
  monitoredDesktopFlags,
  readMonitoredDesktop,
  writeMonitoredDesktop,
} from './monitored-desktop.js';
import { type NotifyIconState, notifyIconFlags, readNotifyIconState, writeNotifyIconState } from './notify-icon.js';
import { readWindowState, type WindowState, windowStateFlags, writeWindowState } from './window-state.js';

const PDU = 'TS_WINDOW_ORDER_HEADER';
/** The byte that says what order it is counts too. */
const HEADER = 1 /* Header */ + 2 /* OrderSize */ + 4; /* FieldsPresentFlags */
/** TS_ALTSEC_WINDOW in an Alternate Secondary Drawing Order header, [MS-RDPEGDI] 2.2.2.2.1.3.1.1. */
export const ALTSEC_WINDOW_HEADER = (0x0b << 2) | 0x02;

/** Whose icon it is, and which. */
export interface IconPlace {
  readonly windowId: number;
  readonly big: boolean;
  /** A small picture over the window's icon. */
  readonly overlay: boolean;
}

/** Windowing Alternate Secondary Drawing Orders, [MS-RDPERP] 2.2.1.3. */
export type WindowOrder =
  | { readonly type: 'window'; readonly windowId: number; readonly isNew: boolean; readonly state: WindowState }
  | ({ readonly type: 'windowIcon'; readonly icon: IconInfo } & IconPlace)
  | ({ readonly type: 'windowCachedIcon'; readonly icon: CachedIcon } & IconPlace)
  | { readonly type: 'windowDeleted'; readonly windowId: number }
  | {
      readonly type: 'notifyIcon';
      readonly windowId: number;
      readonly notifyIconId: number;
      readonly isNew: boolean;
      readonly state: NotifyIconState;
    }
  | { readonly type: 'notifyIconDeleted'; readonly windowId: number; readonly notifyIconId: number }
  | { readonly type: 'monitoredDesktop'; readonly desktop: MonitoredDesktop }
  /** Windows are not watched for now: the secure desktop is shown, for instance. */
  | { readonly type: 'nonMonitoredDesktop' };

/** The order behind its header byte. */
export function readWindowOrder(r: ByteReader): WindowOrder {
  r.need(HEADER - 1, PDU);
  const orderSize = r.u16();
  if (orderSize < HEADER) throw invalid(PDU, 'OrderSize', orderSize);
  const body = r.sub(orderSize - 3, PDU, 'OrderSize');
  const flags = body.u32();
  if (flags & Flag.WINDOW_ORDER_TYPE_DESKTOP) return readDesktop(body, flags);
  if (flags & Flag.WINDOW_ORDER_TYPE_NOTIFY) return readNotify(body, flags);
  if (flags & Flag.WINDOW_ORDER_TYPE_WINDOW) return readWindow(body, flags);
  throw invalid(PDU, 'FieldsPresentFlags', flags);
}

export function writeWindowOrder(w: ByteWriter, order: WindowOrder): void {
  const start = w.length;
  w.u8(ALTSEC_WINDOW_HEADER);
  const size = w.reserve(2);
  w.u32(flagsOf(order) >>> 0);
  writeBody(w, order);
  w.patch16(size, w.length - start);
}

function readDesktop(r: ByteReader, flags: number): WindowOrder {
  if (flags & DesktopField.WINDOW_ORDER_FIELD_DESKTOP_NONE) return { type: 'nonMonitoredDesktop' };
  return { type: 'monitoredDesktop', desktop: readMonitoredDesktop(r, flags) };
}

function readNotify(r: ByteReader, flags: number): WindowOrder {
  r.need(4 /* WindowId */ + 4 /* NotifyIconId */, PDU);
  const ids = { windowId: r.u32(), notifyIconId: r.u32() };
  if (flags & Flag.WINDOW_ORDER_STATE_DELETED) return { type: 'notifyIconDeleted', ...ids };
  const isNew = (flags & Flag.WINDOW_ORDER_STATE_NEW) !== 0;
  return { type: 'notifyIcon', ...ids, isNew, state: readNotifyIconState(r, flags) };
}

function readWindow(r: ByteReader, flags: number): WindowOrder {
  r.need(4 /* WindowId */, PDU);
  const windowId = r.u32();
  if (flags & Flag.WINDOW_ORDER_STATE_DELETED) return { type: 'windowDeleted', windowId };
  const place = {
    windowId,
    big: (flags & IconField.WINDOW_ORDER_FIELD_ICON_BIG) !== 0,
    overlay: (flags & IconField.WINDOW_ORDER_FIELD_ICON_OVERLAY) !== 0,
  };
  if (flags & Flag.WINDOW_ORDER_ICON) return { type: 'windowIcon', ...place, icon: readIconInfo(r) };
  if (flags & Flag.WINDOW_ORDER_CACHEDICON) return { type: 'windowCachedIcon', ...place, icon: readCachedIcon(r) };
  const isNew = (flags & Flag.WINDOW_ORDER_STATE_NEW) !== 0;
  return { type: 'window', windowId, isNew, state: readWindowState(r, flags) };
}

function flagsOf(order: WindowOrder): number {
  const { WINDOW_ORDER_TYPE_WINDOW: WINDOW, WINDOW_ORDER_TYPE_NOTIFY: NOTIFY } = Flag;
  switch (order.type) {
    case 'window':
      return WINDOW | newFlag(order) | windowStateFlags(order.state);
    case 'windowIcon':
      return WINDOW | Flag.WINDOW_ORDER_ICON | placeFlags(order);
    case 'windowCachedIcon':
      return WINDOW | Flag.WINDOW_ORDER_CACHEDICON | placeFlags(order);
    case 'windowDeleted':
      return WINDOW | Flag.WINDOW_ORDER_STATE_DELETED;
    case 'notifyIcon':
      return NOTIFY | newFlag(order) | notifyIconFlags(order.state);
    case 'notifyIconDeleted':
      return NOTIFY | Flag.WINDOW_ORDER_STATE_DELETED;
    case 'monitoredDesktop':
      return Flag.WINDOW_ORDER_TYPE_DESKTOP | monitoredDesktopFlags(order.desktop);
    case 'nonMonitoredDesktop':
      return Flag.WINDOW_ORDER_TYPE_DESKTOP | DesktopField.WINDOW_ORDER_FIELD_DESKTOP_NONE;
  }
}

const newFlag = ({ isNew }: { readonly isNew: boolean }): number => (isNew ? Flag.WINDOW_ORDER_STATE_NEW : 0);

const placeFlags = ({ big, overlay }: IconPlace): number =>
  (big ? IconField.WINDOW_ORDER_FIELD_ICON_BIG : 0) | (overlay ? IconField.WINDOW_ORDER_FIELD_ICON_OVERLAY : 0);

function writeBody(w: ByteWriter, order: WindowOrder): void {
  if ('windowId' in order) w.u32(order.windowId);
  if ('notifyIconId' in order) w.u32(order.notifyIconId);
  switch (order.type) {
    case 'window':
      writeWindowState(w, order.state);
      return;
    case 'windowIcon':
      writeIconInfo(w, order.icon);
      return;
    case 'windowCachedIcon':
      writeCachedIcon(w, order.icon);
      return;
    case 'notifyIcon':
      writeNotifyIconState(w, order.state);
      return;
    case 'monitoredDesktop':
      writeMonitoredDesktop(w, order.desktop);
  }
}
