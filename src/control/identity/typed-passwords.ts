import { EVERYTHING } from '../store/changes.js';
import type { Parts } from './parts.js';

const MOST_KEPT = 10_000;

interface Kept {
  readonly password: string;
  readonly until: number;
}

/**
 * Passwords that people typed at the portal, for session hosts that take the same (`credentials.mode: portal`). Only while
 * there is such a host pool, only in this process's memory, and only as long as the browser session.
 */
export class TypedPasswords {
  readonly #parts: Parts;
  readonly #kept = new Map<string, Kept>();
  readonly #stop: () => void;
  #wanted: Promise<boolean> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#stop = parts.store.changes.subscribe(({ kind, name }) => {
      if (kind === 'browser_session') this.#kept.delete(name);
      if (kind === 'host-pool' || kind === EVERYTHING.kind) this.#wanted = undefined;
    });
  }

  /** Keeps the password under the id of a browser session, or of a step before it, for so long at most. */
  async keep(id: string, password: string, lifetime: number): Promise<void> {
    if (!(await this.#isWanted())) return;
    this.#kept.delete(id);
    this.#kept.set(id, { password, until: this.#parts.store.now() + lifetime });
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
  }

  /** Of a browser session. */
  of(id: string): string | undefined {
    const kept = this.#kept.get(id);
    if (kept && kept.until > this.#parts.store.now()) return kept.password;
    this.#kept.delete(id);
    return undefined;
  }

  /** Of a step that is done: it is not kept for that any more. */
  take(id: string): string | undefined {
    const password = this.of(id);
    this.#kept.delete(id);
    return password;
  }

  /** Forgets what is over, and everything once no pool asks for it. */
  async sweep(): Promise<void> {
    const wanted = await this.#isWanted();
    const now = this.#parts.store.now();
    for (const [id, { until }] of this.#kept) if (!wanted || until <= now) this.#kept.delete(id);
  }

  close(): void {
    this.#stop();
    this.#kept.clear();
  }

  #isWanted(): Promise<boolean> {
    const reading = this.#wanted ?? this.#read();
    this.#wanted = reading;
    reading.catch(() => {
      if (this.#wanted === reading) this.#wanted = undefined;
    });
    return reading;
  }

  async #read(): Promise<boolean> {
    const pool = await this.#parts.store.db
      .selectFrom('resource')
      .select('name')
      .where('kind', '=', 'host-pool')
      // Within text a quotation mark is escaped, so this is the field.
      .where('body', 'like', '%"credentials":{"mode":"portal"%')
      .limit(1)
      .executeTakeFirst();
    return pool !== undefined;
  }
}
