import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `condition` returns something true, asking it again and again; throws `what` at the deadline. */
export async function until<T>(what: string, condition: () => T | Promise<T>, deadlineMs = 15_000): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    await delay(20);
  }
}
