import { GatewayError } from '../../errors.js';
import type { Resources } from '../resources/repository.js';
import type { Accounts } from './accounts.js';
import type { OneTimeLinks } from './links.js';
import type { Parts } from './parts.js';

const PAGE = 200;

/**
 * First start: while nobody is administrator of everything, a one-time link lets whoever reads the gateway's output become
 * the first one.
 */
export class Setup {
  readonly #parts: Parts;
  readonly #accounts: Accounts;
  readonly #links: OneTimeLinks;

  constructor(parts: Parts, accounts: Accounts, links: OneTimeLinks) {
    this.#parts = parts;
    this.#accounts = accounts;
    this.#links = links;
  }

  /** Path of a new link, with the token where no server sees it; undefined when there is an administrator. */
  async path(): Promise<string | undefined> {
    if (await hasAdministrator(this.#parts.resources)) {
      await this.#links.forget('setup', null);
      return undefined;
    }
    const { token } = await this.#links.make('setup', this.#parts.settings.setupLink);
    return `/setup#${token}`;
  }

  /** Makes the administrator. Throws LINK_INVALID, REQUEST_INVALID, and CONFLICT when somebody was faster. */
  async complete(
    { token, name, displayName, password }: { token: string; name: string; displayName: string; password: string },
    remote: string,
  ): Promise<void> {
    if (!(await this.#links.look('setup', token))) throw new GatewayError('LINK_INVALID');
    const hash = await this.#accounts.hashNew(password, [name, displayName]);
    await this.#parts.resources.within(async (resources, tx) => {
      if (!(await this.#links.use('setup', token, tx))) throw new GatewayError('LINK_INVALID');
      if (await hasAdministrator(resources))
        throw new GatewayError('CONFLICT', {}, { detail: 'there is an administrator' });
      const present = await resources.get('user', name);
      await resources.put('user', name, { ...present?.body, displayName, disabled: false });
      const role = { principal: { user: name }, role: 'Administrator', scope: '/' };
      await resources.put('role-assignment', 'first-administrator', role);
      await this.#accounts.setPassword(name, hash, tx);
      await this.#accounts.clearFactors(name, tx);
      await this.#links.forget('setup', null, tx);
    });
    await this.#parts.audit.record({ actor: name, action: 'setup', target: `user/${name}`, outcome: 'done', remote });
  }
}

/** Is somebody, or a group, administrator of everything? */
async function hasAdministrator(resources: Resources): Promise<boolean> {
  let after: string | undefined;
  do {
    const page = await resources.list('role-assignment', { after, limit: PAGE });
    if (page.items.some(({ body: { role, scope } }) => role === 'Administrator' && scope === '/')) return true;
    after = page.next;
  } while (after !== undefined);
  return false;
}
