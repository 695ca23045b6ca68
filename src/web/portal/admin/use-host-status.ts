import { useLoad } from '../core/use-load.js';
import { useDescription } from './context.js';
import type { Kind } from './document.js';
import { type HostStatus, loadHostStatus } from './host-status.js';

const EVERY_MS = 10_000;

export interface Hosts {
  readonly byName: ReadonlyMap<string, HostStatus>;
  readonly reload: () => void;
}

/** How the hosts of a list are; undefined for lists of anything else. */
export function useHostStatus(kind: Kind, hostPool: string | undefined): Hosts | undefined {
  const known = useDescription().has(`/${kind.plural}/{name}/check`);
  const { value, reload } = useLoad(
    known ? `host-status/${hostPool ?? ''}` : 'nothing',
    async (signal): Promise<readonly HostStatus[]> => (known ? loadHostStatus(hostPool, signal) : []),
    known ? { everyMs: EVERY_MS } : {},
  );
  if (!known) return undefined;
  return { byName: new Map((value ?? []).map((host) => [host.name, host])), reload };
}
