import { stringify } from 'yaml';
import type { KindName } from '../../control/resources/kinds.js';
import { references } from '../../control/resources/shape.js';
import type { ShownResource } from './resources.js';

export const FORMATS = ['table', 'json', 'yaml'] as const;
export type Format = (typeof FORMATS)[number];

/** Resources as text. YAML is what `apply` reads, JSON what the gateway answered. */
export function showResources(kind: KindName, items: readonly ShownResource[], format: Format): string {
  if (format === 'json') return `${JSON.stringify({ items }, null, 2)}\n`;
  if (format === 'yaml') return items.map((item) => `---\n${stringify(documentOf(item))}`).join('');
  return table(kind, items);
}

const documentOf = ({ kind, name, spec }: ShownResource) => ({ kind, name, spec });

/** Names, and what each names in turn. */
function table(kind: KindName, items: readonly ShownResource[]): string {
  const named = items.map(({ spec }) => references(kind, spec).filter(({ field }) => !field.includes('.')));
  const fields = [...new Set(named.flat().map(({ field }) => field))];
  const rows = items.map(({ name, version, updatedAt, spec }, index) => [
    name,
    text(spec['displayName']),
    ...fields.map((field) => named[index].find((one) => one.field === field)?.name ?? ''),
    String(version),
    updatedAt,
  ]);
  return align([['NAME', 'DISPLAY NAME', ...fields.map(heading), 'VERSION', 'CHANGED'], ...rows]);
}

const text = (value: unknown): string => (typeof value === 'string' ? value.replace(/\s+/g, ' ') : '');
const heading = (field: string): string => field.replace(/[A-Z]/g, (letter) => ` ${letter}`).toUpperCase();

function align(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column]))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
