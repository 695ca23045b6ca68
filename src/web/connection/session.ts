import type { Problem } from '../../wire/messages.js';
import { localProblem } from './problem.js';

/** A session that this browser may use; the cookie that says so came with it. */
export interface OpenedSession {
  readonly id: string;
  /** Name of the desktop, for title and toolbar. */
  readonly desktop: string;
}

/** An answer that was refused, in words for the person. */
export class RefusedError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Spends the one-time token of a link. Throws {@link RefusedError}. */
export function openSession(gateway: string, token: string, signal: AbortSignal): Promise<OpenedSession> {
  const headers = { 'Content-Type': 'application/json' };
  return ask(new URL('sessions', gateway), { method: 'POST', headers, body: JSON.stringify({ token }), signal });
}

/** Asks whether a session of before still lives and may be used. Throws {@link RefusedError}. */
export function resumeSession(gateway: string, id: string, signal: AbortSignal): Promise<OpenedSession> {
  return ask(sessionUrl(gateway, id), { signal });
}

/** A session is over a moment after its viewers were told; the gateway is asked so often for another token. */
const AGAIN = { attempts: 6, everyMs: 500 } as const;

/** A token for another attempt at the desktop of a session that just ended; undefined when the gateway gives none. */
export async function tokenForAnother(gateway: string, id: string): Promise<string | undefined> {
  for (let attempt = 0; attempt < AGAIN.attempts; attempt++) {
    const response = await fetch(sessionUrl(gateway, id, '/again'), { method: 'POST' }).catch(() => undefined);
    if (response?.ok) return String(((await response.json()) as { token: unknown }).token);
    await new Promise((resolve) => setTimeout(resolve, AGAIN.everyMs));
  }
  return undefined;
}

export const sessionUrl = (gateway: string, id: string, path = ''): URL =>
  new URL(`sessions/${encodeURIComponent(id)}${path}`, gateway);

async function ask(url: URL, init: RequestInit): Promise<OpenedSession> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, credentials: 'same-origin' });
  } catch {
    throw new RefusedError(localProblem('GATEWAY_UNREACHABLE'));
  }
  if (!response.ok) throw new RefusedError(await problemIn(response));
  const { session, desktop } = (await response.json()) as { session: unknown; desktop: unknown };
  return { id: String(session), desktop: String(desktop ?? '') };
}

/** The problem that a refusal carries; a proxy in between may answer with anything. */
export async function problemIn(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  const { code, message, advice } = Object(body) as Record<string, unknown>;
  if (typeof code !== 'string') return localProblem('GATEWAY_UNREACHABLE');
  return { code, message: String(message ?? ''), advice: String(advice ?? '') };
}
