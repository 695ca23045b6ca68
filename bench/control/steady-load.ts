import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import autocannon from 'autocannon';

/** Time of a new load in which nothing counts. */
const WARM_UP_SECONDS = 5;
/** Connections that ask at the same moment. */
const TOGETHER = 5;

export interface SteadyLoad {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly headers: () => Readonly<Record<string, string>>;
  readonly body?: () => string;
}

export interface LoadResult {
  /** In ms, one of each request. */
  readonly times: readonly number[];
  readonly perSecond: number;
  readonly errors: number;
  /** Those of the warm-up too. */
  readonly answered: number;
}

/**
 * As many connections as requests a second, each of which asks once a second, a few at a time and spread evenly: so ask
 * people who know nothing of each other. One instance of autocannon asks all at the start of each second; here are many.
 */
export async function steadyLoad({
  url,
  method = 'GET',
  rate,
  seconds,
  headers,
  body,
}: SteadyLoad): Promise<LoadResult> {
  const times: number[] = [];
  let errors = 0;
  let answered = 0;
  const begin = performance.now() + WARM_UP_SECONDS * 1000;
  const end = begin + seconds * 1000;
  const counts = (): boolean => begin <= performance.now() && performance.now() < end;
  const duration = WARM_UP_SECONDS + seconds + 2;
  const setupRequest = (request: autocannon.Request): autocannon.Request => ({
    ...request,
    headers: headers(),
    ...(body && { body: body() }),
  });
  const groups = Math.ceil(rate / TOGETHER);
  const runs: Promise<unknown>[] = [];
  for (let group = 0; group < groups; group++) {
    const options = { url, method, connections: TOGETHER, connectionRate: 1, duration, requests: [{ setupRequest }] };
    const run = autocannon(options, () => {});
    run.on('response', (_, status, __, time) => {
      answered++;
      if (!counts()) return;
      if (200 <= status && status < 300) times.push(time);
      else errors++;
    });
    run.on('reqError', () => errors++);
    runs.push(once(run, 'done'));
    await delay(1000 / groups);
  }
  await Promise.all(runs);
  return { times, perSecond: times.length / seconds, errors, answered };
}
