import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';

/** encryptionMethods, [MS-RDPBCGR] 2.2.1.3.3. */
export const EncryptionMethod = {
  NONE: 0,
  '40BIT': 1,
  '128BIT': 2,
  '56BIT': 8,
  FIPS: 16,
} as const;

/** [MS-RDPBCGR] 2.2.1.3.3 Client Security Data (TS_UD_CS_SEC). extEncryptionMethods is for the French locale only. */
export interface ClientSecurityData {
  readonly encryptionMethods: number;
}

export function readClientSecurityData(r: ByteReader): ClientSecurityData {
  r.need(4 /* encryptionMethods */ + 4 /* extEncryptionMethods */, 'TS_UD_CS_SEC');
  const encryptionMethods = r.u32();
  const extEncryptionMethods = r.u32();
  return { encryptionMethods: encryptionMethods || extEncryptionMethods };
}

export function writeClientSecurityData(w: ByteWriter, security: ClientSecurityData): void {
  w.u32(security.encryptionMethods).u32(0);
}
