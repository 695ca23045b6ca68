import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Leaves out what zod says besides the format, and that integers are below 2⁵³. */
function plain(schema: Record<string, unknown>): void {
  if (schema['format'] === 'date-time' || schema['format'] === 'uuid') delete schema['pattern'];
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
}

const DEFS = '#/$defs/';
const COMPONENTS = '#/components/schemas/';

/**
 * JSON schemas of an OpenAPI document. A zod schema with an `id` becomes a component, once. What has defaults looks
 * different in answers, where nothing is missing: such a component is there a second time with `Answer` behind its name,
 * so requests have to come first.
 */
export class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  request(schema: z.ZodType): JsonSchema {
    return this.#add(schema, 'input');
  }

  answer(schema: z.ZodType): JsonSchema {
    return this.#add(schema, 'output');
  }

  #add(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const {
      $schema: _,
      $defs = {},
      ...root
    } = z.toJSONSchema(schema, {
      io,
      unrepresentable: 'any',
      override: ({ jsonSchema }) => plain(jsonSchema),
    });
    const defs = $defs as Readonly<Record<string, JsonSchema>>;
    const { id } = root as { id?: unknown };
    if (typeof id !== 'string') return this.#placed(root, defs, io);
    return { $ref: COMPONENTS + this.#place(id, root, defs, io) };
  }

  /** The name under which it stands. */
  #place(id: string, schema: JsonSchema, defs: Readonly<Record<string, JsonSchema>>, io: 'input' | 'output'): string {
    const { id: _, ...rest } = this.#placed(schema, defs, io);
    const known = this.schemas[id];
    if (known === undefined || isDeepStrictEqual(known, rest)) {
      this.schemas[id] = rest;
      return id;
    }
    const name = `${id}Answer`;
    const other = this.schemas[name];
    if (io === 'input' || (other !== undefined && !isDeepStrictEqual(other, rest))) {
      throw new Error(`two schemas are called ${id}`);
    }
    this.schemas[name] = rest;
    return name;
  }

  /** The schema with what it refers to put among the components. */
  #placed(schema: JsonSchema, defs: Readonly<Record<string, JsonSchema>>, io: 'input' | 'output'): JsonSchema {
    const visit = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(visit);
      if (typeof value !== 'object' || value === null) return value;
      const { $ref, ...rest } = value as JsonSchema;
      const others = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, visit(inner)]));
      if (typeof $ref !== 'string' || !$ref.startsWith(DEFS)) return $ref === undefined ? others : { $ref, ...others };
      const id = $ref.slice(DEFS.length);
      return { $ref: COMPONENTS + this.#place(id, defs[id], defs, io), ...others };
    };
    return visit(schema) as JsonSchema;
  }
}
