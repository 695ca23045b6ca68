import { ERRORS, type ErrorCode, type ErrorEntry, hasCode } from '../../errors.js';
import type { Issue } from '../request-invalid.js';

/** Error answers, RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';

/** What a client sees of an error: nothing but INTERNAL of one that is not for it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** This error in its own words, where they say more than the title. */
  readonly detail?: string;
  readonly code: ErrorCode;
  readonly advice: string;
  /** What is wrong with the request, field by field. */
  readonly issues?: readonly Issue[];
}

export function toProblem(error: unknown): Problem {
  const code = hasCode(error) && ERRORS[error.code].viewer ? error.code : 'INTERNAL';
  const { message: title, advice, status = 500 }: ErrorEntry = ERRORS[code];
  const said = (error as Error).message;
  // Only the control plane's own errors are worded for those who ask.
  const detail = 'status' in ERRORS[code] && said !== title ? said : undefined;
  const issues = code === 'REQUEST_INVALID' ? (error as { issues?: readonly Issue[] }).issues : undefined;
  return {
    type: `urn:sluice:error:${code}`,
    title,
    status,
    ...(detail && { detail }),
    code,
    advice,
    ...(issues && { issues }),
  };
}

/** `context.retryAfter` of an error, in seconds, becomes Retry-After. */
export function problemResponse(error: unknown, headers: Headers = new Headers()): Response {
  const problem = toProblem(error);
  const retryAfter = hasCode(error) ? error.context?.['retryAfter'] : undefined;
  headers.set('Content-Type', PROBLEM_TYPE);
  headers.set('Cache-Control', 'no-store');
  if (problem.status === 401) headers.set('WWW-Authenticate', 'Bearer realm="sluice"');
  if (typeof retryAfter === 'number') headers.set('Retry-After', String(Math.ceil(retryAfter)));
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
