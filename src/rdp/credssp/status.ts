import type { ErrorCode } from '../../errors.js';
import { GatewayError } from '../../errors.js';

/** NTSTATUS and SEC_E_* values that a host puts into TSRequest.errorCode, in words, and what they lead to. */
const STATUS: Readonly<Record<number, readonly [name: string, code: ErrorCode]>> = {
  3221225581: ['STATUS_LOGON_FAILURE', 'CREDENTIALS_REJECTED'],
  3221225578: ['STATUS_WRONG_PASSWORD', 'CREDENTIALS_REJECTED'],
  3221225572: ['STATUS_NO_SUCH_USER', 'CREDENTIALS_REJECTED'],
  2148074252: ['SEC_E_LOGON_DENIED', 'CREDENTIALS_REJECTED'],
  2148074254: ['SEC_E_NO_CREDENTIALS', 'CREDENTIALS_REJECTED'],
  3221225585: ['STATUS_PASSWORD_EXPIRED', 'CREDENTIALS_EXPIRED'],
  3221226020: ['STATUS_PASSWORD_MUST_CHANGE', 'CREDENTIALS_EXPIRED'],
  3221225582: ['STATUS_ACCOUNT_RESTRICTION', 'ACCOUNT_RESTRICTED'],
  3221225583: ['STATUS_INVALID_LOGON_HOURS', 'ACCOUNT_RESTRICTED'],
  3221225584: ['STATUS_INVALID_WORKSTATION', 'ACCOUNT_RESTRICTED'],
  3221225586: ['STATUS_ACCOUNT_DISABLED', 'ACCOUNT_RESTRICTED'],
  3221225819: ['STATUS_LOGON_TYPE_NOT_GRANTED', 'ACCOUNT_RESTRICTED'],
  3221225875: ['STATUS_ACCOUNT_EXPIRED', 'ACCOUNT_RESTRICTED'],
  3221226036: ['STATUS_ACCOUNT_LOCKED_OUT', 'ACCOUNT_RESTRICTED'],
  3221226515: ['STATUS_AUTHENTICATION_FIREWALL_FAILED', 'ACCOUNT_RESTRICTED'],
  3221226520: ['STATUS_NTLM_BLOCKED', 'NLA_FAILED'],
  3221226376: ['STATUS_DOWNGRADE_DETECTED', 'NLA_FAILED'],
  2148074242: ['SEC_E_UNSUPPORTED_FUNCTION', 'NLA_FAILED'],
  2148074248: ['SEC_E_INVALID_TOKEN', 'NLA_FAILED'],
  2148074255: ['SEC_E_MESSAGE_ALTERED', 'NLA_FAILED'],
  2148074310: ['SEC_E_BAD_BINDINGS', 'NLA_FAILED'],
};

const FACILITY_NTWIN32 = 0xc007;

/**
 * The error that a session ends with when its host gave this status. FreeRDP hosts answer a wrong password with whatever
 * Win32 error happened last, so such a status counts as a rejection once the host has seen the proof of the password.
 */
export function nlaError(status: number, proofSent: boolean): GatewayError {
  const hexadecimal = `0x${status.toString(16).padStart(8, '0')}`;
  const known = STATUS[status];
  if (known) return new GatewayError(known[1], { status: hexadecimal }, { detail: known[0] });
  const rejected = proofSent && status >>> 16 === FACILITY_NTWIN32;
  return new GatewayError(rejected ? 'CREDENTIALS_REJECTED' : 'NLA_FAILED', { status: hexadecimal });
}
