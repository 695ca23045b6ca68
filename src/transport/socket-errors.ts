import { type ErrorCode, type ErrorContext, GatewayError, hasCode } from '../errors.js';

/** What a failed system call says about the host. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOTFOUND: 'HOST_NOT_FOUND',
  EAI_AGAIN: 'HOST_NOT_FOUND',
  ENODATA: 'HOST_NOT_FOUND',
  ECONNREFUSED: 'HOST_UNREACHABLE',
  EHOSTUNREACH: 'HOST_UNREACHABLE',
  ENETUNREACH: 'HOST_UNREACHABLE',
  EHOSTDOWN: 'HOST_UNREACHABLE',
  EADDRNOTAVAIL: 'HOST_UNREACHABLE',
  ETIMEDOUT: 'HOST_TIMEOUT',
  ECONNRESET: 'HOST_CLOSED',
  ECONNABORTED: 'HOST_CLOSED',
  EPIPE: 'HOST_CLOSED',
};

/** Gives an error of a socket its code; an error that has one already passes through. */
export function socketError(error: unknown, otherwise: ErrorCode, context: ErrorContext): Error {
  if (hasCode(error)) return error;
  const system = (error as NodeJS.ErrnoException | undefined)?.code;
  const causes = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [];
  const known = [system, ...causes.map((cause) => cause.code)].find((code) => code !== undefined && code in CODES);
  return new GatewayError(
    known ? CODES[known] : otherwise,
    { ...context, system: known ?? system },
    { cause: error, detail: known ?? system },
  );
}
