import { wireInvalid } from './header.js';

/** Checks one field of a message and gives it its type. Throws WIRE_INVALID. */
export type Field<T> = (value: unknown, message: string, field: string) => T;

type Fields<T> = { readonly [K in keyof T]-?: Field<T[K]> };

/** Reads and writes one record: its fields in a fixed order, nothing else. */
export interface Schema<T> {
  read(value: Readonly<Record<string, unknown>>): T;
  /** The fields that have a value, for MessagePack. */
  write(value: T): Record<string, unknown>;
}

/** Fields that the schema does not know are ignored, so that a newer peer may add some. */
export function record<T extends object>(message: string, fields: Fields<T>): Schema<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return {
    read(value) {
      const result: Partial<T> = {};
      for (const name of names) {
        const field = fields[name](own(value, name), message, name);
        if (field !== undefined) result[name] = field;
      }
      return result as T;
    },
    write(value) {
      const result: Record<string, unknown> = {};
      for (const name of names) if (value[name] !== undefined) result[name] = value[name];
      return result;
    },
  };
}

/** A record whose `kind` chooses among several. */
export function variant<T extends { readonly kind: string }>(
  message: string,
  kinds: { readonly [K in T['kind']]: Schema<Omit<Extract<T, { kind: K }>, 'kind'>> },
): Schema<T> {
  const schemas = new Map(Object.entries<Schema<object>>(kinds));
  return {
    read(value) {
      const kind = own(value, 'kind');
      const schema = typeof kind === 'string' ? schemas.get(kind) : undefined;
      if (!schema) throw wireInvalid(message, 'kind', String(kind).slice(0, 32));
      return { kind, ...schema.read(value) } as T;
    },
    write(value) {
      return { kind: value.kind, ...schemas.get(value.kind)?.write(value) };
    },
  };
}

export const integer =
  (min: number, max: number): Field<number> =>
  (value, message, field) => {
    if (typeof value === 'number' && Number.isInteger(value) && min <= value && value <= max) return value;
    throw wireInvalid(message, field, shown(value));
  };

/** A finite number, such as a time stamp or a duration in ms. */
export const finite =
  (min: number, max: number): Field<number> =>
  (value, message, field) => {
    if (typeof value === 'number' && min <= value && value <= max) return value;
    throw wireInvalid(message, field, shown(value));
  };

export const boolean: Field<boolean> = (value, message, field) => {
  if (typeof value === 'boolean') return value;
  throw wireInvalid(message, field, shown(value));
};

/** At most `max` UTF-16 code units. The value is kept out of the error: it may be a password. */
export const text =
  (max: number): Field<string> =>
  (value, message, field) => {
    if (typeof value === 'string' && value.length <= max) return value;
    throw wireInvalid(message, field);
  };

export const bytes =
  (max: number): Field<Uint8Array> =>
  (value, message, field) => {
    if (value instanceof Uint8Array && value.length <= max) return value;
    throw wireInvalid(message, field);
  };

export const oneOf =
  <T extends string>(names: readonly T[]): Field<T> =>
  (value, message, field) => {
    const name = names.find((candidate) => candidate === value);
    if (name !== undefined) return name;
    throw wireInvalid(message, field, shown(value));
  };

export const optional =
  <T>(inner: Field<T>): Field<T | undefined> =>
  (value, message, field) =>
    value === undefined || value === null ? undefined : inner(value, message, field);

/** A field that may be missing, and then stands for `missing`. */
export const orElse =
  <T>(missing: T, inner: Field<T>): Field<T> =>
  (value, message, field) =>
    value === undefined || value === null ? missing : inner(value, message, field);

export const nested =
  <T>(schema: Schema<T>): Field<T> =>
  (value, message, field) => {
    if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
      return schema.read(value as Record<string, unknown>);
    }
    throw wireInvalid(message, field, shown(value));
  };

/** Inherited names such as `constructor` are no fields. */
const own = (value: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;

const shown = (value: unknown): number | string => (typeof value === 'number' ? value : typeof value);
