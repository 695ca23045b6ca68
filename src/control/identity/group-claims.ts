import type { Body } from '../resources/kinds.js';
import { EVERYTHING } from '../store/changes.js';
import type { Store } from '../store/store.js';

/** Which groups a provider's claim makes somebody a member of; read once, and again when a group changes. */
export class GroupClaims {
  readonly #store: Store;
  readonly #stop: () => void;
  #groups: Promise<ReadonlyMap<string, readonly string[]>> | undefined;

  constructor(store: Store) {
    this.#store = store;
    this.#stop = store.changes.subscribe(({ kind }) => {
      if (kind === 'group' || kind === EVERYTHING.kind) this.#groups = undefined;
    });
  }

  async groupsOf(provider: string, values: readonly string[]): Promise<readonly string[]> {
    if (values.length === 0) return [];
    this.#groups ??= this.#read();
    const groups = await this.#groups;
    return values.flatMap((value) => groups.get(keyOf(provider, value)) ?? []);
  }

  close(): void {
    this.#stop();
  }

  #read(): Promise<ReadonlyMap<string, readonly string[]>> {
    const reading = this.#load();
    // What could not be read is tried again by whoever asks next.
    reading.catch(() => {
      if (this.#groups === reading) this.#groups = undefined;
    });
    return reading;
  }

  async #load(): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await this.#store.db
      .selectFrom('resource')
      .select(['name', 'body'])
      .where('kind', '=', 'group')
      .execute();
    const groups = new Map<string, string[]>();
    for (const { name, body } of rows) {
      for (const { provider, value } of (JSON.parse(body) as Body<'group'>).claims) {
        const key = keyOf(provider, value);
        groups.set(key, [...(groups.get(key) ?? []), name]);
      }
    }
    return groups;
  }
}

const keyOf = (provider: string, value: string): string => `${provider}\0${value}`;
