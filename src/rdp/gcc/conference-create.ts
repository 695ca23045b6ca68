import type { ByteReader } from '../../bytes/reader.js';
import { fromHex, latin1 } from '../../bytes/text.js';
import { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';
import { expectBytes, readPerInteger, readPerLength, writePerInteger, writePerLength } from '../mcs/per.js';

/** ConnectData with the object identifier { itu-t(0) recommendation(0) t(20) t124(124) version(0) 1 }. */
const T124_KEY = fromHex('00 05 00 14 7c 00 01');
/** h221NonStandard keys of client and server. */
const CLIENT_KEY = latin1('Duca');
const SERVER_KEY = latin1('McDn');
const NODE_ID_BASE = 1001;
const NODE_ID = 31219;

const REQUEST = 'ConferenceCreateRequest';
/** ConnectGCCPDU choice, user data present, conferenceName "1", padding, one set, h221NonStandard present. */
const REQUEST_HEAD = fromHex('00 08 00 10 00 01 c0');
/** Length of a four-byte key above the lower bound of four. */
const KEY_LENGTH = 0;

/** GCC Conference Create Request ([T.124] section 8.7) with one set of user data. Returns the client data blocks. */
export function readConferenceCreateRequest(r: ByteReader): Uint8Array {
  expectBytes(r, T124_KEY, REQUEST, 't124Identifier');
  const body = r.sub(readPerLength(r, REQUEST), REQUEST, 'connectPDU');
  expectBytes(body, REQUEST_HEAD, REQUEST, 'conferenceCreateRequest');
  return readUserData(body, CLIENT_KEY, REQUEST);
}

export function writeConferenceCreateRequest(w: ByteWriter, userData: Uint8Array): void {
  const body = new ByteWriter(userData.length + 16).bytes(REQUEST_HEAD);
  writeUserData(body, CLIENT_KEY, userData);
  const bytes = body.finish();
  w.bytes(T124_KEY);
  writePerLength(w, bytes.length);
  w.bytes(bytes);
}

const RESPONSE = 'ConferenceCreateResponse';
const RESPONSE_CHOICE = 0x14;

/** GCC Conference Create Response ([T.124] section 8.7). Returns the server data blocks. */
export function readConferenceCreateResponse(r: ByteReader): Uint8Array {
  expectBytes(r, T124_KEY, RESPONSE, 't124Identifier');
  // [MS-RDPBCGR] 2.2.1.4: the length of connectPDU is not reliable and must be ignored.
  readPerLength(r, RESPONSE);
  r.need(1 /* choice */ + 2 /* nodeID */, RESPONSE);
  const choice = r.u8();
  if (choice !== RESPONSE_CHOICE) throw invalid(RESPONSE, 'choice', choice);
  r.skip(2);
  readPerInteger(r, RESPONSE, 'tag');
  r.need(1 /* result */ + 1 /* userData count */ + 1 /* h221NonStandard */, RESPONSE);
  const result = r.u8();
  if (result !== 0) throw invalid(RESPONSE, 'result', result);
  r.skip(2);
  return readUserData(r, SERVER_KEY, RESPONSE);
}

export function writeConferenceCreateResponse(w: ByteWriter, userData: Uint8Array): void {
  const body = new ByteWriter(userData.length + 16).u8(RESPONSE_CHOICE).u16be(NODE_ID - NODE_ID_BASE);
  writePerInteger(body, 1);
  body.u8(0).u8(1).u8(0xc0);
  writeUserData(body, SERVER_KEY, userData);
  const bytes = body.finish();
  w.bytes(T124_KEY);
  writePerLength(w, bytes.length);
  w.bytes(bytes);
}

function readUserData(r: ByteReader, key: Uint8Array, pdu: string): Uint8Array {
  r.need(1, pdu, 'h221NonStandard');
  const length = r.u8();
  if (length !== KEY_LENGTH) throw invalid(pdu, 'h221NonStandard', length);
  expectBytes(r, key, pdu, 'h221NonStandard');
  return r.bytes(readPerLength(r, pdu), pdu, 'userData');
}

function writeUserData(w: ByteWriter, key: Uint8Array, userData: Uint8Array): void {
  w.u8(KEY_LENGTH).bytes(key);
  writePerLength(w, userData.length);
  w.bytes(userData);
}
