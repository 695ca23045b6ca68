import { ERRORS, type GatewayError } from '../errors.js';
import type { Problem } from '../wire/messages.js';

/** Longer details, which only a host can cause, are cut. The wire allows eight times as much. */
const DETAIL_MAX = 512;
/** What went wrong inside is for the log: messages of the system name files and addresses. */
const SILENT: ReadonlySet<string> = new Set(['INTERNAL', 'WORKER_FAILED']);

/** What a viewer may know of an error. The detail is the part of the message that the table does not have. */
export function problemOf(error: GatewayError): Problem {
  const code = ERRORS[error.code].viewer ? error.code : 'INTERNAL';
  const { message, advice } = ERRORS[code];
  const prefix = `${message}: `;
  if (SILENT.has(code) || !error.message.startsWith(prefix)) return { code, message, advice };
  return { code, message, advice, detail: error.message.slice(prefix.length, prefix.length + DETAIL_MAX) };
}
