import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseAllDocuments, type Document as YamlDocument } from 'yaml';
import { z } from 'zod';
import { type Issue, RequestInvalid } from '../../control/request-invalid.js';
import { checkBody, explain, type ZodIssue } from '../../control/resources/check.js';
import { name } from '../../control/resources/fields.js';
import { KINDS, type KindName } from '../../control/resources/kinds.js';
import { GatewayError } from '../../errors.js';
import { findKind } from './kind-name.js';

/** A resource as a file describes it. */
export interface Document {
  readonly kind: KindName;
  readonly name: string;
  /** With its defaults. */
  readonly spec: Readonly<Record<string, unknown>>;
  /** Such as `pools.yaml#2`. */
  readonly from: string;
}

const EXTENSIONS = new Set(['.yaml', '.yml', '.json']);
const MAX_BYTES = 16 * 1024 * 1024;

const document = z.strictObject({ kind: z.string(), name, spec: z.unknown() });

/**
 * Reads what is described in a file with any number of YAML or JSON documents, in all such files of a folder, or on
 * standard input for `-`. In an order in which each names only those before it. Throws REQUEST_INVALID with everything
 * that is wrong, and where.
 */
export function readDocuments(path: string): Document[] {
  const issues: Issue[] = [];
  const documents = filesOf(path).flatMap((file) => readFile(file, issues));
  const seen = new Map<string, string>();
  for (const { kind, name, from } of documents) {
    const known = seen.get(`${kind}/${name}`);
    if (known !== undefined) issues.push({ path: from, message: `${kind}/${name} is in ${known} already` });
    seen.set(`${kind}/${name}`, from);
  }
  if (issues.length > 0) throw new RequestInvalid(issues);
  return inOrder(documents);
}

const ORDER = Object.keys(KINDS);

/** Kinds are listed so that each names only those before it. */
export const inOrder = <T extends { readonly kind: KindName }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));

function filesOf(path: string): string[] {
  if (path === '-' || !statSync(path).isDirectory()) return [path];
  const files = readdirSync(path).filter((file) => EXTENSIONS.has(extname(file)));
  if (files.length === 0) throw new GatewayError('USAGE', {}, { detail: `${path} has no .yaml, .yml or .json file` });
  return files.sort().map((file) => join(path, file));
}

function readFile(file: string, issues: Issue[]): Document[] {
  const bytes = readFileSync(file === '-' ? process.stdin.fd : file);
  if (MAX_BYTES < bytes.length) throw new GatewayError('USAGE', {}, { detail: `${file} has more than 16 MiB` });
  const parsed = parseAllDocuments(bytes.toString('utf8'));
  return (Array.isArray(parsed) ? parsed : []).flatMap((one, index) => {
    const from = parsed.length === 1 ? file : `${file}#${index + 1}`;
    try {
      const found = readDocument(one, from);
      return found ? [found] : [];
    } catch (error) {
      if (!(error instanceof RequestInvalid)) throw error;
      issues.push(...error.issues.map(({ path, message }) => ({ path: `${from}${path && `: ${path}`}`, message })));
      return [];
    }
  });
}

/** Undefined for an empty document, as comments between two lines `---` are. */
function readDocument(parsed: YamlDocument, from: string): Document | undefined {
  const [error] = parsed.errors;
  if (error) throw new RequestInvalid([{ path: '', message: error.message.split('\n')[0] }]);
  const value = toValue(parsed);
  if (value === null || value === undefined) return undefined;
  const result = document.safeParse(value);
  if (!result.success) {
    const known = (): readonly string[] => Object.keys(document.shape);
    throw new RequestInvalid(result.error.issues.flatMap((issue) => explain(issue as ZodIssue, [], known)));
  }
  const kind = findKind(result.data.kind);
  if (!kind) throw new RequestInvalid([{ path: 'kind', message: `there is no kind "${result.data.kind}"` }]);
  return { kind, name: result.data.name, spec: checkBody(kind, result.data.spec), from };
}

function toValue(parsed: YamlDocument): unknown {
  try {
    return parsed.toJS();
  } catch (error) {
    // Aliases that stand for more than the file could hold.
    throw new RequestInvalid([{ path: '', message: (error as Error).message }]);
  }
}
