import { z } from 'zod';
import { RequestInvalid } from '../request-invalid.js';
import { explain } from '../resources/check.js';

/** Checks a value against a schema. Throws REQUEST_INVALID with everything that is wrong. */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const known = (path: readonly PropertyKey[]): readonly string[] => (path.length === 0 ? fields : []);
  throw new RequestInvalid(result.error.issues.flatMap((issue) => explain(issue as never, [], known)));
}

/** The query as an object: a list where the schema has one, and where a name comes twice, which the schema then refuses. */
export function queryObject(query: URLSearchParams, schema: z.ZodObject): Record<string, string | string[]> {
  const lists = new Set(Object.keys(schema.shape).filter((name) => isList(schema.shape[name])));
  const values = [...new Set(query.keys())].map((name) => {
    const all = query.getAll(name);
    return [name, lists.has(name) || 1 < all.length ? all : all[0]] as const;
  });
  return Object.fromEntries(values);
}

function isList(schema: unknown): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return isList(schema.unwrap());
  }
  return schema instanceof z.ZodArray;
}
