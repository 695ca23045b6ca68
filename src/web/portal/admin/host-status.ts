import { get, post, query } from '../core/api.js';
import type { Time } from '../core/times.js';

/** How a session host is. */
export interface HostStatus {
  readonly name: string;
  readonly hostPool: string;
  readonly address: string;
  readonly drain: boolean;
  readonly health: 'available' | 'unavailable' | 'unknown';
  readonly power?: string;
  readonly checkedAt?: Time;
  readonly lastHeartbeatAt?: Time;
  readonly latencyMs?: number;
  readonly sessions: number;
  readonly problem?: string;
}

const MOST = 1000;

export const loadHostStatus = async (hostPool?: string, signal?: AbortSignal): Promise<readonly HostStatus[]> =>
  (await get<{ hosts: HostStatus[] }>(`/host-status${query({ hostPool, limit: MOST })}`, signal)).hosts;

export const operateHost = (name: string, what: 'check' | 'start' | 'stop'): Promise<void> =>
  post(`/session-hosts/${encodeURIComponent(name)}/${what}`);

export const TONES = { available: 'good', unavailable: 'bad', unknown: 'plain' } as const;
