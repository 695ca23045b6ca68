import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Store } from '../store/store.js';
import type { AuditRow } from '../store/tables/trail.js';
import type { Audit, AuditEntry } from './audit.js';

/** An entry as it is kept. */
export interface AuditRecord extends AuditEntry {
  /** Counts from 1 without a gap. */
  readonly seq: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** SHA-256 over this entry and the hash before it, hexadecimal. */
  readonly hash: string;
}

export interface AuditQuery {
  readonly actor?: string;
  readonly target?: string;
  readonly action?: string;
  readonly outcome?: AuditEntry['outcome'];
  readonly from?: number;
  readonly to?: number;
  /** Only entries before this one: the newest come first. */
  readonly before?: number;
  readonly limit: number;
}

/** What a check of the whole log found. */
export type AuditCheck =
  | { readonly intact: true; readonly entries: number; readonly hash: string }
  /** `seq` is the first entry that is not as it was written, or that is missing. */
  | { readonly intact: false; readonly entries: number; readonly seq: number };

/** Before the first entry. */
const GENESIS = '0'.repeat(64);
const HEAD = 1;
const CHECK_PAGE = 1000;
/** Entries of one transaction. */
const BATCH = 100;

type Entry = Omit<AuditRow, 'seq' | 'hash'>;

interface Waiting {
  readonly row: Entry;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Remembers who did what. Entries are only ever added, and each holds a hash over itself and the one before: whoever
 * changes or removes one has to change all that follow, and a hash that was noted elsewhere shows it.
 */
export class AuditLog implements Audit {
  readonly #store: Store;
  readonly #waiting: Waiting[] = [];
  /** Entries since the start, by action and outcome with a space between. */
  readonly written = new Map<string, number>();
  #writing = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Resolves when the entry is kept. */
  record({ detail = {}, remote = '', ...entry }: AuditEntry): Promise<void> {
    const row = { ...entry, detail: JSON.stringify(detail), remote, at: this.#store.now() };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, resolve, reject });
      if (!this.#writing) void this.#writeWaiting();
    });
  }

  /**
   * One transaction after the other, each with all that came while the one before was written: the chain has one end, and
   * whoever adds to it waits for a disk.
   */
  async #writeWaiting(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) await this.#writeBatch(this.#waiting.splice(0, BATCH));
    this.#writing = false;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#write(batch.map(({ row }) => row));
      for (const { row, resolve } of batch) {
        const what = `${row.action} ${row.outcome}`;
        this.written.set(what, (this.written.get(what) ?? 0) + 1);
        resolve();
      }
    } catch (error) {
      // What is wrong with one is not to cost the others.
      if (batch.length === 1) batch[0].reject(error);
      else for (const one of batch) await this.#writeBatch([one]);
    }
  }

  #write(entries: readonly Entry[]): Promise<void> {
    return this.#store.transaction(async (tx) => {
      await tx
        .insertInto('audit_head')
        .values({ id: HEAD, seq: 0, hash: GENESIS })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
      let { seq, hash } = await tx
        .selectFrom('audit_head')
        .selectAll()
        .where('id', '=', HEAD)
        .forUpdate()
        .executeTakeFirstOrThrow();
      const rows: AuditRow[] = [];
      for (const entry of entries) {
        const row = { ...entry, seq: ++seq };
        hash = hashOf(row, hash);
        rows.push({ ...row, hash });
      }
      await tx.insertInto('audit').values(rows).execute();
      await tx.updateTable('audit_head').set({ seq, hash }).where('id', '=', HEAD).execute();
    });
  }

  /** The newest first. */
  async list({ actor, target, action, outcome, from, to, before, limit }: AuditQuery): Promise<AuditRecord[]> {
    let query = this.#store.db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(limit);
    if (actor !== undefined) query = query.where('actor', '=', actor);
    if (target !== undefined) query = query.where('target', '=', target);
    if (action !== undefined) query = query.where('action', '=', action);
    if (outcome !== undefined) query = query.where('outcome', '=', outcome);
    if (from !== undefined) query = query.where('at', '>=', from);
    if (to !== undefined) query = query.where('at', '<', to);
    if (before !== undefined) query = query.where('seq', '<', before);
    return (await query.execute()).map(recordOf);
  }

  /** Reads the whole log in pages and computes every hash again. */
  async verify(): Promise<AuditCheck> {
    let [seq, hash] = [0, GENESIS];
    for (;;) {
      const rows = await this.#page(seq);
      for (const row of rows) {
        if (row.seq !== seq + 1 || row.hash !== hashOf(row, hash)) return { intact: false, entries: seq, seq: seq + 1 };
        ({ seq, hash } = row);
      }
      if (rows.length < CHECK_PAGE) break;
    }
    // Entries that are written meanwhile are newer than the head that was read before them, never older.
    const head = await this.#store.db.selectFrom('audit_head').selectAll().where('id', '=', HEAD).executeTakeFirst();
    const lost = head !== undefined && (await this.#page(seq)).length === 0 && head.seq > seq;
    return lost ? { intact: false, entries: seq, seq: seq + 1 } : { intact: true, entries: seq, hash };
  }

  #page(after: number): Promise<Selectable<AuditRow>[]> {
    return this.#store.db
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(CHECK_PAGE)
      .execute();
  }
}

/** The order of fields is part of the format. */
const hashOf = (row: Omit<AuditRow, 'hash'>, before: string): string =>
  createHash('sha256')
    .update(
      JSON.stringify([before, row.seq, row.at, row.actor, row.action, row.target, row.outcome, row.detail, row.remote]),
    )
    .digest('hex');

const recordOf = ({ detail, ...row }: Selectable<AuditRow>): AuditRecord => ({ ...row, detail: JSON.parse(detail) });
