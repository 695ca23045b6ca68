import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { tooLarge } from '../../errors.js';
import { type Rectangle16, readRectangle16, writeRectangle16 } from '../channels/rail/pdu/system-parameters.js';
import { readUnicodeString, writeUnicodeString } from '../channels/rail/pdu/text.js';
import { WindowField as F } from './flags.js';

const PDU = 'TS_WINDOW_INFO';
/** Bytes of a title or description, [MS-RDPERP] 2.2.1.3.1.2.1. */
const TEXT_MAX = 520;
/** Rectangles that the shape of one window may be made of. */
const RECTANGLES_MAX = 1024;

export interface Point32 {
  readonly x: number;
  readonly y: number;
}

export interface Size32 {
  readonly width: number;
  readonly height: number;
}

/**
 * New or Existing Window, [MS-RDPERP] 2.2.1.3.1.2.1 (TS_WINDOW_INFO): a field that is missing keeps its value. Desktop
 * pixels; the rectangles of a region count from its offset.
 */
export interface WindowState {
  readonly owner?: number;
  readonly style?: { readonly style: number; readonly extended: number };
  /** One of ShowState. */
  readonly showState?: number;
  readonly title?: string;
  readonly clientOffset?: Point32;
  readonly clientAreaSize?: Size32;
  /** Left and right: what belongs to the window and is invisible. */
  readonly resizeMarginX?: { readonly left: number; readonly right: number };
  readonly resizeMarginY?: { readonly top: number; readonly bottom: number };
  readonly rpContent?: number;
  readonly rootParent?: number;
  readonly windowOffset?: Point32;
  readonly windowClientDelta?: Point32;
  readonly windowSize?: Size32;
  readonly windowRectangles?: readonly Rectangle16[];
  readonly visibleOffset?: Point32;
  readonly visibility?: readonly Rectangle16[];
  readonly overlayDescription?: string;
  /** The overlay icon is gone. */
  readonly iconOverlayNull?: true;
  /** 0 there is a button on the task bar, 1 there is none. */
  readonly taskbarButton?: number;
  readonly enforceServerZOrder?: number;
  readonly appBarState?: number;
  readonly appBarEdge?: number;
}

/** One field: its flag, and how it is read into and written from the state. */
interface Field<T> {
  readonly flag: number;
  readonly read: (r: ByteReader) => T;
  readonly write: (w: ByteWriter, value: T) => void;
}

/** A field of `size` bytes. */
const fixed = <T>(
  flag: number,
  size: number,
  read: (r: ByteReader) => T,
  write: (w: ByteWriter, value: T) => void,
): Field<T> => ({
  flag,
  read: (r) => {
    r.need(size, PDU);
    return read(r);
  },
  write,
});

const u8 = (flag: number): Field<number> =>
  fixed(
    flag,
    1,
    (r) => r.u8(),
    (w, value) => w.u8(value),
  );
const u32 = (flag: number): Field<number> =>
  fixed(
    flag,
    4,
    (r) => r.u32(),
    (w, value) => w.u32(value),
  );
const text = (flag: number, name: string): Field<string> => ({
  flag,
  read: (r) => readUnicodeString(r, TEXT_MAX, PDU, name),
  write: writeUnicodeString,
});
const point = (flag: number): Field<Point32> =>
  fixed(
    flag,
    8,
    (r) => ({ x: r.i32(), y: r.i32() }),
    (w, { x, y }) => w.u32(x).u32(y),
  );
const size = (flag: number): Field<Size32> =>
  fixed(
    flag,
    8,
    (r) => ({ width: r.u32(), height: r.u32() }),
    (w, { width, height }) => w.u32(width).u32(height),
  );
const region = (flag: number, name: string): Field<readonly Rectangle16[]> => ({
  flag,
  read: (r) => readRegion(r, name),
  write: (w, rectangles) => {
    w.u16(rectangles.length);
    for (const rectangle of rectangles) writeRectangle16(w, rectangle);
  },
});

function readRegion(r: ByteReader, name: string): readonly Rectangle16[] {
  r.need(2, PDU, name);
  const count = r.u16();
  if (RECTANGLES_MAX < count) throw tooLarge(PDU, name, count);
  return Array.from({ length: count }, () => readRectangle16(r, PDU));
}

/** All fields in wire order. */
const FIELDS: { readonly [K in keyof WindowState]-?: Field<NonNullable<WindowState[K]>> } = {
  owner: u32(F.WINDOW_ORDER_FIELD_OWNER),
  style: fixed(
    F.WINDOW_ORDER_FIELD_STYLE,
    8,
    (r) => ({ style: r.u32(), extended: r.u32() }),
    (w, { style, extended }) => w.u32(style).u32(extended),
  ),
  showState: u8(F.WINDOW_ORDER_FIELD_SHOW),
  title: text(F.WINDOW_ORDER_FIELD_TITLE, 'TitleInfo'),
  clientOffset: point(F.WINDOW_ORDER_FIELD_CLIENTAREAOFFSET),
  clientAreaSize: size(F.WINDOW_ORDER_FIELD_CLIENTAREASIZE),
  resizeMarginX: fixed(
    F.WINDOW_ORDER_FIELD_RESIZE_MARGIN_X,
    8,
    (r) => ({ left: r.u32(), right: r.u32() }),
    (w, { left, right }) => w.u32(left).u32(right),
  ),
  resizeMarginY: fixed(
    F.WINDOW_ORDER_FIELD_RESIZE_MARGIN_Y,
    8,
    (r) => ({ top: r.u32(), bottom: r.u32() }),
    (w, { top, bottom }) => w.u32(top).u32(bottom),
  ),
  rpContent: u8(F.WINDOW_ORDER_FIELD_RPCONTENT),
  rootParent: u32(F.WINDOW_ORDER_FIELD_ROOTPARENT),
  windowOffset: point(F.WINDOW_ORDER_FIELD_WNDOFFSET),
  windowClientDelta: point(F.WINDOW_ORDER_FIELD_WNDCLIENTDELTA),
  windowSize: size(F.WINDOW_ORDER_FIELD_WNDSIZE),
  windowRectangles: region(F.WINDOW_ORDER_FIELD_WNDRECTS, 'NumWindowRects'),
  visibleOffset: point(F.WINDOW_ORDER_FIELD_VISOFFSET),
  visibility: region(F.WINDOW_ORDER_FIELD_VISIBILITY, 'NumVisibilityRects'),
  overlayDescription: text(F.WINDOW_ORDER_FIELD_OVERLAY_DESCRIPTION, 'OverlayDescription'),
  iconOverlayNull: fixed(
    F.WINDOW_ORDER_FIELD_ICON_OVERLAY_NULL,
    0,
    () => true,
    () => {},
  ),
  taskbarButton: u8(F.WINDOW_ORDER_FIELD_TASKBAR_BUTTON),
  enforceServerZOrder: u8(F.WINDOW_ORDER_FIELD_ENFORCE_SERVER_ZORDER),
  appBarState: u8(F.WINDOW_ORDER_FIELD_APPBAR_STATE),
  appBarEdge: u8(F.WINDOW_ORDER_FIELD_APPBAR_EDGE),
};
const ENTRIES = Object.entries(FIELDS) as [keyof WindowState, Field<unknown>][];

export function readWindowState(r: ByteReader, flags: number): WindowState {
  const state: Record<string, unknown> = {};
  for (const [name, { flag, read }] of ENTRIES) if (flags & flag) state[name] = read(r);
  return state as WindowState;
}

/** FieldsPresentFlags of what the state has. */
export function windowStateFlags(state: WindowState): number {
  let flags = 0;
  for (const [name, { flag }] of ENTRIES) if (state[name] !== undefined) flags |= flag;
  return flags;
}

export function writeWindowState(w: ByteWriter, state: WindowState): void {
  for (const [name, { write }] of ENTRIES) if (state[name] !== undefined) write(w, state[name]);
}
