import type { Logger } from '../../logger.js';
import type { Broker } from '../broker/broker.js';
import type { Leases } from '../broker/leases.js';
import type { Trail } from '../diagnostics/trail.js';
import type { HealthChecker } from '../health/checker.js';
import type { ImageUpdate } from '../scaling/image-update.js';
import type { Scaler } from '../scaling/scaler.js';
import type { Store } from '../store/store.js';
import type { RunningSessions } from './running.js';
import type { UserSessions } from './user-sessions.js';

export interface RoundsParts {
  readonly store: Store;
  readonly gateway: string;
  readonly trail: Pick<Trail, 'closeLeftOpen' | 'forget'>;
  /** How long trails are kept, in milliseconds. */
  readonly keepTrailsMs: number;
  readonly leases: Leases;
  readonly broker: Broker;
  readonly checker: HealthChecker;
  readonly running: RunningSessions;
  readonly userSessions: UserSessions;
  readonly scaler: Scaler;
  readonly images: ImageUpdate;
  readonly logger: Logger;
}

const EVERY_MS = 1000;
const SCALE_EVERY_MS = 60_000;
/** A gateway that does not renew its lease for so long is gone. */
const LEASE_MS = 30_000;
/** Each renewal is written. */
const RENEWED_MS = 10_000;
const GATEWAY = 'gateway/';
const ROUNDS = 'rounds';

/**
 * What gateways do over and over. Each looks after its own sessions; for queues, checks and whatever concerns everybody
 * there is one that holds the lease.
 */
export class Rounds {
  readonly #parts: RoundsParts;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #checking: Promise<void> = Promise.resolve();
  #busy = false;
  readonly #renewedAt = new Map<string, number>();
  #scaledAt = Number.NEGATIVE_INFINITY;
  #tidied = false;
  #scaling: Promise<void> = Promise.resolve();

  constructor(parts: RoundsParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      // A round that takes long is not overtaken by the next.
      if (!this.#busy) void this.round();
    }, EVERY_MS).unref();
    void this.round();
  }

  async stop(): Promise<void> {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#round;
    await Promise.all([this.#checking, this.#scaling]);
    await this.#parts.leases.release(GATEWAY + this.#parts.gateway);
    await this.#parts.leases.release(ROUNDS);
  }

  /** One round now. Never rejects. */
  round(): Promise<void> {
    this.#busy = true;
    this.#round = this.#run()
      .catch((err) => this.#parts.logger.error({ err }, 'Round failed'))
      .finally(() => {
        this.#busy = false;
      });
    return this.#round;
  }

  /** Once after a start: connections that gateways left open which are long gone. */
  async #tidy(alive: ReadonlySet<string>): Promise<void> {
    const { store, trail } = this.#parts;
    const rows = await store.db
      .selectFrom('connection')
      .select('gateway')
      .distinct()
      .where('ended_at', 'is', null)
      .execute();
    for (const { gateway } of rows) if (!alive.has(GATEWAY + gateway)) await trail.closeLeftOpen(gateway);
    this.#tidied = true;
  }

  /** Resolves when what the last round began is done. */
  async settled(): Promise<void> {
    await Promise.all([this.#checking, this.#scaling]);
  }

  async #run(): Promise<void> {
    const { store, gateway, running, broker, userSessions, checker } = this.#parts;
    running.tick();
    if (!(await this.#holds(GATEWAY + gateway)) || !(await this.#holds(ROUNDS))) return;
    await this.#endOfGateways();
    const pools = await userSessions.sweep();
    for (const pool of pools) await broker.place(pool);
    await broker.tick();
    // Hosts that do not answer hold up checks, and nothing else.
    this.#checking = checker.run().catch((err) => this.#parts.logger.error({ err }, 'Checks failed'));
    if (store.now() < this.#scaledAt + SCALE_EVERY_MS) return;
    this.#scaledAt = store.now();
    this.#scaling = this.#scaling
      .then(() => this.#scale())
      .catch((err) => this.#parts.logger.error({ err }, 'Scaling failed'));
  }

  /** A lease that was renewed a moment ago is ours. */
  async #holds(lease: string): Promise<boolean> {
    const { store, leases } = this.#parts;
    const now = store.now();
    if (now < (this.#renewedAt.get(lease) ?? Number.NEGATIVE_INFINITY) + RENEWED_MS) return true;
    const held = await leases.take(lease, LEASE_MS);
    if (held) this.#renewedAt.set(lease, now);
    else this.#renewedAt.delete(lease);
    return held;
  }

  async #scale(): Promise<void> {
    await this.#parts.scaler.run();
    await this.#parts.images.run();
    await this.#parts.trail.forget(this.#parts.store.now() - this.#parts.keepTrailsMs);
  }

  /** What gateways had that are gone: hosts may keep the sessions, and people may come back to them. */
  async #endOfGateways(): Promise<void> {
    const alive = await this.#parts.leases.held(GATEWAY);
    const rows = await this.#parts.store.db
      .selectFrom('user_session')
      .select('gateway')
      .distinct()
      .where('state', 'in', ['active', 'disconnected'])
      .where('open', '=', 1)
      .execute();
    for (const { gateway } of rows) {
      if (alive.has(GATEWAY + gateway)) continue;
      await this.#parts.userSessions.leftBehind(gateway);
      await this.#parts.trail.closeLeftOpen(gateway);
    }
    if (!this.#tidied) await this.#tidy(alive);
  }
}
