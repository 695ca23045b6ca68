import { GatewayError } from '../../errors.js';
import type { Accounts } from './accounts.js';
import type { Actor } from './actor.js';
import type { OneTimeLinks } from './links.js';
import type { Parts } from './parts.js';
import type { BrowserSessions } from './sessions.js';
import type { SignIn } from './sign-in.js';
import type { Visit } from './visit.js';

interface Collaborators {
  readonly accounts: Accounts;
  readonly links: OneTimeLinks;
  readonly sessions: BrowserSessions;
  readonly signIn: SignIn;
}

/** Changing a password, and setting one by a link that an administrator hands over. */
export class Passwords {
  readonly #parts: Parts;
  readonly #with: Collaborators;

  constructor(parts: Parts, collaborators: Collaborators) {
    this.#parts = parts;
    this.#with = collaborators;
  }

  /** Everybody else who is signed in as this person is signed out. */
  async change(
    actor: Actor,
    { current, password }: { current: string; password: string },
    visit: Visit,
  ): Promise<void> {
    const { accounts, sessions, signIn } = this.#with;
    const account = await accounts.find(actor.user);
    if (!account) throw new GatewayError('CONFLICT', {}, { detail: 'an identity provider keeps your password' });
    await signIn.checkPassword(actor.user, current, visit);
    const hash = await accounts.hashNew(password, [actor.user, account.displayName]);
    await accounts.setPassword(actor.user, hash);
    await sessions.revokeAll(actor.user, { except: actor.session });
    await this.#record(actor.user, 'password.change', actor.user, visit.remote);
  }

  /**
   * A link by which a person sets their password, and gets a local account if they have none. Throws NOT_FOUND, and
   * CONFLICT for whom an identity provider signs in.
   */
  async makeLink(
    user: string,
    { by, remote, clearsFactors }: { by: string; remote: string; clearsFactors: boolean },
  ): Promise<{ path: string; expiresAt: number }> {
    const { resources, store, settings } = this.#parts;
    await resources.require('user', user);
    const bound = await store.db
      .selectFrom('provider_identity')
      .select('provider')
      .where('user_name', '=', user)
      .executeTakeFirst();
    if (bound) throw new GatewayError('CONFLICT', {}, { detail: `"${bound.provider}" signs this person in` });
    const { token, expiresAt } = await this.#with.links.make('reset', settings.resetLink, { user, clearsFactors });
    await this.#record(by, 'password.link', user, remote, { clearsFactors });
    return { path: `/reset#${token}`, expiresAt };
  }

  /** Whose password the link sets. Throws LINK_INVALID. */
  async lookAtLink(token: string): Promise<string> {
    const link = await this.#with.links.look('reset', token);
    if (!link?.user) throw new GatewayError('LINK_INVALID');
    return link.user;
  }

  /** Sets the password and signs the person out everywhere; they sign in with it then, second factor included. */
  async setByLink(token: string, password: string, remote: string): Promise<string> {
    const { accounts, links, sessions } = this.#with;
    const link = await links.look('reset', token);
    if (!link?.user) throw new GatewayError('LINK_INVALID');
    const { user } = link;
    const resource = await this.#parts.resources.require('user', user);
    const hash = await accounts.hashNew(password, [user, resource.body.displayName]);
    await this.#parts.store.transaction(async (tx) => {
      if (!(await links.use('reset', token, tx))) throw new GatewayError('LINK_INVALID');
      await accounts.setPassword(user, hash, tx);
      if (link.clearsFactors) await accounts.clearFactors(user, tx);
    });
    await sessions.revokeAll(user);
    await this.#record(user, 'password.set', user, remote, { clearsFactors: link.clearsFactors });
    return user;
  }

  #record(
    actor: string,
    action: string,
    user: string,
    remote: string,
    detail: Record<string, string | boolean> = {},
  ): Promise<void> {
    return this.#parts.audit.record({ actor, action, target: `user/${user}`, outcome: 'done', detail, remote });
  }
}
