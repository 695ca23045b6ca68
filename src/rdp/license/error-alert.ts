import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { BlobType, readBlob, writeBlob } from './message.js';

/** dwErrorCode, [MS-RDPBCGR] 2.2.1.12.1.3. */
export const LicenseErrorCode = {
  ERR_INVALID_SERVER_CERTIFICATE: 0x01,
  ERR_NO_LICENSE: 0x02,
  ERR_INVALID_MAC: 0x03,
  ERR_INVALID_SCOPE: 0x04,
  ERR_NO_LICENSE_SERVER: 0x06,
  STATUS_VALID_CLIENT: 0x07,
  ERR_INVALID_CLIENT: 0x08,
  ERR_INVALID_PRODUCTID: 0x0b,
  ERR_INVALID_MESSAGE_LEN: 0x0c,
} as const;

/** dwStateTransition, [MS-RDPBCGR] 2.2.1.12.1.3. */
export const StateTransition = {
  ST_TOTAL_ABORT: 1,
  ST_NO_TRANSITION: 2,
  ST_RESET_PHASE_TO_START: 3,
  ST_RESEND_LAST_MESSAGE: 4,
} as const;

/** [MS-RDPBCGR] 2.2.1.12.1.3 Licensing Error Message (LICENSE_ERROR_MESSAGE). */
export interface ErrorAlert {
  readonly code: number;
  readonly transition: number;
}

export function readErrorAlert(r: ByteReader): ErrorAlert {
  r.need(4 /* dwErrorCode */ + 4 /* dwStateTransition */, 'LICENSE_ERROR_MESSAGE');
  const alert = { code: r.u32(), transition: r.u32() };
  if (r.remaining > 0) readBlob(r);
  return alert;
}

export function writeErrorAlert(w: ByteWriter, alert: ErrorAlert): void {
  w.u32(alert.code).u32(alert.transition);
  writeBlob(w, BlobType.BB_ERROR_BLOB, new Uint8Array(0));
}

/** The code in words. */
export function licenseErrorText(code: number): string {
  const name = Object.entries(LicenseErrorCode).find(([, value]) => value === code)?.[0];
  return name ?? `licensing error 0x${code.toString(16)}`;
}
