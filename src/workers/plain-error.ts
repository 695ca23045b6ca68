import { GatewayError, hasCode } from '../errors.js';
import type { PlainError } from './jobs.js';

/** Anything thrown in a worker, as data that survives the way to the main thread. */
export function toPlainError(error: unknown): PlainError {
  const message = error instanceof Error ? error.message : String(error);
  if (hasCode(error)) return { code: error.code, message, context: error.context ?? {} };
  return { code: 'INTERNAL', message, context: { cause: message } };
}

export function fromPlainError({ code, message, context }: PlainError): GatewayError {
  return new GatewayError(code, context, { cause: message });
}
