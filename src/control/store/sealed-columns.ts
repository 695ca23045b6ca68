/** Every column that holds sealed values. Whoever adds one adds it here, or a rotation of keys leaves it behind. */
import { boundTo } from '../resources/secrets.js';
import { KEY_CHECK_BOUND } from './key-check.js';
import type { Tables } from './tables.js';

type Row = Readonly<Record<string, string | null>>;

export interface SealedColumn {
  readonly table: keyof Tables;
  /** Columns of its primary key, in order. */
  readonly key: readonly string[];
  readonly column: string;
  /** What the column becomes when every sealed value in it goes through `each`, which is told where it is bound to. */
  reseal(row: Row, each: (sealed: string, bound: string) => string): string;
}

/** One sealed value, bound to what stands in the row. */
const value = (table: keyof Tables, key: string, column: string, bound: (key: string) => string): SealedColumn => ({
  table,
  key: [key],
  column,
  reseal: (row, each) => each(row[column]!, bound(row[key]!)),
});

export const SEALED_COLUMNS: readonly SealedColumn[] = [
  value('property', 'name', 'value', () => KEY_CHECK_BOUND),
  {
    table: 'resource',
    key: ['kind', 'name'],
    column: 'sealed',
    reseal: ({ kind, name, sealed }, each) => {
      const entries = Object.entries(JSON.parse(sealed!) as Record<string, string>);
      return JSON.stringify(
        Object.fromEntries(entries.map(([field, text]) => [field, each(text, boundTo(kind!, name!, field))])),
      );
    },
  },
  value('account', 'user_name', 'totp', (user) => `totp/${user}`),
  value('browser_session', 'id', 'id_token', (id) => `browser-session/${id}`),
  value('grant_key', 'id', 'secret', (id) => `grant-key/${id}`),
  value('sign_in', 'hash', 'state', (hash) => `sign-in/${hash}`),
];
