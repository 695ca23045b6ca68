import type { ByteReader } from '../../bytes/reader.js';
import { fromUtf16, utf16 } from '../../bytes/text.js';
import type { ByteWriter } from '../../bytes/writer.js';

const NAME_BYTES = 64;
const SYSTEM_TIME = 16;
export const TIME_ZONE_BYTES = 4 + NAME_BYTES + SYSTEM_TIME + 4 + NAME_BYTES + SYSTEM_TIME + 4;

/** [MS-RDPBCGR] 2.2.1.11.1.1.1.1 Time Zone Information (TS_TIME_ZONE_INFORMATION), without daylight saving dates. */
export interface TimeZone {
  /** Minutes to add to local time for UTC. */
  readonly bias: number;
  readonly standardName: string;
  readonly daylightName: string;
}

export const UTC: TimeZone = { bias: 0, standardName: 'UTC', daylightName: 'UTC' };

export function readTimeZone(r: ByteReader): TimeZone {
  r.need(TIME_ZONE_BYTES, 'TS_TIME_ZONE_INFORMATION');
  const bias = r.i32();
  const standardName = fromUtf16(r.bytes(NAME_BYTES));
  r.skip(SYSTEM_TIME + 4 /* StandardBias */);
  const daylightName = fromUtf16(r.bytes(NAME_BYTES));
  r.skip(SYSTEM_TIME + 4 /* DaylightBias */);
  return { bias, standardName, daylightName };
}

export function writeTimeZone(w: ByteWriter, zone: TimeZone): void {
  w.u32(zone.bias >>> 0);
  writeName(w, zone.standardName);
  w.zeros(SYSTEM_TIME).u32(0);
  writeName(w, zone.daylightName);
  w.zeros(SYSTEM_TIME).u32(0);
}

function writeName(w: ByteWriter, name: string): void {
  const bytes = utf16(name.slice(0, NAME_BYTES / 2 - 1));
  w.bytes(bytes).zeros(NAME_BYTES - bytes.length);
}
