import { ERRORS, type ErrorCode } from '../../errors.js';
import type { Problem } from '../../wire/messages.js';

/** What only the browser can know: the gateway itself does not answer, or the browser lacks something. */
export const LOCAL_PROBLEMS = {
  GATEWAY_UNREACHABLE: {
    message: 'gateway cannot be reached',
    advice: 'Check your network connection, then try again.',
  },
  CONNECTION_LOST: {
    message: 'connection was lost for too long',
    advice: 'The session could not be picked up again in time. Connect again to start a new one.',
  },
  LINK_MISSING: {
    message: 'no session to open',
    advice: 'Open the link that the gateway printed; it contains a one-time token.',
  },
  DISCONNECTED: {
    message: 'you disconnected',
    advice: 'The desktop keeps running for a while; you can pick it up again.',
  },
  BROWSER_TOO_OLD: {
    message: 'browser is too old',
    advice: 'Use a current Chrome, Edge, Firefox or Safari.',
  },
} as const;

export type LocalCode = keyof typeof LOCAL_PROBLEMS;

export const localProblem = (code: LocalCode): Problem => ({ code, ...LOCAL_PROBLEMS[code] });

export function problemOf(code: ErrorCode): Problem {
  const { message, advice } = ERRORS[code];
  return { code, message, advice };
}

/** The problem behind a WebSocket close code, for when the message that explains it was lost. */
export function problemOfClose(close: number): Problem | undefined {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  const matches = codes.filter((code) => ERRORS[code].close === close);
  // Several malformed-data codes share one close code; any of them would be a guess.
  return matches.length === 1 ? problemOf(matches[0]) : undefined;
}

/** Trouble of this one connection: the session lives on, and another connection may do better. */
const TRANSIENT: ReadonlySet<string> = new Set<ErrorCode | LocalCode>([
  'VIEWER_TIMEOUT',
  'VIEWER_TOO_SLOW',
  'GATEWAY_UNREACHABLE',
]);

export const isTransient = (code: string): boolean => TRANSIENT.has(code);

/** The session may still be there: what ended was this page's part in it. */
const REOPENABLE: ReadonlySet<string> = new Set<ErrorCode | LocalCode>([
  'DISCONNECTED',
  'GATEWAY_UNREACHABLE',
  'CONNECTION_LOST',
  'VIEWER_REPLACED',
  'VIEWER_FLOOD',
  'WIRE_INVALID',
]);

/** The gateway has looked at the token and will not take it again. */
export const isSpent = (code: string): boolean => code === 'TOKEN_INVALID' || code === 'BROWSER_TOO_OLD';

export const mayReopen = (code: string): boolean => isTransient(code) || REOPENABLE.has(code);
