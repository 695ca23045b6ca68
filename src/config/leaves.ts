import { z } from 'zod';
import { schema } from './schema.js';

/** The parts of JSON Schema that our schema turns into. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  /** Our own: `duration`, `size` or `secret`. */
  readonly 'x-type'?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
}

export const jsonSchema = (): JsonSchema => z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;

/** One setting that has a value of its own. */
export interface Leaf {
  readonly path: readonly string[];
  readonly environment: string;
  readonly schema: JsonSchema;
}

/** Every setting outside lists. Lists, such as `desktops`, are one leaf. */
export function leaves(node: JsonSchema = jsonSchema(), path: readonly string[] = []): Leaf[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    if (key.startsWith('$')) return [];
    const here = [...path, key];
    return child.properties ? leaves(child, here) : [{ path: here, environment: environmentName(here), schema: child }];
  });
}

/** `listen.allowPlainHttp` is `SLUICE_LISTEN_ALLOW_PLAIN_HTTP`. */
const environmentName = (path: readonly string[]): string =>
  `SLUICE_${path.map((key) => key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()).join('_')}`;
