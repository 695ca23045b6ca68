import type { ByteReader } from '../../../../bytes/reader.js';
import { utf16 } from '../../../../bytes/text.js';
import type { ByteWriter } from '../../../../bytes/writer.js';
import { readUnicodeString, writeUnicodeString } from './text.js';

const PDU = 'TS_RAIL_ORDER_SYSPARAM';
/** Name of a colour scheme, in bytes. */
const SCHEME_MAX = 520;

/** SystemParam, [MS-RDPERP] 2.2.2.4.1 from the client and 2.2.2.5.1 from the host. */
export const SystemParameter = {
  SPI_SETMOUSEBUTTONSWAP: 0x0021,
  SPI_SETDRAGFULLWINDOWS: 0x0025,
  SPI_SETWORKAREA: 0x002f,
  SPI_SETFILTERKEYS: 0x0033,
  SPI_SETTOGGLEKEYS: 0x0035,
  SPI_SETSTICKYKEYS: 0x003b,
  SPI_SETHIGHCONTRAST: 0x0043,
  SPI_SETKEYBOARDPREF: 0x0045,
  SPI_SETKEYBOARDCUES: 0x100b,
  SPI_SETCARETWIDTH: 0x2007,
  RAIL_SPI_TASKBARPOS: 0xf000,
  RAIL_SPI_DISPLAYCHANGE: 0xf001,
  SPI_SETSCREENSAVEACTIVE: 0x0011,
  SPI_SETSCREENSAVESECURE: 0x0077,
} as const;

const { SPI_SETHIGHCONTRAST, SPI_SETFILTERKEYS } = SystemParameter;
const SWITCHES: ReadonlySet<number> = new Set([
  SystemParameter.SPI_SETMOUSEBUTTONSWAP,
  SystemParameter.SPI_SETDRAGFULLWINDOWS,
  SystemParameter.SPI_SETKEYBOARDPREF,
  SystemParameter.SPI_SETKEYBOARDCUES,
  SystemParameter.SPI_SETSCREENSAVEACTIVE,
  SystemParameter.SPI_SETSCREENSAVESECURE,
]);
const RECTANGLES: ReadonlySet<number> = new Set([
  SystemParameter.SPI_SETWORKAREA,
  SystemParameter.RAIL_SPI_TASKBARPOS,
  SystemParameter.RAIL_SPI_DISPLAYCHANGE,
]);
const NUMBERS: ReadonlySet<number> = new Set([
  SystemParameter.SPI_SETTOGGLEKEYS,
  SystemParameter.SPI_SETSTICKYKEYS,
  SystemParameter.SPI_SETCARETWIDTH,
]);

/** TS_RECTANGLE_16, [MS-RDPERP] 2.2.1.2.2; right and bottom are outside. */
export interface Rectangle16 {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** TS_FILTERKEYS, [MS-RDPERP] 2.2.1.2.5; times are milliseconds. */
export interface FilterKeys {
  readonly flags: number;
  readonly waitTime: number;
  readonly delayTime: number;
  readonly repeatTime: number;
  readonly bounceTime: number;
}

/** Body by the kind of parameter; a parameter of a later version keeps its bytes to itself. */
export type SystemParameterValue =
  | { readonly kind: 'switch'; readonly on: boolean }
  | { readonly kind: 'rectangle'; readonly rectangle: Rectangle16 }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'filterKeys'; readonly filterKeys: FilterKeys }
  /** TS_HIGHCONTRAST, 2.2.1.2.4. */
  | { readonly kind: 'highContrast'; readonly flags: number; readonly colorScheme: string }
  | { readonly kind: 'unknown' };

/** TS_RAIL_ORDER_SYSPARAM, [MS-RDPERP] 2.2.2.4.1 and 2.2.2.5.1. */
export interface SystemParameters {
  readonly type: 'systemParameters';
  /** One of {@link SystemParameter}. */
  readonly parameter: number;
  readonly value: SystemParameterValue;
}

export function readSystemParameters(r: ByteReader): SystemParameters {
  r.need(4 /* SystemParam */, PDU);
  const parameter = r.u32();
  return { type: 'systemParameters', parameter, value: readValue(r, parameter) };
}

export function writeSystemParameters(w: ByteWriter, { parameter, value }: SystemParameters): void {
  w.u32(parameter);
  switch (value.kind) {
    case 'switch':
      w.u8(value.on ? 1 : 0);
      return;
    case 'rectangle':
      writeRectangle16(w, value.rectangle);
      return;
    case 'number':
      w.u32(value.value);
      return;
    case 'filterKeys': {
      const { flags, waitTime, delayTime, repeatTime, bounceTime } = value.filterKeys;
      w.u32(flags).u32(waitTime).u32(delayTime).u32(repeatTime).u32(bounceTime);
      return;
    }
    case 'highContrast':
      w.u32(value.flags).u32(2 + utf16(value.colorScheme).length);
      writeUnicodeString(w, value.colorScheme);
  }
}

function readValue(r: ByteReader, parameter: number): SystemParameterValue {
  if (SWITCHES.has(parameter)) {
    r.need(1 /* Body */, PDU);
    return { kind: 'switch', on: r.u8() !== 0 };
  }
  if (RECTANGLES.has(parameter)) return { kind: 'rectangle', rectangle: readRectangle16(r, PDU) };
  if (NUMBERS.has(parameter)) {
    r.need(4 /* Body */, PDU);
    return { kind: 'number', value: r.u32() };
  }
  if (parameter === SPI_SETFILTERKEYS) return { kind: 'filterKeys', filterKeys: readFilterKeys(r) };
  if (parameter === SPI_SETHIGHCONTRAST) return readHighContrast(r);
  return { kind: 'unknown' };
}

function readFilterKeys(r: ByteReader): FilterKeys {
  r.need(5 * 4 /* Flags, WaitTime, DelayTime, RepeatTime, BounceTime */, 'TS_FILTERKEYS');
  return { flags: r.u32(), waitTime: r.u32(), delayTime: r.u32(), repeatTime: r.u32(), bounceTime: r.u32() };
}

/** The scheme's own length counts; ColorSchemeLength says the same a second time. */
function readHighContrast(r: ByteReader): SystemParameterValue {
  r.need(4 /* Flags */ + 4 /* ColorSchemeLength */, 'TS_HIGHCONTRAST');
  const flags = r.u32();
  r.skip(4);
  return {
    kind: 'highContrast',
    flags,
    colorScheme: readUnicodeString(r, SCHEME_MAX, 'TS_HIGHCONTRAST', 'ColorScheme'),
  };
}

export function readRectangle16(r: ByteReader, pdu: string): Rectangle16 {
  r.need(4 * 2 /* Left, Top, Right, Bottom */, pdu);
  return { left: r.u16(), top: r.u16(), right: r.u16(), bottom: r.u16() };
}

export function writeRectangle16(w: ByteWriter, { left, top, right, bottom }: Rectangle16): void {
  w.u16(left).u16(top).u16(right).u16(bottom);
}
