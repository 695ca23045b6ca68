import type { ByteReader } from '../../bytes/reader.js';
import { fromUtf16, utf16 } from '../../bytes/text.js';
import { ByteWriter } from '../../bytes/writer.js';
import { invalid, tooLarge } from '../../errors.js';

/** RedirFlags, [MS-RDPBCGR] 2.2.13.1. */
export const RedirectionFlag = {
  LB_TARGET_NET_ADDRESS: 0x00000001,
  LB_LOAD_BALANCE_INFO: 0x00000002,
  LB_USERNAME: 0x00000004,
  LB_DOMAIN: 0x00000008,
  LB_PASSWORD: 0x00000010,
  LB_DONTSTOREUSERNAME: 0x00000020,
  LB_SMARTCARD_LOGON: 0x00000040,
  LB_NOREDIRECT: 0x00000080,
  LB_TARGET_FQDN: 0x00000100,
  LB_TARGET_NETBIOS_NAME: 0x00000200,
  LB_TARGET_NET_ADDRESSES: 0x00000800,
  LB_CLIENT_TSV_URL: 0x00001000,
  LB_SERVER_TSV_CAPABLE: 0x00002000,
  LB_PASSWORD_IS_PK_ENCRYPTED: 0x00004000,
  LB_REDIRECTION_GUID: 0x00008000,
  LB_TARGET_CERTIFICATE: 0x00010000,
} as const;

/** Server Redirection Packet, [MS-RDPBCGR] 2.2.13.1: connect again, elsewhere or as somebody else. */
export interface Redirection {
  readonly sessionId: number;
  /** LB_* flags. */
  readonly flags: number;
  readonly targetAddress?: string;
  /** Goes into the next X.224 connection request unchanged. */
  readonly loadBalanceInfo?: Uint8Array;
  readonly username?: string;
  readonly domain?: string;
  /** Password or, with LB_PASSWORD_IS_PK_ENCRYPTED, a cookie; secret. */
  readonly password?: Uint8Array;
  readonly targetFqdn?: string;
  readonly targetNetBiosName?: string;
  readonly tsvUrl?: Uint8Array;
  /** Base64 text in UTF-16. */
  readonly redirectionGuid?: Uint8Array;
  /** Base64 text in UTF-16 around a TARGET_CERTIFICATE_CONTAINER. */
  readonly targetCertificate?: Uint8Array;
  readonly targetAddresses?: readonly string[];
}

const PDU = 'RDP_SERVER_REDIRECTION_PACKET';
const SEC_REDIRECTION_PKT = 0x0400;
const MAX_ADDRESSES = 64;
const PAD = 8;

/** In wire order: flag, field, and whether it is text. */
const FIELDS = [
  ['LB_TARGET_NET_ADDRESS', 'targetAddress', 'text'],
  ['LB_LOAD_BALANCE_INFO', 'loadBalanceInfo', 'bytes'],
  ['LB_USERNAME', 'username', 'text'],
  ['LB_DOMAIN', 'domain', 'text'],
  ['LB_PASSWORD', 'password', 'bytes'],
  ['LB_TARGET_FQDN', 'targetFqdn', 'text'],
  ['LB_TARGET_NETBIOS_NAME', 'targetNetBiosName', 'text'],
  ['LB_CLIENT_TSV_URL', 'tsvUrl', 'bytes'],
  ['LB_REDIRECTION_GUID', 'redirectionGuid', 'bytes'],
  ['LB_TARGET_CERTIFICATE', 'targetCertificate', 'bytes'],
] as const;

/**
 * Reads the packet itself: it follows the security header of a Standard Security Server Redirection PDU (2.2.13.2.1), or
 * share control header and padding of an Enhanced one (2.2.13.3.1).
 */
export function readRedirection(r: ByteReader): Redirection {
  r.need(2 /* Flags */ + 2 /* Length */, PDU);
  const marker = r.u16();
  if (marker !== SEC_REDIRECTION_PKT) throw invalid(PDU, 'Flags', marker);
  const length = r.u16();
  if (length < 12) throw invalid(PDU, 'Length', length);
  const body = r.sub(length - 4, PDU, 'Length');
  body.need(4 /* SessionID */ + 4 /* RedirFlags */, PDU);
  const sessionId = body.u32();
  const flags = body.u32();
  const fields: Record<string, string | Uint8Array> = {};
  for (const [flag, field, kind] of FIELDS) {
    if (!(flags & RedirectionFlag[flag])) continue;
    const bytes = readCounted(body, flag);
    fields[field] = kind === 'text' ? fromUtf16(bytes) : bytes.slice();
  }
  const addresses =
    flags & RedirectionFlag.LB_TARGET_NET_ADDRESSES ? { targetAddresses: readAddresses(body) } : undefined;
  return { sessionId, flags, ...fields, ...addresses };
}

/** Writes the fields whose flag is set; `flags` says all, as on the wire. */
export function writeRedirection(w: ByteWriter, packet: Redirection): void {
  const start = w.length;
  w.u16(SEC_REDIRECTION_PKT);
  const length = w.reserve(2);
  w.u32(packet.sessionId).u32(packet.flags);
  for (const [flag, field] of FIELDS) {
    if (!(packet.flags & RedirectionFlag[flag])) continue;
    const value = packet[field] ?? '';
    writeCounted(w, typeof value === 'string' ? utf16(`${value}\0`) : value);
  }
  if (packet.flags & RedirectionFlag.LB_TARGET_NET_ADDRESSES) writeAddresses(w, packet.targetAddresses ?? []);
  w.zeros(PAD).patch16(length, w.length - start);
}

/** The body of an Enhanced Security Server Redirection PDU, [MS-RDPBCGR] 2.2.13.3.1, behind its share control header. */
export function readEnhancedRedirection(r: ByteReader): Redirection {
  r.need(2, 'TS_ENHANCED_SECURITY_SERVER_REDIRECTION', 'pad2Octets');
  r.skip(2);
  return readRedirection(r);
}

export function writeEnhancedRedirection(w: ByteWriter, packet: Redirection): void {
  w.u16(0);
  writeRedirection(w, packet);
}

function readCounted(r: ByteReader, field: string): Uint8Array {
  r.need(4, PDU, field);
  return r.bytes(r.u32(), PDU, field);
}

function writeCounted(w: ByteWriter, bytes: Uint8Array): void {
  w.u32(bytes.length).bytes(bytes);
}

/** [MS-RDPBCGR] 2.2.13.1.1 Target Net Addresses (TARGET_NET_ADDRESSES). */
function readAddresses(r: ByteReader): readonly string[] {
  r.need(4 /* TargetNetAddressesLength */ + 4 /* addressCount */, PDU, 'TargetNetAddresses');
  r.skip(4);
  const count = r.u32();
  if (count > MAX_ADDRESSES) throw tooLarge(PDU, 'addressCount', count);
  return Array.from({ length: count }, () => fromUtf16(readCounted(r, 'addressLength')));
}

function writeAddresses(w: ByteWriter, addresses: readonly string[]): void {
  const body = new ByteWriter().u32(addresses.length);
  for (const address of addresses) writeCounted(body, utf16(`${address}\0`));
  writeCounted(w, body.finish());
}
