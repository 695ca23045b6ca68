import { keepsColumns } from '../dialect.js';

/** Each connection keeps what it has prepared for as long as it lives. */
const MOST_NAMES = 500;
/** More come of lists, whose statements are as many as their lengths. */
const MOST_PARAMETERS = 20;

/** Names under which the server keeps statements prepared; to plan one takes longer than to run it. */
export class StatementNames {
  #names = new Map<string, string | undefined>();
  #count = 0;

  /** Undefined for a statement that is not kept: it is new, one of too many, or not of the kind that comes again. */
  of(sql: string, parameters: number): string | undefined {
    if (!keepsColumns(sql)) {
      this.#names = new Map();
      return undefined;
    }
    const name = this.#names.get(sql);
    if (name !== undefined || parameters === 0 || MOST_PARAMETERS < parameters) return name;
    if (!this.#names.has(sql)) {
      // From the second time on; many come only once.
      if (this.#names.size < MOST_NAMES) this.#names.set(sql, undefined);
      return undefined;
    }
    const made = `sluice_${++this.#count}`;
    this.#names.set(sql, made);
    return made;
  }
}
