import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { BlobType, readBlob, writeBlob } from './message.js';

const MAC = 16;

/**
 * [MS-RDPELE] 2.2.2.6 Server Upgrade License and 2.2.2.7 Server New License, which have the same body. The licence is not
 * kept: a gateway has no place for per-device licences, and a host that counts them issues a temporary one each time.
 */
export interface NewLicense {
  readonly encryptedLicense: Uint8Array;
  readonly mac: Uint8Array;
}

export function readNewLicense(r: ByteReader): NewLicense {
  const encryptedLicense = readBlob(r);
  return { encryptedLicense, mac: r.bytes(MAC, 'SERVER_NEW_LICENSE', 'MACData') };
}

export function writeNewLicense(w: ByteWriter, license: NewLicense): void {
  writeBlob(w, BlobType.BB_ENCRYPTED_DATA_BLOB, license.encryptedLicense);
  w.bytes(license.mac);
}
