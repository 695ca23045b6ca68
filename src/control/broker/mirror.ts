import type { Change } from '../store/changes.js';
import type { Store } from '../store/store.js';

/** Where the rows of a mirror come from. */
export interface MirrorSource<Row> {
  /** Kinds of changes that concern it. */
  readonly kinds: ReadonlySet<string>;
  /** All rows, or those of these names of a kind. */
  read(only?: { readonly kind: string; readonly names: readonly string[] }): Promise<readonly Row[]>;
  keyOf(row: Row): string;
  /** Of a row that this change is about. */
  keyOfChange(change: Change): string;
}

/** When more changed than this, everything is read again. */
const MOST_STALE = 500;

/**
 * A part of the store in memory. It is read when it is asked for, after something in it changed: whoever asks sees what
 * was told of until then.
 */
export class Mirror<Row> {
  readonly #source: MirrorSource<Row>;
  readonly #rows = new Map<string, Row>();
  readonly #stale = new Map<string, Change>();
  readonly #unsubscribe: () => void;
  #everything = true;
  #reading: Promise<void> | undefined;
  #version = 0;

  constructor(store: Pick<Store, 'changes'>, source: MirrorSource<Row>) {
    this.#source = source;
    this.#unsubscribe = store.changes.subscribe((change) => {
      if (change.kind === '*') this.#everything = true;
      else if (source.kinds.has(change.kind)) this.#stale.set(source.keyOfChange(change), change);
    });
  }

  close(): void {
    this.#unsubscribe();
  }

  /** Grows with each change. */
  get version(): number {
    return this.#version;
  }

  async rows(): Promise<ReadonlyMap<string, Row>> {
    while (this.#everything || 0 < this.#stale.size || this.#reading) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    return this.#rows;
  }

  async #read(): Promise<void> {
    const stale = [...this.#stale];
    const all = this.#everything || MOST_STALE < stale.length;
    this.#everything = false;
    this.#stale.clear();
    try {
      await (all ? this.#readAll() : this.#readStale(stale));
    } catch (error) {
      this.#everything = true;
      throw error;
    }
    this.#version++;
  }

  async #readAll(): Promise<void> {
    const rows = await this.#source.read();
    this.#rows.clear();
    for (const row of rows) this.#rows.set(this.#source.keyOf(row), row);
  }

  async #readStale(stale: readonly (readonly [string, Change])[]): Promise<void> {
    for (const kind of new Set(stale.map(([, change]) => change.kind))) {
      const names = stale.filter(([, change]) => change.kind === kind).map(([, { name }]) => name);
      const rows = await this.#source.read({ kind, names });
      for (const [key, change] of stale) if (change.kind === kind) this.#rows.delete(key);
      for (const row of rows) this.#rows.set(this.#source.keyOf(row), row);
    }
  }
}
