import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { readUnicodeString, writeUnicodeString } from '../channels/rail/pdu/text.js';
import { NotifyField as F, WindowOrderFlag } from './flags.js';
import {
  type CachedIcon,
  type IconInfo,
  readCachedIcon,
  readIconInfo,
  writeCachedIcon,
  writeIconInfo,
} from './icon.js';

const PDU = 'TS_NOTIFYICON_STATE';
const INFO_TIP = 'TS_NOTIFY_ICON_INFOTIP';
/** Bytes, [MS-RDPERP] 2.2.1.3.2.2.1 and 2.2.1.2.6. */
const TIP_MAX = 256;
const INFO_MAX = 512;
const TITLE_MAX = 128;

/** Notification Icon Balloon Tooltip, [MS-RDPERP] 2.2.1.2.6 (TS_NOTIFY_ICON_INFOTIP). */
export interface InfoTip {
  readonly timeout: number;
  readonly infoFlags: number;
  readonly text: string;
  readonly title: string;
}

/** New or Existing Notification Icon, [MS-RDPERP] 2.2.1.3.2.2.1; a field that is missing keeps its value. */
export interface NotifyIconState {
  readonly version?: number;
  readonly toolTip?: string;
  readonly infoTip?: InfoTip;
  readonly state?: number;
  readonly icon?: IconInfo;
  readonly cachedIcon?: CachedIcon;
}

export function readNotifyIconState(r: ByteReader, flags: number): NotifyIconState {
  return {
    ...(flags & F.WINDOW_ORDER_FIELD_NOTIFY_VERSION && { version: readNumber(r) }),
    ...(flags & F.WINDOW_ORDER_FIELD_NOTIFY_TIP && { toolTip: readUnicodeString(r, TIP_MAX, PDU, 'ToolTip') }),
    ...(flags & F.WINDOW_ORDER_FIELD_NOTIFY_INFO_TIP && { infoTip: readInfoTip(r) }),
    ...(flags & F.WINDOW_ORDER_FIELD_NOTIFY_STATE && { state: readNumber(r) }),
    ...(flags & WindowOrderFlag.WINDOW_ORDER_ICON && { icon: readIconInfo(r) }),
    ...(flags & WindowOrderFlag.WINDOW_ORDER_CACHEDICON && { cachedIcon: readCachedIcon(r) }),
  };
}

export function writeNotifyIconState(w: ByteWriter, notify: NotifyIconState): void {
  if (notify.version !== undefined) w.u32(notify.version);
  if (notify.toolTip !== undefined) writeUnicodeString(w, notify.toolTip);
  if (notify.infoTip) writeInfoTip(w, notify.infoTip);
  if (notify.state !== undefined) w.u32(notify.state);
  if (notify.icon) writeIconInfo(w, notify.icon);
  if (notify.cachedIcon) writeCachedIcon(w, notify.cachedIcon);
}

/** FieldsPresentFlags of what the state has. */
export const notifyIconFlags = (notify: NotifyIconState): number =>
  (notify.version === undefined ? 0 : F.WINDOW_ORDER_FIELD_NOTIFY_VERSION) |
  (notify.toolTip === undefined ? 0 : F.WINDOW_ORDER_FIELD_NOTIFY_TIP) |
  (notify.infoTip ? F.WINDOW_ORDER_FIELD_NOTIFY_INFO_TIP : 0) |
  (notify.state === undefined ? 0 : F.WINDOW_ORDER_FIELD_NOTIFY_STATE) |
  (notify.icon ? WindowOrderFlag.WINDOW_ORDER_ICON : 0) |
  (notify.cachedIcon ? WindowOrderFlag.WINDOW_ORDER_CACHEDICON : 0);

function readNumber(r: ByteReader): number {
  r.need(4, PDU);
  return r.u32();
}

function readInfoTip(r: ByteReader): InfoTip {
  r.need(4 /* Timeout */ + 4 /* InfoFlags */, INFO_TIP);
  const head = { timeout: r.u32(), infoFlags: r.u32() };
  const text = readUnicodeString(r, INFO_MAX, INFO_TIP, 'InfoTipText');
  return { ...head, text, title: readUnicodeString(r, TITLE_MAX, INFO_TIP, 'Title') };
}

function writeInfoTip(w: ByteWriter, { timeout, infoFlags, text, title }: InfoTip): void {
  w.u32(timeout).u32(infoFlags);
  writeUnicodeString(w, text);
  writeUnicodeString(w, title);
}
