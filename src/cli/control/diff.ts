import { isDeepStrictEqual } from 'node:util';
import type { KindName } from '../../control/resources/kinds.js';
import { secretFields } from '../../control/resources/shape.js';

type Value = unknown;
type Fields = Readonly<Record<string, Value>>;

/** One difference between what is there and what shall be. */
export interface Difference {
  readonly sign: '+' | '-' | '~';
  readonly path: string;
  readonly before?: Value;
  readonly after?: Value;
}

const HIDDEN = '(secret)';

const isObject = (value: Value): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Field by field. Secrets are never shown, and as nobody can read them, those that are given always differ. */
export function differences(kind: KindName, before: Fields | undefined, after: Fields): Difference[] {
  const secrets = new Set(secretFields(kind));
  const visible = (fields: Fields): Fields =>
    Object.fromEntries(Object.entries(fields).filter(([key]) => !secrets.has(key)));
  const given = [...secrets].filter((key) => after[key] !== undefined);
  return [
    ...compare(visible(before ?? {}), visible(after), ''),
    ...given.map((path) => ({ sign: before ? ('~' as const) : ('+' as const), path, before: HIDDEN, after: HIDDEN })),
  ];
}

function compare(before: Value, after: Value, path: string): Difference[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => compare(before[key], after[key], path === '' ? key : `${path}.${key}`));
  }
  if (before === undefined) return [{ sign: '+', path, after }];
  if (after === undefined) return [{ sign: '-', path, before }];
  return [{ sign: '~', path, before, after }];
}
