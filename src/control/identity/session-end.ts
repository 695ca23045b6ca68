import type { Store } from '../store/store.js';
import type { Parts } from './parts.js';
import type { SessionRow } from './session-row.js';

type Which = Partial<Pick<SessionRow, 'user_name' | 'id' | 'issuer' | 'subject' | 'provider' | 'provider_session'>>;

/** Ends sessions and tells whoever wants to know; returns how many. */
export async function endSessions({ db, changes }: Store, which: Which, except?: string): Promise<number> {
  const ended = await db
    .deleteFrom('browser_session')
    .where((eb) => eb.and(which))
    .$if(except !== undefined, (query) => query.where('id', '!=', except!))
    .returning('id')
    .execute();
  for (const { id } of ended) changes.publish({ kind: 'browser_session', name: id });
  return ended.length;
}

/**
 * Ends sessions when their user is disabled, or their provider is disabled or removed. Returns how to stop. (Those of a
 * user who is removed go with the user; and each request asks whether its user is disabled, whatever is missed here.)
 */
export function endWithTheirReason({ store, resources, logger }: Parts): () => void {
  const work: Readonly<Record<string, (name: string) => Promise<void>>> = {
    user: async (name) => {
      const user = await resources.get('user', name);
      if (user?.body.disabled) await endSessions(store, { user_name: name });
    },
    'identity-provider': async (name) => {
      const provider = await resources.get('identity-provider', name);
      if (!provider || provider.body.disabled) await endSessions(store, { provider: name });
    },
  };
  return store.changes.subscribe(({ kind, name }) => {
    if (!Object.hasOwn(work, kind)) return;
    work[kind](name).catch((err) => logger.warn({ err, kind }, 'Browser sessions not ended'));
  });
}
