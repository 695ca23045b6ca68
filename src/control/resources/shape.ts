/** Where in a kind's descriptions names of other resources and secrets stand, read once from its JSON schema. */
import { z } from 'zod';
import { KINDS, type KindName } from './kinds.js';

/** The parts of JSON Schema that kinds turn into. */
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly 'x-reference'?: string;
  readonly 'x-secret'?: boolean;
}

/** A name of another resource in a description. */
export interface Reference {
  /** Such as `people.include.0.user`. */
  readonly field: string;
  readonly kind: KindName;
  readonly name: string;
}

interface Shape {
  readonly schema: Schema;
  /** Names of its secret fields. */
  readonly secrets: readonly string[];
}

const shapes = new Map<KindName, Shape>();

function shapeOf(kind: KindName): Shape {
  const known = shapes.get(kind);
  if (known) return known;
  const schema = z.toJSONSchema(KINDS[kind].schema, { io: 'input' }) as Schema;
  const secrets = Object.entries(schema.properties ?? {}).filter(([, field]) => field['x-secret']);
  const shape = { schema, secrets: secrets.map(([name]) => name) };
  shapes.set(kind, shape);
  return shape;
}

/** Secret fields of a kind; they stand at the top of its descriptions. */
export const secretFields = (kind: KindName): readonly string[] => shapeOf(kind).secrets;

/** Every name of another resource in a checked description. */
export function references(kind: KindName, body: object): Reference[] {
  const found: Reference[] = [];
  walk(shapeOf(kind).schema, body, [], found);
  return found;
}

/** Fields that a description may have at `path`; in a union, those of all its branches. */
export function knownFields(kind: KindName, path: readonly PropertyKey[]): string[] {
  let here: readonly Schema[] = [shapeOf(kind).schema];
  for (const key of path) {
    here = here.flatMap(branches).flatMap((schema) => {
      const next = typeof key === 'number' ? schema.items : schema.properties?.[String(key)];
      return next ? [next] : [];
    });
  }
  return here.flatMap(branches).flatMap((schema) => Object.keys(schema.properties ?? {}));
}

function walk(schema: Schema, value: unknown, path: readonly string[], found: Reference[]): void {
  if (schema['x-reference'] !== undefined && typeof value === 'string') {
    found.push({ field: path.join('.'), kind: schema['x-reference'] as KindName, name: value });
  } else if (Array.isArray(value)) {
    const of = branches(schema).find(({ items }) => items)?.items;
    if (of) for (const [index, item] of value.entries()) walk(of, item, [...path, String(index)], found);
  } else if (typeof value === 'object' && value !== null) {
    const of = branches(schema).find((branch) => fits(branch, value));
    for (const [key, field] of Object.entries(of?.properties ?? {})) {
      walk(field, (value as Record<string, unknown>)[key], [...path, key], found);
    }
  }
}

const branches = (schema: Schema): readonly Schema[] => {
  const choices = schema.anyOf ?? schema.oneOf;
  return choices ? choices.flatMap(branches) : [schema];
};

/** Is it the branch of a union that the value was read by? All objects are strict, so names and constants decide. */
function fits({ properties, required }: Schema, value: object): boolean {
  if (!properties) return false;
  const has = (key: string): boolean => Object.hasOwn(value, key);
  return (
    (required ?? []).every(has) &&
    Object.entries(value).every(([key, field]) => {
      const schema = Object.hasOwn(properties, key) ? properties[key] : undefined;
      return schema !== undefined && (schema.const === undefined || schema.const === field);
    })
  );
}
