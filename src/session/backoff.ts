import { setTimeout as delay } from 'node:timers/promises';

export interface ReconnectOptions {
  readonly attempts: number;
  /** Wait before the second attempt; doubles with each. The first is made at once. */
  readonly firstDelayMs: number;
}

export const RECONNECT_DEFAULTS: ReconnectOptions = Object.freeze({ attempts: 6, firstDelayMs: 500 });

/**
 * Tries until one attempt succeeds, one fails for good, or all are used up; rejects with the last failure. Aborting the
 * signal ends the wait.
 */
export async function retried<T>(
  attempt: () => Promise<T>,
  { attempts, firstDelayMs }: ReconnectOptions,
  mayPass: (error: unknown) => boolean,
  signal: AbortSignal,
): Promise<T> {
  for (let failures = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      failures++;
      if (attempts <= failures || !mayPass(error) || signal.aborted) throw error;
      await delay(firstDelayMs * 2 ** (failures - 1), undefined, { signal });
    }
  }
}
