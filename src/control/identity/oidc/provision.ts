import type { Selectable, Transaction } from 'kysely';
import { GatewayError } from '../../../errors.js';
import { name as nameField } from '../../resources/fields.js';
import type { Body } from '../../resources/kinds.js';
import type { ProviderIdentityRow } from '../../store/tables/identity.js';
import type { Tables } from '../../store/tables.js';
import type { Parts } from '../parts.js';
import type { Person } from './claims.js';
import type { Provider } from './provider.js';

/**
 * The user that somebody at a provider is here: the one bound to issuer and subject, which never change hands (OpenID
 * Connect Core section 5.7), or a new one. The user name in the token decides only the first time.
 */
export class Provisioning {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Throws PROVIDER_REFUSED when the person cannot be a user, and CONFLICT when the user name is somebody else's. */
  async userOf(provider: Provider, issuer: string, subject: string, person: Person): Promise<string> {
    const { store, resources } = this.#parts;
    const bound = await store.db
      .selectFrom('provider_identity')
      .innerJoin('resource as user', (join) =>
        join
          .onRef('user.kind', '=', 'provider_identity.user_kind')
          .onRef('user.name', '=', 'provider_identity.user_name'),
      )
      .select(['provider_identity.user_name', 'user.body'])
      .where('issuer', '=', issuer)
      .where('subject', '=', subject)
      .executeTakeFirst();
    if (!bound) return this.#bind(provider, { issuer, subject }, person);
    const body = JSON.parse(bound.body) as Body<'user'>;
    if (body.disabled) throw new GatewayError('ACCOUNT_DISABLED', { user: bound.user_name });
    const current = { ...body, ...known(person) };
    if (JSON.stringify(current) !== JSON.stringify(body)) await resources.put('user', bound.user_name, current);
    return bound.user_name;
  }

  async #bind(provider: Provider, at: { issuer: string; subject: string }, person: Person): Promise<string> {
    const { userName } = person;
    if (!nameField.safeParse(userName).success) {
      const claim = provider.body.claims.userName;
      throw new GatewayError('PROVIDER_REFUSED', {}, { detail: `claim "${claim}" is missing or no user name` });
    }
    const name = userName!;
    return this.#parts.resources.within(async (resources, tx) => {
      await lockUser(tx, name);
      const present = await resources.get('user', name);
      if (!present && !provider.body.createUsers) {
        throw new GatewayError(
          'PROVIDER_REFUSED',
          {},
          { detail: `"${name}" is not a user here; ask an administrator` },
        );
      }
      if (present?.body.disabled) throw new GatewayError('ACCOUNT_DISABLED', { user: name });
      const put = await resources.put('user', name, { displayName: name, ...present?.body, ...known(person) });
      if (!put.created) {
        // There before, or made by another sign-in that this one waited for: perhaps the same person's.
        const bound = await userAt(tx, at);
        if (bound !== undefined) return bound;
        await checkFree(tx, name);
        if (present?.body.identityProvider !== provider.name) throw meantForAnother(name, provider.name);
      }
      const row = { ...at, user_name: name, provider: provider.name, created_at: this.#parts.store.now() };
      await tx.insertInto('provider_identity').values(row).execute();
      return name;
    });
  }

  /** Whom providers sign in as a user. */
  async bindingsOf(user: string): Promise<readonly Pick<ProviderIdentityRow, 'provider' | 'issuer' | 'subject'>[]> {
    return this.#parts.store.db
      .selectFrom('provider_identity')
      .select(['provider', 'issuer', 'subject'])
      .where('user_name', '=', user)
      .orderBy('created_at')
      .execute();
  }

  /** Lets the next who signs in under this name, from the user's provider, be this user. */
  async release(user: string): Promise<number> {
    const { numDeletedRows } = await this.#parts.store.db
      .deleteFrom('provider_identity')
      .where('user_name', '=', user)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }
}

/** Of two sign-ins under one name the second waits here. */
const lockUser = (tx: Transaction<Tables>, name: string): Promise<unknown> =>
  tx
    .selectFrom('resource')
    .select('name')
    .where('kind', '=', 'user')
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst();

async function userAt(
  tx: Transaction<Tables>,
  { issuer, subject }: { issuer: string; subject: string },
): Promise<string | undefined> {
  const bound = await tx
    .selectFrom('provider_identity')
    .select('user_name')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return bound?.user_name;
}

/** A user who has a password, or whom a provider signed in before, is taken. */
async function checkFree(tx: Transaction<Tables>, user: string): Promise<void> {
  const account = await tx.selectFrom('account').select('user_name').where('user_name', '=', user).executeTakeFirst();
  const other = await tx.selectFrom('provider_identity').selectAll().where('user_name', '=', user).executeTakeFirst();
  if (account || other) throw taken(user, other);
}

const taken = (user: string, other: Selectable<ProviderIdentityRow> | undefined): GatewayError =>
  new GatewayError(
    'CONFLICT',
    { user },
    {
      detail: other
        ? `"${user}" signs in with "${other.provider}"; an administrator can release the name`
        : `"${user}" has a local account; an administrator can rename one of the two`,
    },
  );

/** A name alone is no proof: any provider can put any name into a token. */
const meantForAnother = (user: string, provider: string): GatewayError =>
  new GatewayError(
    'CONFLICT',
    { user },
    { detail: `"${user}" is a user whom "${provider}" is not named for; an administrator can set identityProvider` },
  );

/** What the token says replaces what was there. */
function known({ displayName, email, userPrincipalName }: Person): Partial<Body<'user'>> {
  return {
    ...(displayName === undefined ? {} : { displayName }),
    ...(email === undefined ? {} : { email }),
    ...(userPrincipalName === undefined ? {} : { userPrincipalName }),
  };
}
