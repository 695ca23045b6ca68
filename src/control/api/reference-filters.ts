import { z } from 'zod';
import { name } from '../resources/fields.js';
import type { Kind } from '../resources/kind.js';
import type { KindName } from '../resources/kinds.js';

/** Filters of a list: one parameter for each kind that descriptions of this kind name, as `?hostPool=office`. */
export class ReferenceFilters {
  readonly shape: Readonly<Record<string, z.ZodOptional<z.ZodString>>>;
  readonly #kinds: ReadonlyMap<string, KindName>;

  constructor({ schema }: Kind) {
    const kinds = [...kindsNamedIn(z.toJSONSchema(schema, { io: 'input' }))];
    this.#kinds = new Map(kinds.map((kind) => [camelCase(kind), kind]));
    this.shape = Object.fromEntries(
      [...this.#kinds].map(([parameter, kind]) => [
        parameter,
        name
          .clone()
          .meta({ description: `Only those that name this ${kind}.` })
          .optional(),
      ]),
    );
  }

  /** The filters of a checked query. */
  read(query: Readonly<Record<string, unknown>>): { kind: KindName; name: string }[] {
    return [...this.#kinds].flatMap(([parameter, kind]) => {
      const value = query[parameter];
      return typeof value === 'string' ? [{ kind, name: value }] : [];
    });
  }
}

function kindsNamedIn(schema: object, found = new Set<KindName>()): Set<KindName> {
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'x-reference') found.add(value as KindName);
    else if (typeof value === 'object' && value !== null) kindsNamedIn(value, found);
  }
  return found;
}

const camelCase = (kind: string): string => kind.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
