import type { Config } from '../../config/schema.js';
import { type ErrorCode, GatewayError, hasCode } from '../../errors.js';
import type { Logger } from '../../logger.js';
import type { CredentialSource } from '../../session/credential-desk.js';
import type { Session } from '../../session/session.js';
import type { Rights, SessionHost } from '../../session/session-options.js';
import type { Trail } from '../diagnostics/trail.js';
import type { Actor } from '../identity/actor.js';
import type { SignedIn, Visit } from '../identity/visit.js';
import type { SessionRights } from '../policy/rights.js';
import type { RunningSessions } from '../sessions/running.js';
import type { Store } from '../store/store.js';
import { findPublication } from './assigned.js';
import { type CredentialParts, credentialSource } from './credentials.js';
import type { Grant, Grants } from './grants.js';
import type { MyResources } from './my-resources.js';
import type { Request } from './placing.js';
import type { Published } from './published.js';
import { rdpSettings } from './rdp-settings.js';
import { sessionHostOf } from './session-host.js';
import { sessionRights } from './session-rights.js';

/** Who comes with a grant, and to which address of the gateway. */
export interface GrantVisit extends Visit {
  /** Origin and path below which the gateway stands, without a final slash. */
  readonly base: string;
}

/** A session that may be opened, with everything that the data path needs for it. */
export interface Permitted {
  /** Name that people see. */
  readonly name: string;
  readonly keyboardLayout?: number;
  readonly host: SessionHost;
  readonly credentials?: CredentialSource;
  readonly brokered: {
    /** Id that the session has to have. */
    readonly id: string;
    readonly rights: Rights;
    /** The session is there. */
    opened(session: Session): void;
    /** There is none after all. */
    failed(error: unknown): void;
  };
}

/** What a grant opens. */
export type Opening =
  | { readonly type: 'new'; readonly desktop: Permitted }
  /** A session that goes on. */
  | { readonly type: 'resume'; readonly session: string }
  /** Somebody else's session, to look at. */
  | { readonly type: 'watch'; readonly session: string };

export interface DoorParts extends CredentialParts {
  readonly store: Store;
  readonly grants: Grants;
  readonly published: Published;
  readonly running: RunningSessions;
  readonly myResources: MyResources;
  readonly trail: Trail;
  readonly identity: { authenticate(visit: Visit): Promise<SignedIn | undefined> };
  readonly config: Pick<Config, 'sessions' | 'trustStore'>;
  readonly gateway: string;
  readonly logger: Logger;
}

/** Where grants are redeemed: the only way from the control plane into the data path. */
export class Door {
  readonly #parts: DoorParts;

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  /**
   * Spends a grant. Throws GRANT_INVALID for one that is forged, expired, used, for another gateway, or not for the
   * person and browser session that come with it.
   */
  async redeem(
    token: string,
    visit: GrantVisit,
  ): Promise<{ opening: Opening; browserSession: string; setCookies: readonly string[] }> {
    const { grants, identity } = this.#parts;
    const grant = await grants.verify(token, visit.base);
    const signedIn = await identity.authenticate(visit);
    const { user, session } = signedIn?.actor ?? {};
    if (!signedIn || user !== grant.user || session !== grant.browserSession) {
      throw new GatewayError('GRANT_INVALID', { user: grant.user }, { detail: 'it is for another browser session' });
    }
    await grants.use(grant);
    const opening =
      'watch' in grant.opens
        ? await this.#watch(grant.opens.watch, signedIn.actor)
        : await this.#open(grant, grant.opens.request, signedIn.actor);
    return { opening, browserSession: grant.browserSession, setCookies: signedIn.setCookies };
  }

  /** Tells of each of the browser sessions that `known` names when it ends; returns how to stop. */
  onSignedOut(known: () => Iterable<string>, ended: (browserSession: string) => void): () => void {
    const { store, logger } = this.#parts;
    return store.changes.subscribe(({ kind, name }) => {
      if (kind === 'browser_session') ended(name);
      if (kind !== '*') return;
      endedOf([...known()], store)
        .then((missed) => missed.forEach(ended))
        .catch((err) => logger.error({ err }, 'Sessions of those who signed out not ended'));
    });
  }

  async #watch(session: string, actor: Actor): Promise<Opening> {
    const { running } = this.#parts;
    if (!running.watched(session, actor.displayName)) {
      throw new GatewayError('SESSION_NOT_FOUND', { session }, { detail: 'it is not on this gateway' });
    }
    return { type: 'watch', session };
  }

  async #open(grant: Grant, id: string, actor: Actor): Promise<Opening> {
    const { running, myResources, trail } = this.#parts;
    const request = await this.#take(grant, id);
    const { activity_id, kind, name, resumed } = request;
    const session = request.session_id!;
    await myResources.noteUse(actor.user, { kind, name });
    if (resumed === 0) return { type: 'new', desktop: await this.#permit(request, session, actor) };
    if (!running.has(session)) throw new GatewayError('SESSION_ENDED', { session });
    trail.checkpoint(activity_id, 'desktop', { resumed: true });
    trail.end(activity_id, { frames: 0, bytes: 0 });
    return { type: 'resume', session };
  }

  /** The request and its reservation are this gateway's session from now on. */
  #take(grant: Grant, id: string): Promise<Request> {
    const { store, gateway } = this.#parts;
    const now = store.now();
    return store.transaction(async (tx, changed) => {
      const request = await tx
        .updateTable('broker_request')
        .set({ state: 'redeemed', since: now })
        .where('id', '=', id)
        .where('state', '=', 'granted')
        .where('grant_id', '=', grant.id)
        .returningAll()
        .executeTakeFirst();
      if (!request) throw new GatewayError('GRANT_INVALID', { request: id }, { detail: 'it was taken back' });
      if (request.resumed === 0) {
        const { numUpdatedRows } = await tx
          .updateTable('user_session')
          .set({ state: 'active', open: 1, gateway, since: now, expires_at: null })
          .where('id', '=', request.session_id)
          .where('state', '=', 'reserved')
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw new GatewayError('GRANT_INVALID', { request: id }, { detail: 'it expired' });
      }
      changed({ kind: 'user-session', name: request.session_id! });
      return request;
    });
  }

  async #permit(request: Request, id: string, actor: Actor): Promise<Permitted> {
    const { store, published, running, trail, config } = this.#parts;
    const snapshot = await published.current();
    const { kind, name, activity_id: activityId, host_pool: hostPool } = request;
    const publication = findPublication(snapshot, { kind, name });
    const host = snapshot.hosts.get(request.host ?? '');
    const failed = (error: unknown): void => {
      const code: ErrorCode = hasCode(error) ? error.code : 'INTERNAL';
      void running.neverOpened(id, code);
      trail.end(activityId, { code, frames: 0, bytes: 0 });
    };
    if (!publication || !host) {
      const error = new GatewayError('GRANT_INVALID', { host: request.host ?? '' }, { detail: 'it is gone' });
      failed(error);
      throw error;
    }
    const pool = publication.pool.body;
    const { keyboardLayout, ...allowed } = rdpSettings(pool.rdpProperties);
    const policy = JSON.parse(request.rights) as SessionRights;
    const person = actor.displayName === actor.user ? actor.user : `${actor.displayName} (${actor.user})`;
    const rights = sessionRights({ rights: policy, pool: allowed, person, now: store.now() });
    const browserSession = actor.session;
    const credentials = credentialSource(pool.credentials, { user: actor.user, browserSession }, this.#parts);
    const record = { activityId, user: actor.user, host: host.name, hostPool, endsAt: rights.endsAt };
    return {
      name: publication.displayName,
      host: sessionHostOf({ pool, host: host.body, application: publication.application?.body }, config),
      ...(keyboardLayout !== undefined && { keyboardLayout }),
      ...(credentials && { credentials }),
      brokered: { id, rights, opened: (session) => running.opened(session, record), failed },
    };
  }
}

/** Which of these browser sessions are there no more. */
async function endedOf(known: readonly string[], { db }: Store): Promise<string[]> {
  const ended = new Set(known);
  for (let from = 0; from < known.length; from += BATCH) {
    const some = known.slice(from, from + BATCH);
    const rows = await db.selectFrom('browser_session').select('id').where('id', 'in', some).execute();
    for (const { id } of rows) ended.delete(id);
  }
  return [...ended];
}

const BATCH = 500;
