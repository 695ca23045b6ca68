/** What configuration is made of: a file, the environment and the command line, each a partial tree over the former. */
import { readFileSync } from 'node:fs';
import { GatewayError } from '../errors.js';
import { type JsonSchema, type Leaf, leaves } from './leaves.js';
import { nearest } from './nearest.js';

/** Edits by which a variable may differ from a setting's before it is taken for something else. */
const SLIP = 2;

export type Tree = { [key: string]: unknown };

export function fromFile(file: string): Tree {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw refused(file, 'file cannot be read', error);
  }
  try {
    const tree: unknown = JSON.parse(text);
    if (isTree(tree)) return tree;
  } catch (error) {
    throw refused(file, (error as Error).message, error);
  }
  throw refused(file, 'not a JSON object');
}

/**
 * Every setting outside lists has a variable; a list is given as JSON. Other variables that begin with `SLUICE_` may hold
 * secrets and are left alone, unless one is so near to a setting's that it must be a slip.
 */
export function fromEnvironment(env: NodeJS.ProcessEnv): Tree {
  const known = new Map(leaves().map((leaf) => [leaf.environment, leaf]));
  const tree: Tree = {};
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith('SLUICE_') || text === undefined) continue;
    const leaf = known.get(name);
    if (leaf) {
      assign(tree, leaf.path, parse(leaf, text, name));
      continue;
    }
    const meant = nearest(name, known.keys(), SLIP);
    if (meant !== undefined) throw refused(name, `unknown variable, did you mean ${meant}?`);
  }
  return tree;
}

/** Settings such as `listen.port=9000`. */
export function fromAssignments(assignments: readonly string[]): Tree {
  const known = new Map(leaves().map((leaf) => [leaf.path.join('.'), leaf]));
  const tree: Tree = {};
  for (const assignment of assignments) {
    const [, key, text] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
    if (key === undefined) throw refused(assignment, 'not of the form key=value');
    const leaf = known.get(key);
    if (!leaf) throw refused(key, unknownKey(key, known.keys()));
    assign(tree, leaf.path, parse(leaf, text, key));
  }
  return tree;
}

export function unknownKey(key: string, known: Iterable<string>): string {
  const meant = nearest(key, known);
  return meant === undefined ? 'unknown key' : `unknown key, did you mean "${meant}"?`;
}

/** The second tree over the first. Lists are replaced, not joined. */
export function merge(under: Tree, over: Tree): Tree {
  const merged: Tree = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const below = merged[key];
    merged[key] = isTree(below) && isTree(value) ? merge(below, value) : value;
  }
  return merged;
}

export const refused = (path: string, detail: string, cause?: unknown): GatewayError =>
  new GatewayError('CONFIG_INVALID', { path }, { detail: `${path}: ${detail}`, cause });

function parse(leaf: Leaf, text: string, name: string): unknown {
  if (acceptsText(leaf.schema)) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused(name, `not a ${leaf.schema.type}`, error);
  }
}

const acceptsText = (schema: JsonSchema): boolean => schema.type === 'string' || schema['x-type'] !== undefined;

function assign(tree: Tree, path: readonly string[], value: unknown): void {
  let at = tree;
  for (const key of path.slice(0, -1)) {
    at[key] ??= {};
    at = at[key] as Tree;
  }
  at[path[path.length - 1]] = value;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
