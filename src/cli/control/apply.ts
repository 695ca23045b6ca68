import { KINDS, type KindName } from '../../control/resources/kinds.js';
import { references } from '../../control/resources/shape.js';
import { GatewayError, hasCode } from '../../errors.js';
import type { ApiClient } from './client.js';
import { type Difference, differences } from './diff.js';
import { type Document, inOrder } from './documents.js';
import { everyResource } from './resources.js';

/** What is done with one resource. */
export interface Step {
  readonly action: 'create' | 'change' | 'keep' | 'delete';
  readonly kind: KindName;
  readonly name: string;
  /** The version that is there. */
  readonly version?: number;
  readonly spec?: Document['spec'];
  readonly differences: readonly Difference[];
}

export interface PlanOptions {
  /** Kinds of which everything goes that is not in the documents. */
  readonly prune?: readonly KindName[];
  /** Throw CONFLICT for what is there, or NOT_FOUND for what is not. */
  readonly only?: 'absent' | 'present';
}

const pathOf = (kind: KindName, name: string): string => `/${KINDS[kind].plural}/${encodeURIComponent(name)}`;

/** Compares documents with what is there; nothing is changed. */
export async function plan(client: ApiClient, documents: readonly Document[], options: PlanOptions): Promise<Step[]> {
  const steps: Step[] = [];
  for (const { kind, name, spec } of documents) {
    const there = await find(client, kind, name);
    checkPresence(kind, name, there !== undefined, options.only);
    const found = differences(kind, there?.spec, spec);
    const action = !there ? 'create' : found.length > 0 ? 'change' : 'keep';
    steps.push({ action, kind, name, version: there?.version, spec, differences: found });
  }
  return [...steps, ...(await pruned(client, documents, options.prune ?? []))];
}

async function find(client: ApiClient, kind: KindName, name: string) {
  try {
    return (await client.ask('GET', pathOf(kind, name))).body as { version: number; spec: Document['spec'] };
  } catch (error) {
    if (hasCode(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

function checkPresence(kind: KindName, name: string, there: boolean, only: PlanOptions['only']): void {
  const detail = `${kind}/${name}`;
  if (only === 'absent' && there) throw new GatewayError('CONFLICT', {}, { detail: `${detail} is there already` });
  if (only === 'present' && !there) throw new GatewayError('NOT_FOUND', {}, { detail });
}

async function pruned(client: ApiClient, documents: readonly Document[], kinds: readonly KindName[]): Promise<Step[]> {
  const kept = new Set(documents.map(({ kind, name }) => `${kind}/${name}`));
  const steps: Step[] = [];
  for (const kind of kinds) {
    for await (const { name, version } of everyResource(client, kind, new URLSearchParams())) {
      if (!kept.has(`${kind}/${name}`)) steps.push({ action: 'delete', kind, name, version, differences: [] });
    }
  }
  // What names others goes before them.
  return inOrder(steps).reverse();
}

/**
 * Does one step, or for a dry run asks whether it could be done. Nothing is done when the resource changed since the plan
 * was made. Returns what came of it: a secret that is the same as before changes nothing.
 */
export async function perform(
  client: ApiClient,
  step: Step,
  steps: readonly Step[],
  dryRun: boolean,
): Promise<Step['action']> {
  const { action, kind, name, version, spec } = step;
  const path = pathOf(kind, name);
  if (action === 'keep') return action;
  const headers = { ...(version === undefined ? { 'if-none-match': '*' } : { 'if-match': `"v${version}"` }) };
  if (action === 'delete') {
    // Those that name it are still there in a dry run.
    if (!dryRun) await client.ask('DELETE', path, { headers });
    return action;
  }
  if (dryRun) {
    if (namesWhatIsNew(step, steps)) return action;
    const { body } = await client.ask('POST', `${path}/validate`, { body: spec, headers });
    return body.changed ? action : 'keep';
  }
  const { status, body } = await client.ask('PUT', path, { body: spec, headers });
  return status === 201 ? 'create' : body.version === version ? 'keep' : 'change';
}

/** The gateway does not know yet what is named. */
const namesWhatIsNew = ({ kind, spec }: Step, steps: readonly Step[]): boolean =>
  references(kind, spec ?? {}).some((named) =>
    steps.some((other) => other.action === 'create' && other.kind === named.kind && other.name === named.name),
  );
