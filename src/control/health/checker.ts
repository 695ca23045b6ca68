import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '../../errors.js';
import type { Logger } from '../../logger.js';
import { type ProbeOptions, probeHost } from '../../transport/probe-host.js';
import type { Described, Published, Snapshot } from '../broker/published.js';
import { reachedBy } from '../broker/session-host.js';
import type { Store } from '../store/store.js';
import type { Found, HostStates } from './host-states.js';

/** Checks at a time; each is a socket and a TLS handshake. */
const AT_ONCE = 128;
/** Hosts of which a check is due are looked for so many at a time. */
const BATCH = 1000;
/** Checks begin so far apart, unless there are too many: the gateway has sessions to serve between them. */
const APART_MS = 4;
const BATCH_MS = 1000;
/** Checks of many hosts spread over this part of their interval. */
const JITTER = 0.2;

export interface CheckerParts {
  readonly store: Store;
  readonly published: Published;
  readonly states: HostStates;
  readonly trustStore: string;
  readonly logger: Logger;
  readonly probe?: (options: ProbeOptions) => Promise<number>;
  /** From 0 to 1. */
  readonly random?: () => number;
  /** Hosts of this pool serve again. */
  readonly available: (hostPool: string) => void;
}

/** Checks session hosts as each connection to them begins, each as often as its pool says. One gateway does, for all. */
export class HealthChecker {
  readonly #parts: Required<CheckerParts>;
  #running: Promise<void> | undefined;

  constructor(parts: CheckerParts) {
    this.#parts = { probe: probeHost, random: Math.random, ...parts };
  }

  /** Checks what is due. Resolves when it is done; a second call while it runs waits for the same. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Checks one host now. */
  async check(name: string): Promise<void> {
    const snapshot = await this.#parts.published.current();
    await this.#addMissing(snapshot);
    await this.#check(snapshot, name);
  }

  async #run(): Promise<void> {
    const { published, store } = this.#parts;
    const snapshot = await published.current();
    await this.#addMissing(snapshot);
    for (;;) {
      const due = await store.db
        .selectFrom('host_state')
        .select('host_name')
        .where('next_check_at', '<=', store.now())
        .orderBy('next_check_at')
        .limit(BATCH)
        .execute();
      const queue = due.map(({ host_name }) => host_name);
      const apart = Math.min(APART_MS, BATCH_MS / due.length);
      const began = performance.now();
      const worker = async (): Promise<void> => {
        for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
          const early = began + (due.length - 1 - queue.length) * apart - performance.now();
          if (early > 0) await delay(early);
          await this.#check(snapshot, name);
        }
      };
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker));
      if (due.length < BATCH) return;
    }
  }

  /** The first checks of many hosts spread over their interval. */
  async #addMissing({ hosts, states, pools }: Snapshot): Promise<void> {
    const { store, random } = this.#parts;
    const missing = [...hosts.values()].filter(({ name }) => !states.has(name));
    const spread = missing.length > AT_ONCE;
    const rows = missing.map(({ name, body }) => {
      const interval = pools.get(body.hostPool)?.body.health.intervalMs ?? 0;
      return { name, nextCheckAt: store.now() + (spread ? Math.floor(random() * interval) : 0) };
    });
    await this.#parts.states.add(rows);
    for (const { name } of rows) store.changes.publish({ kind: 'host-state', name });
  }

  async #check(snapshot: Snapshot, name: string): Promise<void> {
    const { states, store, random, available, logger } = this.#parts;
    const host = snapshot.hosts.get(name);
    const pool = host && snapshot.pools.get(host.body.hostPool);
    const interval = pool?.body.health.intervalMs ?? 60_000;
    const next = (): number => store.now() + Math.round(interval * (1 - JITTER * random()));
    if (!host || !pool) return states.update(name, { next_check_at: next() }, false);
    try {
      const found = await this.#ask(host, pool);
      const serves = await states.checked(name, found, next());
      if ('problem' in found) logger.debug({ host: name, code: found.problem }, 'Session host failed its check');
      if (serves) available(pool.name);
    } catch (err) {
      logger.error({ err, host: name }, 'Session host not checked');
    }
  }

  async #ask(host: Described<'session-host'>, pool: Described<'host-pool'>): Promise<Found> {
    const { timeoutMs } = pool.body.health;
    const { probe, trustStore } = this.#parts;
    try {
      const options = reachedBy({ pool: pool.body, host: host.body }, trustStore);
      const timeouts = { dialMs: timeoutMs, handshakeMs: timeoutMs };
      return { latencyMs: await probe({ ...options, timeouts }) };
    } catch (error) {
      return { problem: hasCode(error) ? error.code : 'INTERNAL' };
    }
  }
}
