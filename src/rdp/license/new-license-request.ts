import type { ByteReader } from '../../bytes/reader.js';
import { fromLatin1, latin1 } from '../../bytes/text.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { BlobType, readBlob, writeBlob } from './message.js';

const PDU = 'CLIENT_NEW_LICENSE_REQUEST';
const KEY_EXCHANGE_ALG_RSA = 1;
/** CLIENT_OS_ID_WINNT_POST_52 and CLIENT_IMAGE_ID_MICROSOFT: what licence servers know how to count. */
export const PLATFORM_ID = 0x04000000 | 0x00010000;

/** [MS-RDPELE] 2.2.2.2 Client New License Request (CLIENT_NEW_LICENSE_REQUEST). */
export interface NewLicenseRequest {
  readonly platformId: number;
  /** 32 bytes. */
  readonly clientRandom: Uint8Array;
  /** Little-endian, with eight bytes of padding. */
  readonly encryptedPreMasterSecret: Uint8Array;
  readonly userName: string;
  readonly machineName: string;
}

export function readNewLicenseRequest(r: ByteReader): NewLicenseRequest {
  r.need(4 /* PreferredKeyExchangeAlg */ + 4 /* PlatformId */ + 32 /* ClientRandom */, PDU);
  r.skip(4);
  return {
    platformId: r.u32(),
    clientRandom: r.copy(32),
    encryptedPreMasterSecret: readBlob(r).slice(),
    userName: fromLatin1(readBlob(r)),
    machineName: fromLatin1(readBlob(r)),
  };
}

export function writeNewLicenseRequest(w: ByteWriter, request: NewLicenseRequest): void {
  w.u32(KEY_EXCHANGE_ALG_RSA).u32(request.platformId).bytes(request.clientRandom);
  writeBlob(w, BlobType.BB_RANDOM_BLOB, request.encryptedPreMasterSecret);
  writeBlob(w, BlobType.BB_CLIENT_USER_NAME_BLOB, latin1(`${request.userName}\0`));
  writeBlob(w, BlobType.BB_CLIENT_MACHINE_NAME_BLOB, latin1(`${request.machineName}\0`));
}
