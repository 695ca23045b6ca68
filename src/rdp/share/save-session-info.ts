import type { ByteReader } from '../../bytes/reader.js';
import { fromUtf16, utf16 } from '../../bytes/text.js';
import { ByteWriter } from '../../bytes/writer.js';
import { invalid, tooLarge } from '../../errors.js';
import type { AutoReconnectCookie } from '../settings.js';
import { readServerAutoReconnect, writeServerAutoReconnect } from './auto-reconnect.js';

const INFOTYPE_LOGON = 0;
const INFOTYPE_LOGON_LONG = 1;
const INFOTYPE_LOGON_PLAINNOTIFY = 2;
const INFOTYPE_LOGON_EXTENDED_INFO = 3;
const LOGON_EX_AUTORECONNECTCOOKIE = 1;
const LOGON_EX_LOGONERRORS = 2;

const DOMAIN_V1 = 52;
const USER_V1 = 512;
const PLAIN_NOTIFY_PAD = 576;
const LOGON_LONG_PAD = 558;
const EXTENDED_PAD = 570;
const VERSION_2_HEAD = 2 /* Version */ + 4 /* Size */ + 4 /* SessionId */ + 4 /* cbDomain */ + 4; /* cbUserName */
/** A name with its terminator; Windows allows 256 characters. */
const MAX_NAME_BYTES = 1024;

/** [MS-RDPBCGR] 2.2.10.1.1 Save Session Info PDU Data (TS_SAVE_SESSION_INFO_PDU_DATA). */
export type SaveSessionInfo =
  /** Logon Info Version 1 (2.2.10.1.1.1) or 2 (2.2.10.1.1.2); written as version 2. */
  | { readonly type: 'logon'; readonly domain: string; readonly username: string; readonly sessionId: number }
  /** Plain Notify (2.2.10.1.1.3): somebody has logged on. */
  | { readonly type: 'plainNotify' }
  /** Logon Info Extended (2.2.10.1.1.4). */
  | { readonly type: 'extended'; readonly cookie?: AutoReconnectCookie; readonly logonError?: LogonError };

/** [MS-RDPBCGR] 2.2.10.1.1.4.1.1 Logon Errors Info (TS_LOGON_ERRORS_INFO). */
export interface LogonError {
  readonly notificationType: number;
  readonly notificationData: number;
}

export function readSaveSessionInfo(r: ByteReader): SaveSessionInfo {
  r.need(4, 'TS_SAVE_SESSION_INFO_PDU_DATA', 'infoType');
  const infoType = r.u32();
  switch (infoType) {
    case INFOTYPE_LOGON:
      return readLogonVersion1(r);
    case INFOTYPE_LOGON_LONG:
      return readLogonVersion2(r);
    case INFOTYPE_LOGON_PLAINNOTIFY:
      return { type: 'plainNotify' };
    case INFOTYPE_LOGON_EXTENDED_INFO:
      return readExtended(r);
    default:
      throw invalid('TS_SAVE_SESSION_INFO_PDU_DATA', 'infoType', infoType);
  }
}

export function writeSaveSessionInfo(w: ByteWriter, info: SaveSessionInfo): void {
  if (info.type === 'plainNotify') w.u32(INFOTYPE_LOGON_PLAINNOTIFY).zeros(PLAIN_NOTIFY_PAD);
  else if (info.type === 'extended') writeExtended(w, info);
  else writeLogonVersion2(w, info);
}

/** TS_LOGON_INFO, [MS-RDPBCGR] 2.2.10.1.1.1. */
function readLogonVersion1(r: ByteReader): SaveSessionInfo {
  r.need(4 /* cbDomain */ + DOMAIN_V1 + 4 /* cbUserName */ + USER_V1 + 4 /* SessionId */, 'TS_LOGON_INFO');
  r.skip(4);
  const domain = fromUtf16(r.bytes(DOMAIN_V1));
  r.skip(4);
  return { type: 'logon', domain, username: fromUtf16(r.bytes(USER_V1)), sessionId: r.u32() };
}

/** TS_LOGON_INFO_VERSION_2, [MS-RDPBCGR] 2.2.10.1.1.2. */
function readLogonVersion2(r: ByteReader): SaveSessionInfo {
  const pdu = 'TS_LOGON_INFO_VERSION_2';
  r.need(VERSION_2_HEAD + LOGON_LONG_PAD, pdu);
  r.skip(2 /* Version */ + 4 /* Size */);
  const sessionId = r.u32();
  const domainLength = r.u32();
  const userLength = r.u32();
  if (domainLength > MAX_NAME_BYTES) throw tooLarge(pdu, 'cbDomain', domainLength);
  if (userLength > MAX_NAME_BYTES) throw tooLarge(pdu, 'cbUserName', userLength);
  r.skip(LOGON_LONG_PAD);
  const domain = fromUtf16(r.bytes(domainLength, pdu, 'cbDomain'));
  return { type: 'logon', domain, username: fromUtf16(r.bytes(userLength, pdu, 'cbUserName')), sessionId };
}

function writeLogonVersion2(w: ByteWriter, info: Extract<SaveSessionInfo, { type: 'logon' }>): void {
  const domain = utf16(`${info.domain}\0`);
  const username = utf16(`${info.username}\0`);
  w.u32(INFOTYPE_LOGON_LONG).u16(1).u32(VERSION_2_HEAD).u32(info.sessionId);
  w.u32(domain.length).u32(username.length).zeros(LOGON_LONG_PAD).bytes(domain).bytes(username);
}

/** TS_LOGON_INFO_EXTENDED, [MS-RDPBCGR] 2.2.10.1.1.4. */
function readExtended(r: ByteReader): SaveSessionInfo {
  r.need(2 /* Length */ + 4 /* FieldsPresent */, 'TS_LOGON_INFO_EXTENDED');
  r.skip(2);
  const present = r.u32();
  const cookie = present & LOGON_EX_AUTORECONNECTCOOKIE ? { cookie: readServerAutoReconnect(readField(r)) } : undefined;
  const logonError = present & LOGON_EX_LOGONERRORS ? { logonError: readLogonError(readField(r)) } : undefined;
  return { type: 'extended', ...cookie, ...logonError };
}

function writeExtended(w: ByteWriter, info: Extract<SaveSessionInfo, { type: 'extended' }>): void {
  const fields = new ByteWriter();
  if (info.cookie) writeServerAutoReconnect(fields.u32(28), info.cookie);
  if (info.logonError) fields.u32(8).u32(info.logonError.notificationType).u32(info.logonError.notificationData);
  const bytes = fields.finish();
  w.u32(INFOTYPE_LOGON_EXTENDED_INFO).u16(2 + 4 + bytes.length);
  w.u32((info.cookie ? LOGON_EX_AUTORECONNECTCOOKIE : 0) | (info.logonError ? LOGON_EX_LOGONERRORS : 0));
  w.bytes(bytes).zeros(EXTENDED_PAD);
}

/** TS_LOGON_INFO_FIELD, [MS-RDPBCGR] 2.2.10.1.1.4.1. */
function readField(r: ByteReader): ByteReader {
  r.need(4, 'TS_LOGON_INFO_FIELD', 'cbFieldData');
  return r.sub(r.u32(), 'TS_LOGON_INFO_FIELD', 'cbFieldData');
}

function readLogonError(r: ByteReader): LogonError {
  r.need(4 /* ErrorNotificationType */ + 4 /* ErrorNotificationData */, 'TS_LOGON_ERRORS_INFO');
  return { notificationType: r.u32(), notificationData: r.u32() };
}
