/** What is wrong with a description, in words that name the field. */
import { nearest } from '../../config/nearest.js';
import { type Issue, RequestInvalid } from '../request-invalid.js';
import { type Body, KINDS, type KindName } from './kinds.js';
import { knownFields } from './shape.js';

const MOST_ISSUES = 100;

/** The description with its defaults. Throws {@link RequestInvalid} with everything that is wrong with it. */
export function checkBody<K extends KindName>(kind: K, body: unknown): Body<K> {
  const result = KINDS[kind].schema.safeParse(body);
  if (result.success) return result.data as Body<K>;
  throw new RequestInvalid(
    (result.error.issues as readonly ZodIssue[])
      .flatMap((issue) => explain(issue, [], (path) => knownFields(kind, path)))
      .slice(0, MOST_ISSUES),
  );
}

/** The parts of zod's issues that are read here. */
export interface ZodIssue {
  readonly code: string;
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly ZodIssue[])[];
}

/** Issues in our words: unknown fields one by one, and of a union what is wrong with the branch that is nearest. */
export function explain(
  issue: ZodIssue,
  above: readonly PropertyKey[],
  known: (path: readonly PropertyKey[]) => readonly string[],
): Issue[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const fields = known(path);
    return (issue.keys ?? []).map((key) => ({ path: [...path, key].join('.'), message: unknownField(key, fields) }));
  }
  const branch = issue.code === 'invalid_union' ? nearestBranch(issue.errors ?? []) : undefined;
  if (branch) return branch.flatMap((inner) => explain(inner, path, known));
  return [{ path: path.join('.'), message: `${issue.message[0].toLowerCase()}${issue.message.slice(1)}` }];
}

function unknownField(key: string, fields: readonly string[]): string {
  const meant = key.length <= 64 ? nearest(key, fields) : undefined;
  return meant === undefined ? 'unknown field' : `unknown field, did you mean "${meant}"?`;
}

/** The one that went deepest into the value; of these the one with the fewest issues. None when all refuse the whole. */
function nearestBranch(errors: readonly (readonly ZodIssue[])[]): readonly ZodIssue[] | undefined {
  const inside = errors.filter((issues) => issues.some(isInside));

  return [...inside].sort((a, b) => a.length - b.length)[0];
}

const isInside = ({ path, code }: ZodIssue): boolean => path.length > 0 || code === 'unrecognized_keys';
