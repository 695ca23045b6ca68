import { ask, get } from '../core/api.js';
import { me } from '../core/me.js';
import type { Target } from '../session/connections.js';
import type { Openable } from '../session/sessions.js';

/** Something published to the person. */
export interface Published extends Openable {
  readonly description?: string;
  readonly favourite: boolean;
  readonly lastUsed?: number | string;
  readonly state: 'available' | 'unavailable';
}

export interface Workspace {
  readonly name: string;
  readonly displayName: string;
  readonly resources: readonly Published[];
}

/** A session of the person's own that runs, here or elsewhere. */
export interface Running extends Target {
  readonly id: string;
  readonly displayName: string;
  readonly host: string;
  readonly state: string;
  readonly since: number | string;
}

let known:
  | { readonly user: string; readonly etag: string | undefined; readonly workspaces: readonly Workspace[] }
  | undefined;

/** What is published; asked often, so that nothing is sent while it is as it was. */
export async function loadPublished(signal: AbortSignal): Promise<readonly Workspace[]> {
  const user = me.value?.user ?? '';
  const before = known?.user === user ? known : undefined;
  const headers: Record<string, string> = before?.etag === undefined ? {} : { 'If-None-Match': before.etag };
  const { body, etag } = await ask<{ workspaces: Workspace[] } | undefined>('/me/resources', { headers, signal });
  if (body) known = { user, etag, workspaces: body.workspaces };
  return body?.workspaces ?? before?.workspaces ?? [];
}

export const loadRunning = async (signal: AbortSignal): Promise<readonly Running[]> =>
  (await get<{ sessions: Running[] }>('/me/sessions', signal)).sessions;

export const setFavourite = async ({ kind, name }: Target, favourite: boolean): Promise<void> => {
  const path = `/me/favourites/${encodeURIComponent(kind)}/${encodeURIComponent(name)}`;
  await ask(path, { method: favourite ? 'PUT' : 'DELETE' });
};

const same = (one: Target, other: Target): boolean => one.kind === other.kind && one.name === other.name;

/** Everything once, though it may be in several workspaces. */
export function unique(workspaces: readonly Workspace[]): Published[] {
  const all: Published[] = [];
  for (const { resources } of workspaces) {
    for (const resource of resources) if (!all.some((other) => same(other, resource))) all.push(resource);
  }
  return all;
}

const MOST_RECENT = 6;

export const recent = (all: readonly Published[]): Published[] =>
  all
    .filter(({ lastUsed }) => lastUsed !== undefined)
    .sort((one, other) => new Date(other.lastUsed ?? 0).getTime() - new Date(one.lastUsed ?? 0).getTime())
    .slice(0, MOST_RECENT);

/** Every word that was typed is in the name or the description. */
export function matching(all: readonly Published[], text: string): Published[] {
  const typed = text.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ displayName, description = '' }) => {
    const said = `${displayName} ${description}`.toLowerCase();
    return typed.every((word) => said.includes(word));
  });
}
