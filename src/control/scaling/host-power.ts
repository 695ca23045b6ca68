import { GatewayError, hasCode } from '../../errors.js';
import type { Logger } from '../../logger.js';
import type { Audit } from '../audit/audit.js';
import type { Described, Published } from '../broker/published.js';
import type { HostStates } from '../health/host-states.js';
import type { Store } from '../store/store.js';
import { type HostProvider, hostProvider, type ProvidedHost } from './host-provider.js';

/** A host that did not start is not tried again for so long. */
const AVOID_MS = 5 * 60_000;

export interface HostPowerParts {
  readonly store: Store;
  readonly published: Published;
  readonly states: HostStates;
  readonly audit: Audit;
  readonly logger: Logger;
  /** A host was started, or could not be: those who wait for it have to be looked at. */
  readonly settled: (hostPool: string, host: string) => Promise<void>;
}

/** Starts and stops session hosts through the provider of their pool, and notes how they are. */
export class HostPower {
  readonly #parts: HostPowerParts;
  /** Commands of one host run one after another. */
  readonly #busy = new Map<string, Promise<void>>();

  constructor(parts: HostPowerParts) {
    this.#parts = parts;
  }

  /** Throws CONFLICT where nobody can start it, and HOST_START_FAILED. `actor` is who wants it. */
  start(host: string, actor: string, image?: ProvidedHost['image']): Promise<void> {
    return this.#one(host, async (pool, provider, provided) => {
      const { states, settled } = this.#parts;
      await states.setPower(host, 'starting');
      try {
        await this.#audited(actor, 'session-host.start', host, () =>
          provider.start({ ...provided, ...(image && { image }) }),
        );
        // The check finds out when it answers; it is due now.
        await states.update(host, { next_check_at: this.#parts.store.now() });
      } catch (error) {
        const avoid_until = this.#parts.store.now() + AVOID_MS;
        await states.setPower(host, 'stopped', { avoid_until, problem: hasCode(error) ? error.code : 'INTERNAL' });
        await settled(pool, host);
        throw error;
      }
      await settled(pool, host);
    });
  }

  /** Throws CONFLICT where nobody can stop it, and HOST_START_FAILED when the command fails. */
  stop(host: string, actor: string): Promise<void> {
    return this.#one(host, async (_pool, provider, provided) => {
      const { states } = this.#parts;
      await states.setPower(host, 'stopping');
      try {
        const power = await this.#audited(actor, 'session-host.stop', host, () => provider.stop(provided));
        await states.setPower(host, power, { health: 'unavailable', problem: 'HOST_UNREACHABLE', warned_at: null });
      } catch (error) {
        await states.setPower(host, 'unknown');
        throw error;
      }
    });
  }

  /** Signs a person out on a host; false where that cannot be done from here. Throws HOST_START_FAILED. */
  async signOut(host: string, user: string): Promise<boolean> {
    const { hosts, pools } = await this.#parts.published.current();
    const described = hosts.get(host);
    const pool = described && pools.get(described.body.hostPool);
    if (!described || !pool) return false;
    const { address } = described.body;
    return hostProvider(pool.body.provider).signOut({ name: host, address }, user);
  }

  /** What the provider says of it; nothing where it cannot say. */
  async report(host: Described<'session-host'>, pool: Described<'host-pool'>): Promise<void> {
    const { states, logger } = this.#parts;
    try {
      const power = await hostProvider(pool.body.provider).report({ name: host.name, address: host.body.address });
      const before = await states.get(host.name);
      // A host that was told to start is thought to until it answers.
      const isBusy = this.#busy.has(host.name) || before?.power === 'starting';
      if (power && !isBusy && before && before.power !== power) await states.setPower(host.name, power);
    } catch (err) {
      logger.warn({ err, host: host.name }, 'Provider does not say how a host is');
    }
  }

  /** Resolves when no command runs. */
  async idle(): Promise<void> {
    await Promise.all(this.#busy.values());
  }

  async #one(
    host: string,
    work: (pool: string, provider: HostProvider, provided: ProvidedHost) => Promise<void>,
  ): Promise<void> {
    const before = this.#busy.get(host) ?? Promise.resolve();
    const done = before.then(() => this.#with(host, work));
    const settled = done
      .catch(() => {})
      .finally(() => {
        if (this.#busy.get(host) === settled) this.#busy.delete(host);
      });
    this.#busy.set(host, settled);
    await done;
  }

  async #with(
    host: string,
    work: (pool: string, provider: HostProvider, provided: ProvidedHost) => Promise<void>,
  ): Promise<void> {
    const { hosts, pools } = await this.#parts.published.current();
    const described = hosts.get(host);
    const pool = described && pools.get(described.body.hostPool);
    if (!described || !pool) throw new GatewayError('NOT_FOUND', { host });
    const provider = hostProvider(pool.body.provider);
    if (!provider.able) throw new GatewayError('CONFLICT', { host }, { detail: 'nobody can start or stop its hosts' });
    await work(pool.name, provider, { name: host, address: described.body.address });
  }

  async #audited<T>(actor: string, action: string, host: string, work: () => Promise<T>): Promise<T> {
    const { audit } = this.#parts;
    const entry = { actor, action, target: `session-host/${host}` };
    try {
      const result = await work();
      await audit.record({ ...entry, outcome: 'done' });
      return result;
    } catch (error) {
      const detail = { error: (error as Error).message.slice(0, 500) };
      await audit.record({ ...entry, outcome: 'failed', detail });
      throw error;
    }
  }
}
