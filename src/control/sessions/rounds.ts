import type { Logger } from '../../logger.js';
import type { Broker } from '../broker/broker.js';
import type { Leases } from '../broker/leases.js';
import type { HealthChecker } from '../health/checker.js';
import type { ImageUpdate } from '../scaling/image-update.js';
import type { Scaler } from '../scaling/scaler.js';
import type { Store } from '../store/store.js';
import type { RunningSessions } from './running.js';
import type { UserSessions } from './user-sessions.js';

export interface RoundsParts {
  readonly store: Store;
  readonly gateway: string;
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
const GATEWAY = 'gateway/';

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
  #scaledAt = Number.NEGATIVE_INFINITY;
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
    await this.#parts.leases.release('rounds');
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

  /** Resolves when what the last round began is done. */
  async settled(): Promise<void> {
    await Promise.all([this.#checking, this.#scaling]);
  }

  async #run(): Promise<void> {
    const { store, leases, gateway, running, broker, userSessions, checker } = this.#parts;
    running.tick();
    await leases.take(GATEWAY + gateway, LEASE_MS);
    if (!(await leases.take('rounds', LEASE_MS))) return;
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

  async #scale(): Promise<void> {
    await this.#parts.scaler.run();
    await this.#parts.images.run();
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
      if (!alive.has(GATEWAY + gateway)) await this.#parts.userSessions.leftBehind(gateway);
    }
  }
}
