import type { ByteReader } from '../../bytes/reader.js';
import { fromUtf16, utf16 } from '../../bytes/text.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { tooLarge } from '../../errors.js';
import { BlobType, readBlob, writeBlob } from './message.js';

const PDU = 'SERVER_LICENSE_REQUEST';
const KEY_EXCHANGE_ALG_RSA = Uint8Array.of(1, 0, 0, 0);
const MAX_TEXT = 1024;
const MAX_SCOPES = 64;

/** [MS-RDPELE] 2.2.2.1 Server License Request (SERVER_LICENSE_REQUEST). */
export interface LicenseRequest {
  /** 32 bytes. */
  readonly serverRandom: Uint8Array;
  readonly version: number;
  readonly companyName: string;
  readonly productId: string;
  /** SERVER_CERTIFICATE of [MS-RDPBCGR] 2.2.1.4.3.1; empty when the one of the MCS Connect Response is meant. */
  readonly serverCertificate: Uint8Array;
  readonly scopes: readonly Uint8Array[];
}

export function readLicenseRequest(r: ByteReader): LicenseRequest {
  r.need(32 /* ServerRandom */ + 4 /* dwVersion */, PDU);
  const serverRandom = r.copy(32);
  const version = r.u32();
  const companyName = readText(r, 'cbCompanyName');
  const productId = readText(r, 'cbProductId');
  readBlob(r); // KeyExchangeList: RSA, always
  const serverCertificate = readBlob(r).slice();
  r.need(4, PDU, 'ScopeCount');
  const count = r.u32();
  if (count > MAX_SCOPES) throw tooLarge(PDU, 'ScopeCount', count);
  const scopes = Array.from({ length: count }, () => readBlob(r).slice());
  return { serverRandom, version, companyName, productId, serverCertificate, scopes };
}

export function writeLicenseRequest(w: ByteWriter, request: LicenseRequest): void {
  w.bytes(request.serverRandom).u32(request.version);
  writeText(w, request.companyName);
  writeText(w, request.productId);
  writeBlob(w, BlobType.BB_KEY_EXCHG_ALG_BLOB, KEY_EXCHANGE_ALG_RSA);
  writeBlob(w, BlobType.BB_CERTIFICATE_BLOB, request.serverCertificate);
  w.u32(request.scopes.length);
  for (const scope of request.scopes) writeBlob(w, BlobType.BB_SCOPE_BLOB, scope);
}

/** A field of PRODUCT_INFO, [MS-RDPELE] 2.2.2.1.1. */
function readText(r: ByteReader, field: string): string {
  r.need(4, PDU, field);
  const length = r.u32();
  if (length > MAX_TEXT) throw tooLarge(PDU, field, length);
  return fromUtf16(r.bytes(length, PDU, field));
}

function writeText(w: ByteWriter, text: string): void {
  const bytes = utf16(`${text}\0`);
  w.u32(bytes.length).bytes(bytes);
}
