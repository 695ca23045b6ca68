import { GatewayError, hasCode } from '../errors.js';
import { DisconnectReason } from '../rdp/mcs/domain.js';
import { errorInfoCode } from '../rdp/share/error-info.js';

/** What a host said before its stream ended. */
export interface Farewell {
  readonly errorInfo?: { readonly code: number; readonly text: string };
  readonly disconnectReason?: number;
}

/** The coded error that tells why a connection ended; undefined when it just broke off and may be resumed. */
export function farewellError({ errorInfo, disconnectReason }: Farewell): GatewayError | undefined {
  if (errorInfo !== undefined && errorInfo.code !== 0) {
    const { code, text } = errorInfo;
    return new GatewayError(errorInfoCode(code), { errorInfo: code }, { detail: text });
  }
  if (disconnectReason === undefined) return undefined;
  if (disconnectReason === DisconnectReason.userRequested)
    return new GatewayError('HOST_LOGGED_OFF', { reason: disconnectReason });
  return new GatewayError('HOST_CLOSED', { reason: disconnectReason });
}

/** Failures to connect that another attempt may cure. */
const PASSING = new Set(['HOST_UNREACHABLE', 'HOST_TIMEOUT', 'HOST_CLOSED', 'HOST_NOT_FOUND']);

export function mayPass(error: unknown): boolean {
  return hasCode(error) && PASSING.has(error.code);
}

/** Refusals that another user name or password may cure. */
const CREDENTIALS = new Set(['CREDENTIALS_REQUIRED', 'CREDENTIALS_REJECTED', 'CREDENTIALS_EXPIRED']);

export function wantsCredentials(error: unknown): boolean {
  return hasCode(error) && CREDENTIALS.has(error.code);
}

/** Any failure as a coded error; what is not coded is a mistake of ours. */
export function coded(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  if (hasCode(error)) return new GatewayError(error.code, error.context ?? {}, { cause: error });
  return new GatewayError('INTERNAL', {}, { cause: error });
}
