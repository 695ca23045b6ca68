import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';

/** [MS-RDPBCGR] 2.2.1.14.1 Synchronize PDU Data (TS_SYNCHRONIZE_PDU): the MCS id of whoever is addressed. */
export function readSynchronize(r: ByteReader): number {
  r.need(2 /* messageType */ + 2 /* targetUser */, 'TS_SYNCHRONIZE_PDU');
  r.skip(2);
  return r.u16();
}

export function writeSynchronize(w: ByteWriter, targetUser: number): void {
  w.u16(1 /* SYNCMSGTYPE_SYNC */).u16(targetUser);
}

/** action, [MS-RDPBCGR] 2.2.1.15.1. */
export const ControlAction = {
  REQUEST_CONTROL: 1,
  GRANTED_CONTROL: 2,
  DETACH: 3,
  COOPERATE: 4,
} as const;

/** [MS-RDPBCGR] 2.2.1.15.1 Control PDU Data (TS_CONTROL_PDU). */
export interface Control {
  readonly action: number;
  readonly grantId: number;
  readonly controlId: number;
}

export function readControl(r: ByteReader): Control {
  r.need(2 /* action */ + 2 /* grantId */ + 4 /* controlId */, 'TS_CONTROL_PDU');
  return { action: r.u16(), grantId: r.u16(), controlId: r.u32() };
}

export function writeControl(w: ByteWriter, control: Control): void {
  w.u16(control.action).u16(control.grantId).u32(control.controlId);
}

const FONTLIST_FIRST = 1;
const FONTLIST_LAST = 2;
const LIST_ENTRY = 50;
const MAP_ENTRY = 4;

/**
 * Font List PDU Data (TS_FONT_LIST_PDU, [MS-RDPBCGR] 2.2.1.18.1) and Font Map PDU Data (TS_FONT_MAP_PDU, 2.2.1.22.1):
 * no fonts are listed since RDP 5, and what hosts put there is not read. xrdp sends no fields at all.
 */
export function writeFontList(w: ByteWriter): void {
  w.u16(0)
    .u16(0)
    .u16(FONTLIST_FIRST | FONTLIST_LAST)
    .u16(LIST_ENTRY);
}

export function writeFontMap(w: ByteWriter): void {
  w.u16(0)
    .u16(0)
    .u16(FONTLIST_FIRST | FONTLIST_LAST)
    .u16(MAP_ENTRY);
}
