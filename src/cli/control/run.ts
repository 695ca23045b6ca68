import { KINDS, type KindName } from '../../control/resources/kinds.js';
import { GatewayError, hasCode } from '../../errors.js';
import { Exit } from '../report.js';
import { type PlanOptions, perform, plan, type Step } from './apply.js';
import { ApiClient } from './client.js';
import { readDocuments } from './documents.js';
import { type Paint, paintFor, showDifference } from './paint.js';
import { everyResource, type ShownResource } from './resources.js';
import { type Format, showResources } from './show.js';

export interface ServerFlags {
  readonly server: string;
  readonly token?: string;
}

function clientFor({ server, token }: ServerFlags): ApiClient {
  if (token === undefined) {
    throw new GatewayError('USAGE', {}, { detail: 'give --token or SLUICE_TOKEN; sluice admin token makes one' });
  }
  return new ApiClient({ server, token });
}

export interface GetFlags extends ServerFlags {
  readonly output: Format;
  readonly search?: string;
  readonly where: readonly (readonly [string, string])[];
}

/** `sluice get`. */
export async function runGet(kind: KindName, name: string | undefined, flags: GetFlags): Promise<void> {
  const client = clientFor(flags);
  const items: ShownResource[] = [];
  if (name !== undefined) {
    items.push((await client.ask('GET', `/${KINDS[kind].plural}/${encodeURIComponent(name)}`)).body);
    if (flags.output === 'json') return print(`${JSON.stringify(items[0], null, 2)}\n`);
  } else {
    const query = new URLSearchParams(Object.fromEntries(flags.where));
    if (flags.search !== undefined) query.set('search', flags.search);
    for await (const item of everyResource(client, kind, query)) items.push(item);
  }
  print(showResources(kind, items, flags.output));
}

export interface ApplyFlags extends ServerFlags, PlanOptions {
  readonly file: string;
  readonly dryRun?: boolean;
}

const DONE = { create: 'created', change: 'changed', keep: 'unchanged', delete: 'deleted' } as const;
const COLOURS = { create: 'green', change: 'yellow', keep: 'dim', delete: 'red' } as const;

/** `sluice apply`, `create` and `update`: says what will be, and does it, step by step. */
export async function runApply(flags: ApplyFlags): Promise<void> {
  const client = clientFor(flags);
  const paint = paintFor();
  const dryRun = flags.dryRun ?? false;
  const steps = await plan(client, readDocuments(flags.file), flags);
  const counts = { create: 0, change: 0, keep: 0, delete: 0 };
  for (const step of steps) {
    const done = await explained(step, () => perform(client, step, steps, dryRun));
    counts[done]++;
    print(describe({ ...step, action: done }, paint));
  }
  const said = Object.entries(counts).map(([action, count]) => `${count} ${DONE[action as Step['action']]}`);
  print(`${dryRun ? 'dry run: ' : ''}${said.join(', ')}\n`);
  if (dryRun && counts.keep < steps.length) process.exitCode = Exit.changes;
}

function describe({ action, kind, name, differences }: Step, paint: Paint): string {
  const lines = action === 'keep' ? [] : differences.map((one) => `${showDifference(one, paint)}\n`);
  return [paint(COLOURS[action], `${KINDS[kind].title} ${name} ${DONE[action]}`), '\n', ...lines].join('');
}

/** An error says which resource it is about; those before it are done. */
async function explained<T>({ kind, name }: Step, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (hasCode(error)) process.stderr.write(`sluice: ${kind}/${name}\n`);
    throw error;
  }
}

export interface DeleteFlags extends ServerFlags {
  readonly file?: string;
}

/** `sluice delete`: what is named, or what a file describes, those that name others first. */
export async function runDelete(
  kind: KindName | undefined,
  names: readonly string[],
  flags: DeleteFlags,
): Promise<void> {
  const client = clientFor(flags);
  const described = flags.file === undefined ? [] : readDocuments(flags.file).reverse();
  const named = kind ? names.map((name) => ({ kind, name })) : [];
  if (described.length + named.length === 0)
    throw new GatewayError('USAGE', {}, { detail: 'name what to delete, or give -f' });
  for (const one of [...named, ...described]) {
    const path = `/${KINDS[one.kind].plural}/${encodeURIComponent(one.name)}`;
    await explained({ ...one, action: 'delete', differences: [] }, () => client.ask('DELETE', path));
    print(`${KINDS[one.kind].title} ${one.name} deleted\n`);
  }
}

const print = (text: string): void => void process.stdout.write(text);
