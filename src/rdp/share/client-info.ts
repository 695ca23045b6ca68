import type { ByteReader } from '../../bytes/reader.js';
import { fromLatin1, fromUtf16, utf16 } from '../../bytes/text.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { GatewayError } from '../../errors.js';
import { type ClientAutoReconnect, readClientAutoReconnect, writeClientAutoReconnect } from './auto-reconnect.js';
import { readTimeZone, TIME_ZONE_BYTES, type TimeZone, UTC, writeTimeZone } from './time-zone.js';

/** flags of TS_INFO_PACKET, [MS-RDPBCGR] 2.2.1.11.1.1. */
export const InfoFlag = {
  INFO_MOUSE: 0x00000001,
  INFO_DISABLECTRLALTDEL: 0x00000002,
  INFO_AUTOLOGON: 0x00000008,
  INFO_UNICODE: 0x00000010,
  INFO_MAXIMIZESHELL: 0x00000020,
  INFO_LOGONNOTIFY: 0x00000040,
  INFO_COMPRESSION: 0x00000080,
  INFO_ENABLEWINDOWSKEY: 0x00000100,
  PACKET_COMPR_TYPE_64K: 0x00000200,
  PACKET_COMPR_TYPE_RDP6: 0x00000400,
  PACKET_COMPR_TYPE_RDP61: 0x00000600,
  INFO_REMOTECONSOLEAUDIO: 0x00002000,
  INFO_FORCE_ENCRYPTED_CS_PDU: 0x00004000,
  INFO_RAIL: 0x00008000,
  INFO_LOGONERRORS: 0x00010000,
  INFO_MOUSE_HAS_WHEEL: 0x00020000,
  INFO_NOAUDIOPLAYBACK: 0x00080000,
  INFO_VIDEO_DISABLE: 0x00400000,
} as const;

const PDU = 'TS_INFO_PACKET';
const AF_INET = 2;
/** [MS-RDPBCGR] 2.2.1.11.1.1: user names and domains of hosts since RDP 5.1. */
const MAX_NAME = 512;
const MAX_PASSWORD = 512;
const ARC_CS_PRIVATE_PACKET = 28;

/** [MS-RDPBCGR] 2.2.1.11.1.1 Info Packet (TS_INFO_PACKET) with its extended part (2.2.1.11.1.1.1). */
export interface ClientInfo {
  readonly flags: number;
  readonly domain: string;
  readonly username: string;
  readonly password: string;
  readonly alternateShell: string;
  readonly workingDirectory: string;
  readonly clientAddress: string;
  readonly clientDirectory: string;
  readonly timeZone: TimeZone;
  readonly performanceFlags: number;
  readonly autoReconnect?: ClientAutoReconnect;
}

export function readClientInfo(r: ByteReader): ClientInfo {
  r.need(4 /* CodePage */ + 4 /* flags */ + 5 * 2 /* cbDomain to cbWorkingDir */, PDU);
  r.skip(4);
  const flags = r.u32();
  const unicode = (flags & InfoFlag.INFO_UNICODE) !== 0;
  const lengths = [r.u16(), r.u16(), r.u16(), r.u16(), r.u16()];
  const [domain, username, password, alternateShell, workingDirectory] = lengths.map((length) =>
    readText(r, length + (unicode ? 2 : 1) /* terminator */, unicode),
  );
  return { flags, domain, username, password, alternateShell, workingDirectory, ...readExtendedInfo(r) };
}

/** Text is always written as Unicode. Throws USAGE when a name or the password is longer than the field may be. */
export function writeClientInfo(w: ByteWriter, info: ClientInfo): void {
  const texts = [info.domain, info.username, info.password, info.alternateShell, info.workingDirectory].map(utf16);
  const limits = [MAX_NAME, MAX_NAME, MAX_PASSWORD, MAX_NAME, MAX_NAME];
  texts.forEach((text, i) => {
    if (text.length > limits[i]) throw new GatewayError('USAGE', { pdu: PDU }, { detail: 'credentials are too long' });
  });
  w.u32(0 /* CodePage */).u32(info.flags | InfoFlag.INFO_UNICODE);
  for (const text of texts) w.u16(text.length);
  for (const text of texts) w.bytes(text).u16(0);
  writeExtendedInfo(w, info);
}

type ExtendedInfo = Pick<
  ClientInfo,
  'clientAddress' | 'clientDirectory' | 'timeZone' | 'performanceFlags' | 'autoReconnect'
>;

/** Clients before RDP 5 send none of it; the fields from clientTimeZone on are each optional. */
function readExtendedInfo(r: ByteReader): ExtendedInfo {
  if (r.remaining === 0) return { clientAddress: '', clientDirectory: '', timeZone: UTC, performanceFlags: 0 };
  r.need(2 /* clientAddressFamily */, PDU);
  r.skip(2);
  const clientAddress = readCounted(r, 'cbClientAddress');
  const clientDirectory = readCounted(r, 'cbClientDir');
  const timeZone = r.remaining < TIME_ZONE_BYTES ? UTC : readTimeZone(r);
  if (r.remaining < 4 + 4) return { clientAddress, clientDirectory, timeZone, performanceFlags: 0 };
  r.skip(4 /* clientSessionId */);
  const performanceFlags = r.u32();
  const head = { clientAddress, clientDirectory, timeZone, performanceFlags };
  if (r.remaining < 2 || r.u16() !== ARC_CS_PRIVATE_PACKET) return head;
  return { ...head, autoReconnect: readClientAutoReconnect(r) };
}

function writeExtendedInfo(w: ByteWriter, info: ExtendedInfo): void {
  w.u16(AF_INET);
  writeCounted(w, info.clientAddress);
  writeCounted(w, info.clientDirectory);
  writeTimeZone(w, info.timeZone);
  w.u32(0 /* clientSessionId */).u32(info.performanceFlags);
  w.u16(info.autoReconnect ? ARC_CS_PRIVATE_PACKET : 0);
  if (info.autoReconnect) writeClientAutoReconnect(w, info.autoReconnect);
  w.u16(0 /* reserved1 */).u16(0 /* reserved2 */);
}

function readText(r: ByteReader, length: number, unicode: boolean): string {
  const bytes = r.bytes(length, PDU, 'length');
  return unicode ? fromUtf16(bytes) : fromLatin1(bytes);
}

/** The count includes the terminator. */
function readCounted(r: ByteReader, field: string): string {
  r.need(2, PDU, field);
  return fromUtf16(r.bytes(r.u16(), PDU, field));
}

function writeCounted(w: ByteWriter, text: string): void {
  const bytes = utf16(`${text}\0`);
  w.u16(bytes.length).bytes(bytes);
}
