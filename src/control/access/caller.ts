import type { Actor } from '../identity/actor.js';
import type { Role } from './roles.js';

/** Who asks: a person in a browser, or what acts for them with a token. */
export interface Caller extends Actor {
  /** Set when a token asks, which may do no more than this role, whatever its owner may. */
  readonly token?: { readonly id: string; readonly limit: Role };
}
