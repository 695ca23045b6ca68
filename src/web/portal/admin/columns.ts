import { words } from '../strings.js';
import type { Description, Kind, Schema } from './document.js';

export interface Column {
  readonly field: string;
  readonly label: string;
  readonly schema: Schema;
}

/** So many fields are seen in a list beside the name; the rest is on the resource's own page. */
const MOST = 4;

/** Which fields a list shows: what says most in least room, told by the schema alone. */
export function columnsOf({ schema }: Kind, description: Description): Column[] {
  const { properties = {}, required = [] } = schema;
  const ranked = Object.entries(properties).map(([field, raw]) => {
    const own = description.resolve(raw);
    return { field, label: words(field), schema: own, rank: rankOf(field, own, required.includes(field)) };
  });
  return ranked
    .filter(({ rank }) => rank > 0)
    .sort((one, other) => other.rank - one.rank)
    .slice(0, MOST)
    .map(({ rank: _, ...column }) => column);
}

function rankOf(field: string, schema: Schema, required: boolean): number {
  if (field === 'displayName' || field === 'description' || schema['x-secret'] || schema.pattern?.startsWith('^data:'))
    return 0;
  const more = required ? 10 : 0;
  if (schema['x-reference'] !== undefined) return required ? 15 : 2;
  if (schema.enum !== undefined) return 5 + more;
  if (schema.anyOf !== undefined) return required ? 14 : 1;
  if (schema.type === 'string') return required ? 13 : 1;
  if (schema.type === 'boolean' || schema.type === 'integer') return 3 + more;
  if (schema.type === 'array' && schema.items?.type === 'string') return 2 + more;
  return 0;
}

/** A value in a few words. */
export function shorten(value: unknown): string {
  if (value === undefined || value === '' || value === null) return '';
  if (Array.isArray(value)) return value.map(shorten).join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([key, inner]) => (Object.keys(value).length === 1 ? shorten(inner) : `${key}: ${shorten(inner)}`))
      .join(', ');
  }
  return String(value);
}
