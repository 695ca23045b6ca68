import { ByteReader } from '../bytes/reader.js';
import { fromUtf16, utf16 } from '../bytes/text.js';
import { ByteWriter } from '../bytes/writer.js';
import { wireInvalid } from './header.js';
import { WIRE_LIMITS } from './messages.js';

export const WINDOW_STATES = ['normal', 'minimized', 'maximized'] as const;

/** Part of the desktop in its pixels; windows may stick out of it. */
export interface WindowArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** One window of the program that a session shows. */
export interface ProgramWindow extends WindowArea {
  readonly id: number;
  /** Window that it belongs to, 0 for none. */
  readonly owner: number;
  readonly state: (typeof WINDOW_STATES)[number];
  /** A menu, a tip or the like: nothing that a person would call a window. */
  readonly auxiliary: boolean;
  /** What of the desktop shows it; nothing while it is minimized. */
  readonly visible: readonly WindowArea[];
  readonly title: string;
}

/** All windows of the program that are not hidden. */
export interface Windows {
  /** The host does not tell of windows now: the whole desktop is to be shown, on which it asks for something. */
  readonly desktop: boolean;
  /** The one window beside which there are only its dialogs and menus: it fills the view. 0 for none. */
  readonly main: number;
  /** 0 for none. */
  readonly active: number;
  /** From front to back. */
  readonly windows: readonly ProgramWindow[];
}

const DESKTOP = 1;
const AUXILIARY = 1;
const HEAD = 1 /* flags */ + 1 /* 0 */ + 2 /* count */ + 4 /* main */ + 4; /* active */
const WINDOW = 4 /* id */ + 4 /* owner */ + 1 /* state */ + 1 /* flags */ + 2; /* rectangles */
const AREA = 8;

/** Payload of a `windows` message. */
export function writeWindows({ desktop, main, active, windows }: Windows): Uint8Array {
  const w = new ByteWriter(64);
  w.u8(desktop ? DESKTOP : 0)
    .u8(0)
    .u16(windows.length)
    .u32(main)
    .u32(active);
  for (const window of windows) writeWindow(w, window);
  return w.finish();
}

function writeWindow(w: ByteWriter, window: ProgramWindow): void {
  const { id, owner, state, auxiliary, visible, title } = window;
  w.u32(id)
    .u32(owner)
    .u8(WINDOW_STATES.indexOf(state))
    .u8(auxiliary ? AUXILIARY : 0)
    .u16(visible.length);
  for (const area of [window, ...visible]) writeArea(w, area);
  const text = utf16(title);
  w.u16(text.length / 2).bytes(text);
}

const writeArea = (w: ByteWriter, { left, top, width, height }: WindowArea): void =>
  void w.u16(left).u16(top).u16(width).u16(height);

/** Throws WIRE_INVALID. */
export function readWindows(payload: Uint8Array): Windows {
  const r = new ByteReader(payload);
  need(r, HEAD, 'head');
  const [flags, reserved, count, main, active] = [r.u8(), r.u8(), r.u16(), r.u32(), r.u32()];
  if (flags & ~DESKTOP || reserved !== 0) throw wireInvalid('Windows', 'flags', flags);
  if (WIRE_LIMITS.windows < count) throw wireInvalid('Windows', 'count', count);
  const windows = Array.from({ length: count }, () => readWindow(r));
  if (r.remaining !== 0) throw wireInvalid('Windows', 'length', r.remaining);
  return { desktop: flags === DESKTOP, main, active, windows };
}

function readWindow(r: ByteReader): ProgramWindow {
  need(r, WINDOW + AREA, 'window');
  const [id, owner, state, flags, count] = [r.u32(), r.u32(), r.u8(), r.u8(), r.u16()];
  if (WINDOW_STATES.length <= state) throw wireInvalid('Windows', 'state', state);
  if (flags & ~AUXILIARY) throw wireInvalid('Windows', 'windowFlags', flags);
  if (WIRE_LIMITS.windowRectangles < count) throw wireInvalid('Windows', 'rectangles', count);
  const area = readArea(r);
  need(r, count * AREA, 'rectangles');
  const visible = Array.from({ length: count }, () => readArea(r));
  need(r, 2, 'title');
  const units = r.u16();
  if (WIRE_LIMITS.windowTitle < units) throw wireInvalid('Windows', 'title', units);
  need(r, 2 * units, 'title');
  const title = fromUtf16(r.bytes(2 * units), false);
  return { id, owner, state: WINDOW_STATES[state], auxiliary: flags === AUXILIARY, ...area, visible, title };
}

const readArea = (r: ByteReader): WindowArea => ({ left: r.i16(), top: r.i16(), width: r.u16(), height: r.u16() });

function need(r: ByteReader, count: number, field: string): void {
  if (r.remaining < count) throw wireInvalid('Windows', field, r.remaining);
}
