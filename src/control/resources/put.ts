import type { Selectable } from 'kysely';
import { GatewayError } from '../../errors.js';
import { type Issue, RequestInvalid } from '../request-invalid.js';
import type { ResourceRow } from '../store/tables/resource.js';
import { checkBody } from './check.js';
import { name as nameSchema } from './fields.js';
import type { Body, KindName } from './kinds.js';
import { searchText } from './list.js';
import { conflict } from './remove.js';
import { notFound, type Resource, readRow, type Work } from './repository.js';
import { judge, type Surroundings } from './rules.js';
import { mergeSecrets, takeSecrets } from './secrets.js';
import { type Reference, references } from './shape.js';

export interface PutOptions {
  /** The version that it must have. */
  readonly ifMatch?: number;
  readonly onlyIfAbsent?: boolean;
  readonly onlyIfPresent?: boolean;
}

export interface PutResult<K extends KindName> {
  readonly resource: Resource<K>;
  readonly created: boolean;
  /** False when it was like that before. */
  readonly changed: boolean;
}

type Row = Selectable<ResourceRow>;

export async function putResource<K extends KindName>(
  work: Work,
  kind: K,
  name: string,
  input: unknown,
  options: PutOptions,
): Promise<PutResult<K>> {
  checkName(name);
  const checked = checkBody(kind, input);
  for (;;) {
    const before = await lockRow(work, kind, name);
    checkConditions(kind, name, before, options);
    const named = references(kind, checked);
    await checkReferences(work, kind, name, named);
    await checkRules(work, kind, name, checked);

    const { body, given } = takeSecrets(kind, checked);
    const now = work.store.now();
    const row: Row = {
      kind,
      name,
      version: (before?.version ?? 0) + 1,
      body: JSON.stringify(body),
      sealed: mergeSecrets(work.store.keys, { kind, name }, before?.sealed ?? null, given),
      search: searchText(name, (body as { displayName?: string }).displayName),
      created_at: before?.created_at ?? now,
      updated_at: now,
    };
    if (before && before.body === row.body && before.sealed === row.sealed) {
      return { resource: readRow(before), created: false, changed: false };
    }
    // Somebody else made it since we looked: then it is there now, and the loop finds it.
    if (!(await write(work, row, before))) continue;
    await replaceReferences(work, row, before, named);
    work.changed({ kind, name });
    return { resource: readRow(row), created: !before, changed: true };
  }
}

function checkName(name: string): void {
  const result = nameSchema.safeParse(name);
  if (!result.success) throw new RequestInvalid([{ path: 'name', message: result.error.issues[0].message }]);
}

/** The row, which nobody else changes until the transaction ends. */
const lockRow = ({ tx }: Work, kind: KindName, name: string): Promise<Row | undefined> =>
  tx
    .selectFrom('resource')
    .selectAll()
    .where('kind', '=', kind)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst();

function checkConditions(kind: KindName, name: string, before: Row | undefined, options: PutOptions): void {
  const { ifMatch, onlyIfAbsent, onlyIfPresent } = options;
  if (onlyIfPresent && !before) notFound(kind, name);
  if ((onlyIfAbsent && before) || (ifMatch !== undefined && before?.version !== ifMatch)) {
    throw new GatewayError('PRECONDITION_FAILED', { kind, name, version: before?.version });
  }
}

/** What is named must exist, and goes on to until the transaction ends. */
async function checkReferences({ tx }: Work, kind: KindName, name: string, named: readonly Reference[]): Promise<void> {
  const issues: Issue[] = [];
  for (const toKind of new Set(named.map((reference) => reference.kind))) {
    const fields = named.filter((reference) => reference.kind === toKind);
    const names = [...new Set(fields.map((reference) => reference.name))];
    // In one order everywhere, so that two transactions do not wait for each other.
    const rows = await tx
      .selectFrom('resource')
      .select('name')
      .where('kind', '=', toKind)
      .where('name', 'in', names)
      .orderBy('name')
      .forShare()
      .execute();
    const present = new Set(rows.map((row) => row.name));
    for (const { field, name: missing } of fields) {
      const itself = toKind === kind && missing === name;
      if (itself) issues.push({ path: field, message: 'names itself' });
      else if (!present.has(missing)) issues.push({ path: field, message: `there is no ${toKind} "${missing}"` });
    }
  }
  if (issues.length > 0) throw new RequestInvalid(issues);
}

async function checkRules<K extends KindName>(work: Work, kind: K, name: string, body: Body<K>): Promise<void> {
  const { issues, conflict: contradiction } = await judge(kind, body, surroundings(work, kind, name));
  if (issues.length > 0) throw new RequestInvalid(issues);
  if (contradiction) throw conflict(kind, name, `${contradiction.why}:`, contradiction.with);
}

const surroundings = ({ tx }: Work, kind: KindName, name: string): Surroundings => ({
  named: async <K extends KindName>(toKind: K, toName: string) => {
    const row = await tx
      .selectFrom('resource')
      .select('body')
      .where('kind', '=', toKind)
      .where('name', '=', toName)
      .executeTakeFirst();
    return row && (JSON.parse(row.body) as Body<K>);
  },
  users: async <K extends KindName>(fromKind: K, field: string) => {
    const rows = await tx
      .selectFrom('reference')
      .innerJoin('resource', (join) =>
        join.onRef('resource.kind', '=', 'from_kind').onRef('resource.name', '=', 'from_name'),
      )
      .select(['resource.name', 'resource.body'])
      .where('to_kind', '=', kind)
      .where('to_name', '=', name)
      .where('from_kind', '=', fromKind)
      .where('field', '=', field)
      .orderBy('resource.name')
      .execute();
    return rows.map((row) => ({ name: row.name, body: JSON.parse(row.body) as Body<K> }));
  },
});

async function write({ tx }: Work, row: Row, before: Row | undefined): Promise<boolean> {
  if (before) {
    const { kind, name, ...rest } = row;
    await tx.updateTable('resource').set(rest).where('kind', '=', kind).where('name', '=', name).execute();
    return true;
  }
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('resource')
    .values(row)
    .onConflict((on) => on.columns(['kind', 'name']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

async function replaceReferences(
  { tx }: Work,
  { kind, name }: Row,
  before: Row | undefined,
  named: readonly Reference[],
): Promise<void> {
  if (before) await tx.deleteFrom('reference').where('from_kind', '=', kind).where('from_name', '=', name).execute();
  if (named.length === 0) return;
  const rows = named.map((to) => ({
    from_kind: kind,
    from_name: name,
    field: to.field,
    to_kind: to.kind,
    to_name: to.name,
  }));
  await tx.insertInto('reference').values(rows).execute();
}
