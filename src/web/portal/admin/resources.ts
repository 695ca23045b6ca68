import { ask, get, query } from '../core/api.js';

export type Spec = Readonly<Record<string, unknown>>;

/** A resource as the gateway shows it. */
export interface Resource {
  readonly name: string;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Which secrets are set. */
  readonly secrets: readonly string[];
  readonly spec: Spec;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

export const PAGE_SIZE = 50;

const path = (plural: string, name: string): string => `/${plural}/${encodeURIComponent(name)}`;

export const listResources = (
  plural: string,
  filters: Readonly<Record<string, string | number | undefined>>,
  signal?: AbortSignal,
): Promise<Page<Resource>> => get<Page<Resource>>(`/${plural}${query({ limit: PAGE_SIZE, ...filters })}`, signal);

export const getResource = (plural: string, name: string, signal?: AbortSignal): Promise<Resource> =>
  get<Resource>(path(plural, name), signal);

/** `over` is the version that the change was made on, `any` whatever is there, `nothing` a name that is free. */
export async function putResource(
  plural: string,
  name: string,
  { spec, over }: { spec: Spec; over: number | 'any' | 'nothing' },
): Promise<Resource> {
  const headers: Record<string, string> =
    over === 'nothing' ? { 'If-None-Match': '*' } : { 'If-Match': over === 'any' ? '*' : `"v${over}"` };
  return (await ask<Resource>(path(plural, name), { method: 'PUT', body: spec, headers })).body;
}

/** Changes some fields, whatever the others are. */
export async function patchResource(plural: string, name: string, change: Spec): Promise<void> {
  const headers = { 'Content-Type': 'application/merge-patch+json' };
  await ask(path(plural, name), { method: 'PATCH', body: change, headers });
}

export async function deleteResource(plural: string, name: string, { dryRun = false } = {}): Promise<void> {
  await ask(path(plural, name) + (dryRun ? '?dryRun=true' : ''), { method: 'DELETE' });
}

/** The name that people see, where there is one. */
export const displayNameOf = ({ name, spec }: Resource): string =>
  typeof spec['displayName'] === 'string' ? spec['displayName'] : name;
