/** Time that engines need to compile what runs often. */
const WARM_UP_MS = 300;

/** Median time of `work` in nanoseconds, over `repeats` calls after a while that does not count. */
export function median(repeats: number, work: () => void): number {
  const start = performance.now();
  do work();
  while (performance.now() - start < WARM_UP_MS);
  const times: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const from = process.hrtime.bigint();
    work();
    times.push(Number(process.hrtime.bigint() - from));
  }
  return times.sort((a, b) => a - b)[repeats >> 1];
}
