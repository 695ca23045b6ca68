import type { Updateable } from 'kysely';
import { type ErrorCode, GatewayError } from '../../errors.js';
import type { Logger } from '../../logger.js';
import type { Session } from '../../session/session.js';
import type { Status } from '../../session/session-options.js';
import type { CheckpointName, Trail } from '../diagnostics/trail.js';
import type { HostStates } from '../health/host-states.js';
import type { Store } from '../store/store.js';
import type { UserSessionRow } from '../store/tables/session.js';
import { HOST_KEEPS_MS } from './kept-by-host.js';

/** What is kept of a session besides the session itself. */
export interface SessionRecord {
  readonly activityId: string;
  readonly user: string;
  readonly host: string;
  readonly hostPool: string;
  /** When it has to end. */
  readonly endsAt: number | undefined;
}

/** The part of a session that is looked at here. */
export type RunningSession = Pick<Session, 'id' | 'on' | 'closed' | 'figures' | 'notify' | 'close' | 'viewerCount'>;

export interface RunningParts {
  readonly store: Store;
  readonly states: HostStates;
  readonly trail: Trail;
  readonly gateway: string;
  readonly logger: Logger;
  /** There may be room for somebody who waits. */
  readonly place: (hostPool: string) => Promise<void>;
  /** Signs a person out on a host; false where that cannot be done from here. */
  readonly signOut: (host: string, user: string) => Promise<boolean>;
}

interface Kept {
  readonly session: RunningSession;
  readonly record: SessionRecord;
  wasActive: boolean;
  sampled: { at: number; frames: number; bytes: number };
}

const SAMPLE_MS = 10_000;

/** Progress of a connection in the words of the trail; what is not here is no step of its own. */
const STEPS: Readonly<Record<string, CheckpointName>> = {
  dialed: 'tcp',
  tls: 'tls',
  nla: 'nla',
  licensed: 'licence',
  activated: 'desktop',
};

/** Ended as somebody asked. */
const IN_ORDER: ReadonlySet<ErrorCode> = new Set([
  'SESSION_ENDED',
  'HOST_LOGGED_OFF',
  'SESSION_DISCONNECTED',
  'SESSION_SIGNED_OUT',
  'SESSION_LIFETIME',
]);
/** The host has nothing left of it. */
const GONE: ReadonlySet<ErrorCode> = new Set(['HOST_LOGGED_OFF', 'SESSION_SIGNED_OUT']);
/** The host is to blame for a connection that never was. */
const HOST_TROUBLE =
  /^(HOST_(NOT_FOUND|UNREACHABLE|TIMEOUT|CLOSED|ERROR|LICENSE|NOT_AUTHENTIC)|SECURITY_|CERTIFICATE_|PDU_)/;

/** Sessions of this gateway that grants opened: what becomes of them is written down, and what is ordered is done. */
export class RunningSessions {
  readonly #parts: RunningParts;
  readonly #kept = new Map<string, Kept>();
  readonly #unsubscribe: () => void;
  /** Writes about one session are in order. */
  readonly #writing = new Map<string, Promise<void>>();
  #ordering: Promise<void> = Promise.resolve();

  constructor(parts: RunningParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.store.changes.subscribe(({ kind, name }) => {
      if (kind === '*' || (kind === 'session-order' && name === parts.gateway)) this.#obey();
      if (kind === '*' || kind === 'user') this.#endDisabled(kind === 'user' ? name : undefined);
    });
  }

  /** Resolves when everything is written down. */
  async close(): Promise<void> {
    this.#unsubscribe();
    await this.flush();
  }

  async flush(): Promise<void> {
    await this.#ordering;
    await Promise.all(this.#writing.values());
  }

  get size(): number {
    return this.#kept.size;
  }

  has(id: string): boolean {
    return this.#kept.has(id);
  }

  opened(session: RunningSession, record: SessionRecord): void {
    const { trail, store } = this.#parts;
    const kept: Kept = { session, record, wasActive: false, sampled: { at: store.now(), frames: 0, bytes: 0 } };
    this.#kept.set(session.id, kept);
    session.on('status', (status) => this.#progress(kept, status));
    session.on('shown', () => trail.checkpoint(record.activityId, 'firstPixel'));
    session.on('viewers', (count) => this.#viewers(kept, count));
    void session.closed.then((reason) => this.#closed(kept, reason));
  }

  /** The data path had no room for it. */
  async neverOpened(id: string, code: ErrorCode): Promise<void> {
    const now = this.#parts.store.now();
    await this.#set(id, { state: 'ended', open: 0, since: now, ended_at: now, code });
  }

  /** Somebody begins to look: the person is told. False when there is no such session here. */
  watched(id: string, who: string): boolean {
    const kept = this.#kept.get(id);
    kept?.session.notify({ title: 'Somebody is looking', text: `${who} sees this session.` });
    return kept !== undefined;
  }

  /** What time brings: the end of those that may last no longer, figures, and orders that were missed. */
  tick(): void {
    const now = this.#parts.store.now();
    for (const kept of this.#kept.values()) {
      const { endsAt } = kept.record;
      if (endsAt !== undefined && endsAt <= now)
        void kept.session.close({ reason: new GatewayError('SESSION_LIFETIME') });
      if (kept.sampled.at + SAMPLE_MS <= now) this.#sample(kept, now);
    }
    if (this.#kept.size > 0) this.#obey();
  }

  #progress(kept: Kept, { state, checkpoint }: Status): void {
    const { record, session } = kept;
    const step = checkpoint === undefined ? undefined : STEPS[checkpoint];
    if (step) this.#parts.trail.checkpoint(record.activityId, step);
    if (state !== 'active' || kept.wasActive) return;
    kept.wasActive = true;
    this.#write(session.id, () => this.#parts.states.reached(record.host));
  }

  #viewers({ session }: Kept, count: number): void {
    const state = count > 0 ? 'active' : 'disconnected';
    this.#write(session.id, () => this.#set(session.id, { state, since: this.#parts.store.now() }));
  }

  #sample({ session, record, sampled }: Kept, now: number): void {
    const { frames, bytes, roundTripMs } = session.figures;
    const seconds = (now - sampled.at) / 1000;
    if (frames > sampled.frames && roundTripMs !== undefined) {
      this.#parts.trail.sample(record.activityId, {
        roundTripMs,
        bytesPerSecond: (bytes - sampled.bytes) / seconds,
        framesPerSecond: (frames - sampled.frames) / seconds,
      });
    }
    Object.assign(sampled, { at: now, frames, bytes });
  }

  #closed({ session, record, wasActive }: Kept, reason: GatewayError): void {
    const { trail, store, states, place } = this.#parts;
    const { code } = reason;
    this.#kept.delete(session.id);
    const { frames, bytes } = session.figures;
    const failed = !IN_ORDER.has(code) && { code, cause: reason.message };
    trail.end(record.activityId, { ...failed, frames, bytes });
    const isGone = !wasActive || GONE.has(code) || reason.context.program === 'closed';
    const now = store.now();
    this.#write(session.id, async () => {
      await this.#set(session.id, {
        ...{ state: isGone ? 'ended' : 'disconnected', open: 0, since: now, code: failed ? code : null },
        ...(isGone ? { ended_at: now } : { expires_at: now + HOST_KEEPS_MS }),
      });
      if (!wasActive && HOST_TROUBLE.test(code)) await states.failed(record.host, code);
      await place(record.hostPool);
    });
  }

  /** A session that was replaced meanwhile stays over. */
  async #set(id: string, values: Updateable<UserSessionRow>): Promise<void> {
    await this.#parts.store.transaction(async (tx, changed) => {
      await tx.updateTable('user_session').set(values).where('id', '=', id).where('state', '!=', 'ended').execute();
      changed({ kind: 'user-session', name: id });
    });
  }

  #obey(): void {
    this.#ordering = this.#ordering
      .then(() => this.#takeOrders())
      .catch((err) => this.#parts.logger.error({ err }, 'Orders for sessions not taken'));
  }

  async #takeOrders(): Promise<void> {
    const orders = await this.#parts.store.db
      .deleteFrom('session_order')
      .where('gateway', '=', this.#parts.gateway)
      .returningAll()
      .execute();
    for (const { session_id, action, detail } of orders.sort((a, b) => a.created_at - b.created_at)) {
      const kept = this.#kept.get(session_id);
      if (!kept) continue;
      if (action === 'message') kept.session.notify(JSON.parse(detail));
      else if (action === 'logOff') await this.#logOff(kept);
      else void kept.session.close({ reason: new GatewayError('SESSION_DISCONNECTED') });
    }
  }

  /** Where the host cannot be told, leaving is all that can be done; the person begins a new session next time. */
  async #logOff({ session, record }: Kept): Promise<void> {
    const { signOut, logger } = this.#parts;
    try {
      await signOut(record.host, record.user);
    } catch (err) {
      logger.warn({ err, host: record.host }, 'Person not signed out on the host');
    }
    void session.close({ reason: new GatewayError('SESSION_SIGNED_OUT') });
  }

  /** Whoever may not sign in any more has no session either. */
  #endDisabled(user: string | undefined): void {
    const users = new Set([...this.#kept.values()].map(({ record }) => record.user));
    const concerned = user === undefined ? [...users] : users.has(user) ? [user] : [];
    if (concerned.length === 0) return;
    this.#ordering = this.#ordering
      .then(async () => {
        const rows = await this.#parts.store.db
          .selectFrom('resource')
          .select(['name', 'body'])
          .where('kind', '=', 'user')
          .where('name', 'in', concerned)
          .execute();
        const allowed = new Set(rows.filter(({ body }) => !JSON.parse(body).disabled).map(({ name }) => name));
        for (const { session, record } of this.#kept.values()) {
          const gone = concerned.includes(record.user) && !allowed.has(record.user);
          if (gone) void session.close({ reason: new GatewayError('ACCOUNT_DISABLED') });
        }
      })
      .catch((err) => this.#parts.logger.error({ err }, 'Sessions of disabled people not ended'));
  }

  #write(id: string, work: () => Promise<void>): void {
    const written = (this.#writing.get(id) ?? Promise.resolve())
      .then(work)
      .catch((err) => this.#parts.logger.error({ err, sessionId: id }, 'State of a session not written'))
      .finally(() => {
        if (this.#writing.get(id) === written) this.#writing.delete(id);
      });
    this.#writing.set(id, written);
  }
}
