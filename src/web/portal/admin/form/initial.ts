import { branches, isUnion, type Schema } from '../document.js';

type Resolve = (schema: Schema) => Schema;

/** What a field begins with when somebody adds it. */
export function initialValue(given: Schema, resolve: Resolve): unknown {
  const schema = resolve(given);
  if (schema.default !== undefined) return structuredClone(schema.default);
  if (schema.const !== undefined) return schema.const;
  if (isUnion(schema)) return initialValue(branches(schema)[0], resolve);
  switch (schema.type) {
    case 'object': {
      const fields = (schema.required ?? []).map((name) => [
        name,
        initialValue(schema.properties?.[name] ?? {}, resolve),
      ]);
      return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
    }
    case 'array':
      return (schema.minItems ?? 0) > 0 && schema.items && resolve(schema.items).enum === undefined
        ? [initialValue(schema.items, resolve) ?? '']
        : [];
    case 'boolean':
      return false;
    default:
      return undefined;
  }
}

/** Which branch of a union a value is of: objects are told by their constants and the names of their fields. */
export function branchOf(schema: Schema, value: unknown, resolve: Resolve): number {
  const all = branches(schema).map(resolve);
  return all.findIndex((branch) => {
    if (branch.const !== undefined) return branch.const === value;
    if (branch.type === 'array') return Array.isArray(value);
    if (branch.type !== 'object') return typeof value === branch.type;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const has = (name: string): boolean => Object.hasOwn(value, name);
    const fits = Object.entries(branch.properties ?? {}).every(
      ([name, field]) => field.const === undefined || (value as Record<string, unknown>)[name] === field.const,
    );
    return fits && (branch.required ?? []).every(has);
  });
}

/** Without what is empty: a field that nobody filled in is not there. */
export function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).map(([name, inner]) => [name, compact(inner)] as const);
  return Object.fromEntries(kept.filter(([, inner]) => inner !== undefined));
}
