import type { Caller } from '../access/caller.js';
import type { ControlPlane } from '../control-plane.js';
import type { ApiEnv } from './env.js';

export interface Authenticated {
  readonly caller: Caller;
  readonly setCookies: readonly string[];
}

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/** A token is no cookie: no page can make a browser send it. */
export const hasToken = (request: Request): boolean => BEARER.test(request.headers.get('authorization') ?? '');

/**
 * Who asks: by a token for programs, or by a browser session's cookie. A token that is given and not valid is refused with
 * TOKEN_INVALID, whatever cookies come with it.
 */
export async function authenticate(
  request: Request,
  { remote, origin }: ApiEnv,
  { identity, tokens }: Pick<ControlPlane, 'identity' | 'tokens'>,
): Promise<Authenticated | undefined> {
  const { headers } = request;
  const token = BEARER.exec(headers.get('authorization') ?? '')?.[1];
  if (token !== undefined) return { caller: await tokens.authenticate(token, remote), setCookies: [] };
  const cookies = headers.get('cookie') ?? '';
  if (cookies === '') return undefined;
  const userAgent = headers.get('user-agent') ?? '';
  const signedIn = await identity.authenticate({ origin, remote, userAgent, cookies });
  return signedIn && { caller: signedIn.actor, setCookies: signedIn.setCookies };
}
