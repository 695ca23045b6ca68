import { type ErrorCode, GatewayError } from '../../errors.js';
import { ExecResultCode as Code, type ExecResult } from '../../rdp/channels/rail/pdu/exec.js';

/** ERROR_ACCESS_DENIED and E_ACCESSDENIED, [MS-ERREF]: what stands behind RAIL_EXEC_E_FAIL when the person may not. */
const DENIED: ReadonlySet<number> = new Set([5, 0x80070005]);

const ERRORS: ReadonlyMap<number, readonly [ErrorCode, string]> = new Map([
  [Code.RAIL_EXEC_E_HOOK_NOT_LOADED, ['PROGRAM_LOCKED', 'the host shows a desktop of its own']],
  [Code.RAIL_EXEC_E_DECODE_FAILED, ['PROGRAM_INVALID', 'the host does not understand the request']],
  [Code.RAIL_EXEC_E_NOT_IN_ALLOWLIST, ['PROGRAM_NOT_PUBLISHED', 'it is not in the allow list']],
  [Code.RAIL_EXEC_E_FILE_NOT_FOUND, ['PROGRAM_NOT_FOUND', 'there is no such file']],
  [Code.RAIL_EXEC_E_FAIL, ['PROGRAM_FAILED', 'it did not start']],
  [Code.RAIL_EXEC_E_SESSION_LOCKED, ['PROGRAM_LOCKED', 'the session is locked']],
]);

/** Why the host did not start the program; undefined when it did. */
export function execError({ execResult, rawResult, exeOrFile }: ExecResult): GatewayError | undefined {
  if (execResult === Code.RAIL_EXEC_S_OK) return undefined;
  const [found, cause] = ERRORS.get(execResult) ?? ['PROGRAM_FAILED', `result ${execResult}`];
  const denied = found === 'PROGRAM_FAILED' && DENIED.has(rawResult);
  const detail = denied ? 'access is denied' : `${cause}${rawResult === 0 ? '' : `, code 0x${rawResult.toString(16)}`}`;
  return new GatewayError(denied ? 'PROGRAM_DENIED' : found, { execResult, rawResult, program: exeOrFile }, { detail });
}
