import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid, tooLarge } from '../../errors.js';

/** encryptionLevel, [MS-RDPBCGR] 2.2.1.4.3. */
export const EncryptionLevel = {
  NONE: 0,
  LOW: 1,
  CLIENT_COMPATIBLE: 2,
  HIGH: 3,
  FIPS: 4,
} as const;

const PDU = 'TS_UD_SC_SEC1';
const SERVER_RANDOM = 32;
/** An X.509 chain of a licensing host is about 2 KiB. */
const MAX_CERTIFICATE = 0x4000;

/** [MS-RDPBCGR] 2.2.1.4.3 Server Security Data (TS_UD_SC_SEC1). Random and certificate come with encryption only. */
export interface ServerSecurityData {
  /** One of EncryptionMethod. */
  readonly encryptionMethod: number;
  readonly encryptionLevel: number;
  readonly serverRandom?: Uint8Array;
  readonly serverCertificate?: Uint8Array;
}

export function readServerSecurityData(r: ByteReader): ServerSecurityData {
  r.need(4 /* encryptionMethod */ + 4 /* encryptionLevel */, PDU);
  const encryptionMethod = r.u32();
  const encryptionLevel = r.u32();
  if (encryptionMethod === 0 && encryptionLevel === 0) return { encryptionMethod, encryptionLevel };
  r.need(4 /* serverRandomLen */ + 4 /* serverCertLen */, PDU);
  const randomLength = r.u32();
  const certificateLength = r.u32();
  if (randomLength !== SERVER_RANDOM) throw invalid(PDU, 'serverRandomLen', randomLength);
  if (certificateLength > MAX_CERTIFICATE) throw tooLarge(PDU, 'serverCertLen', certificateLength);
  return {
    encryptionMethod,
    encryptionLevel,
    serverRandom: r.copy(randomLength, PDU, 'serverRandom'),
    serverCertificate: r.copy(certificateLength, PDU, 'serverCertificate'),
  };
}

export function writeServerSecurityData(w: ByteWriter, security: ServerSecurityData): void {
  const { serverRandom, serverCertificate } = security;
  w.u32(security.encryptionMethod).u32(security.encryptionLevel);
  if (!serverRandom || !serverCertificate) return;
  w.u32(serverRandom.length).u32(serverCertificate.length).bytes(serverRandom).bytes(serverCertificate);
}
