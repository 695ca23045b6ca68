/** Secrets of a description: taken out, sealed one by one, and put back for whoever may open them. */
import type { KeyRing } from '../store/key-ring.js';
import type { KindName } from './kinds.js';
import { secretFields } from './shape.js';

/** Sealed values by field; what the column `sealed` holds. */
export type Sealed = Readonly<Record<string, string>>;

/** Where a secret stands: moved to another resource or field it does not open. */
export const boundTo = (kind: string, name: string, field: string): string => `${kind}/${name}/${field}`;

export const readSealed = (text: string | null): Sealed => (text === null ? {} : (JSON.parse(text) as Sealed));

const writeSealed = (sealed: Sealed): string | null =>
  Object.keys(sealed).length === 0 ? null : JSON.stringify(sealed);

/** Takes the secrets out of a checked description. */
export function takeSecrets(kind: KindName, body: object): { body: object; given: Readonly<Record<string, string>> } {
  const given: Record<string, string> = {};
  const rest: Record<string, unknown> = { ...body };
  for (const field of secretFields(kind)) {
    if (typeof rest[field] === 'string') given[field] = rest[field];
    delete rest[field];
  }
  return { body: rest, given };
}

/**
 * What stands in the store after `given` came over what stood there: a secret that is left out stays, an empty one goes.
 * A secret that is the same as before stays as it was sealed, so that nothing changes.
 */
export function mergeSecrets(
  keys: KeyRing,
  where: { readonly kind: string; readonly name: string },
  before: string | null,
  given: Readonly<Record<string, string>>,
): string | null {
  if (Object.keys(given).length === 0) return before;
  const sealed = { ...readSealed(before) } as Record<string, string>;
  for (const [field, text] of Object.entries(given)) {
    const bound = boundTo(where.kind, where.name, field);
    if (text === '') delete sealed[field];
    else if (sealed[field] === undefined || !opensAs(keys, sealed[field], bound, text)) {
      sealed[field] = keys.seal(text, bound);
    }
  }
  return writeSealed(sealed);
}

/** One that does not open any more, because its key is lost, is replaced. */
function opensAs(keys: KeyRing, sealed: string, bound: string, text: string): boolean {
  try {
    return keys.open(sealed, bound) === text;
  } catch {
    return false;
  }
}

export function openSealed(
  keys: KeyRing,
  where: { readonly kind: string; readonly name: string },
  text: string | null,
): Readonly<Record<string, string>> {
  const entries = Object.entries(readSealed(text));
  return Object.fromEntries(
    entries.map(([field, sealed]) => [field, keys.open(sealed, boundTo(where.kind, where.name, field))]),
  );
}
