/** The generated parts of `docs/config.md`. */
import { type JsonSchema, jsonSchema, leaves } from './leaves.js';

/** One table of all settings and one of the fields of a desktop. */
export function configTables(): { readonly settings: string; readonly desktop: string } {
  const settings = leaves().map(({ path, environment, schema }) => row(path.join('.'), schema, `\`${environment}\``));
  const fields = Object.entries(jsonSchema().properties?.desktops?.items?.properties ?? {});
  return {
    settings: table(['setting', 'type', 'default', 'what it does', 'environment'], settings),
    desktop: table(
      ['field', 'type', 'default', 'what it does'],
      fields.map(([name, schema]) => row(name, schema)),
    ),
  };
}

const row = (name: string, schema: JsonSchema, ...rest: string[]): string[] => [
  `\`${name}\``,
  typeName(schema),
  schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``,
  schema.description ?? '',
  ...rest,
];

function typeName(schema: JsonSchema): string {
  if (schema['x-type'] !== undefined) return schema['x-type'];
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' ');
  if (schema.items) return `list of ${schema.items.properties ? 'desktops' : typeName(schema.items)}`;
  return String(schema.type);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
