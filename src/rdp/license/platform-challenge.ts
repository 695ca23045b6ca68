import type { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { BlobType, readBlob, writeBlob } from './message.js';

const MAC = 16;

/** [MS-RDPELE] 2.2.2.4 Server Platform Challenge (SERVER_PLATFORM_CHALLENGE). */
export interface PlatformChallenge {
  readonly encryptedChallenge: Uint8Array;
  readonly mac: Uint8Array;
}

export function readPlatformChallenge(r: ByteReader): PlatformChallenge {
  r.need(4, 'SERVER_PLATFORM_CHALLENGE', 'ConnectFlags');
  r.skip(4);
  const encryptedChallenge = readBlob(r);
  return { encryptedChallenge, mac: r.bytes(MAC, 'SERVER_PLATFORM_CHALLENGE', 'MACData') };
}

export function writePlatformChallenge(w: ByteWriter, challenge: PlatformChallenge): void {
  w.u32(0);
  writeBlob(w, BlobType.BB_ENCRYPTED_DATA_BLOB, challenge.encryptedChallenge);
  w.bytes(challenge.mac);
}

/** [MS-RDPELE] 2.2.2.5 Client Platform Challenge Response (CLIENT_PLATFORM_CHALLENGE_RESPONSE). */
export interface PlatformChallengeResponse {
  readonly encryptedResponse: Uint8Array;
  readonly encryptedHardwareId: Uint8Array;
  /** Over the plain response and the plain hardware id. */
  readonly mac: Uint8Array;
}

export function readPlatformChallengeResponse(r: ByteReader): PlatformChallengeResponse {
  const encryptedResponse = readBlob(r);
  const encryptedHardwareId = readBlob(r);
  const mac = r.bytes(MAC, 'CLIENT_PLATFORM_CHALLENGE_RESPONSE', 'MACData');
  return { encryptedResponse, encryptedHardwareId, mac };
}

export function writePlatformChallengeResponse(w: ByteWriter, response: PlatformChallengeResponse): void {
  writeBlob(w, BlobType.BB_ENCRYPTED_DATA_BLOB, response.encryptedResponse);
  writeBlob(w, BlobType.BB_ENCRYPTED_DATA_BLOB, response.encryptedHardwareId);
  w.bytes(response.mac);
}

const RESPONSE_VERSION = 0x0100;
const OTHER_PLATFORMCHALLENGE_TYPE = 0xff00;
const LICENSE_DETAIL_DETAIL = 0x0003;

/** [MS-RDPELE] 2.2.2.5.1 Platform Challenge Response Data (PLATFORM_CHALLENGE_RESPONSE_DATA), before encryption. */
export function readChallengeResponseData(r: ByteReader): Uint8Array {
  r.need(2 /* wVersion */ + 2 /* wClientType */ + 2 /* wLicenseDetailLevel */ + 2, 'PLATFORM_CHALLENGE_RESPONSE_DATA');
  r.skip(6);
  return r.bytes(r.u16(), 'PLATFORM_CHALLENGE_RESPONSE_DATA', 'cbChallenge');
}

export function writeChallengeResponseData(w: ByteWriter, challenge: Uint8Array): void {
  w.u16(RESPONSE_VERSION).u16(OTHER_PLATFORMCHALLENGE_TYPE).u16(LICENSE_DETAIL_DETAIL);
  w.u16(challenge.length).bytes(challenge);
}

/** [MS-RDPELE] 2.2.2.3.1 Client Hardware Identification (CLIENT_HARDWARE_ID): the platform and 16 bytes of its own. */
export const hardwareId = (platformId: number, data: Uint8Array): Uint8Array =>
  new ByteWriter(20).u32(platformId).bytes(data).finish();
