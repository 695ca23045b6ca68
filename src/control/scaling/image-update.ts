import type { Logger } from '../../logger.js';
import type { Described, Published, Snapshot } from '../broker/published.js';
import type { HostState, HostStates } from '../health/host-states.js';
import type { Resources } from '../resources/repository.js';
import type { UserSessions } from '../sessions/user-sessions.js';
import type { HostPower } from './host-power.js';
import { hostProvider } from './host-provider.js';

export interface ImageUpdateParts {
  readonly published: Published;
  readonly states: HostStates;
  readonly power: HostPower;
  readonly sessions: UserSessions;
  readonly resources: Resources;
  readonly logger: Logger;
}

type Host = Described<'session-host'>;

const ACTOR = 'image-update';
interface Step {
  readonly image: string | undefined;
  readonly counts: ReadonlyMap<string, number>;
  readonly known: ReadonlyMap<string, HostState>;
}

/** Of the hosts of a pool, so many are taken out of use at a time, and one at least. */
const AT_ONCE = 0.1;

/**
 * Brings the hosts of collections to their image, a few at a time: each takes no new sessions until it is empty, is
 * stopped, and is started with the image. Pools that are validation environments are first.
 */
export class ImageUpdate {
  readonly #parts: ImageUpdateParts;
  /** Hosts that are being stopped and started. */
  readonly #working = new Map<string, Promise<void>>();

  constructor(parts: ImageUpdateParts) {
    this.#parts = parts;
  }

  /** Resolves when everything was begun. */
  async run(): Promise<void> {
    const { published, states, sessions } = this.#parts;
    const snapshot = await published.current();
    const counts = await sessions.counts();
    const known = new Map((await states.all()).map((state) => [state.host_name, state]));
    for (const collection of snapshot.collections.values()) {
      const pools = [...snapshot.pools.values()].filter(
        ({ body }) => body.collection === collection.name && hostProvider(body.provider).able,
      );
      const outdated = (pool: Described<'host-pool'>): Host[] => outdatedIn(snapshot, pool, collection.body.image);
      const first = pools.filter(({ body }) => body.validation);
      const isValidated = first.every((pool) => outdated(pool).length === 0);
      for (const pool of pools) {
        const may = collection.body.image !== undefined && (isValidated || first.includes(pool));
        await this.#step(snapshot, pool, { image: may ? collection.body.image : undefined, counts, known });
      }
    }
  }

  /** Resolves when no host is being stopped or started. */
  async idle(): Promise<void> {
    await Promise.all(this.#working.values());
  }

  async #step(snapshot: Snapshot, pool: Described<'host-pool'>, { image, counts, known }: Step): Promise<void> {
    const { states } = this.#parts;
    const hosts = snapshot.hostsOf.get(pool.name) ?? [];
    const outdated = outdatedIn(snapshot, pool, image);
    const isTaken = ({ name }: Host): boolean => (known.get(name)?.updating_to ?? null) !== null;
    for (const host of hosts) {
      const isOver = isTaken(host) && !outdated.includes(host) && !this.#working.has(host.name);
      if (isOver) await states.update(host.name, { updating_to: null });
    }
    if (image === undefined) return;
    const taken = outdated.filter(isTaken);
    const free = Math.max(1, Math.floor(hosts.length * AT_ONCE)) - taken.length;
    const next = outdated.filter((host) => !isTaken(host)).slice(0, Math.max(free, 0));
    for (const { name } of next) await states.update(name, { updating_to: image });
    for (const host of [...taken, ...next]) {
      if ((counts.get(host.name) ?? 0) === 0 && taken.includes(host)) this.#replace(snapshot, host, image);
    }
  }

  #replace(snapshot: Snapshot, host: Host, image: string): void {
    const { power, resources, states, logger } = this.#parts;
    if (this.#working.has(host.name)) return;
    const version = snapshot.images.get(image)?.body.version ?? '';
    const work = async (): Promise<void> => {
      // Word of what was done a moment ago may still be on its way.
      if ((await resources.get('session-host', host.name))?.body.image === image) return;
      const state = (await states.get(host.name))?.power;
      if (state !== 'stopped' && state !== 'deallocated') await power.stop(host.name, ACTOR);
      await power.start(host.name, ACTOR, { name: image, version });
      const known = await resources.get('session-host', host.name);
      if (known) await resources.put('session-host', host.name, { ...known.body, image });
      await states.update(host.name, { updating_to: null });
    };
    const done = work()
      .catch((err) => logger.warn({ err, host: host.name }, 'Host not brought to its image'))
      .finally(() => this.#working.delete(host.name));
    this.#working.set(host.name, done);
  }
}

const outdatedIn = ({ hostsOf }: Snapshot, { name }: Described<'host-pool'>, image: string | undefined): Host[] =>
  image === undefined ? [] : (hostsOf.get(name) ?? []).filter(({ body }) => body.image !== image).sort(byName);

const byName = (one: Host, other: Host): number => (one.name < other.name ? -1 : 1);
