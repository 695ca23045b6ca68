/**
 * The control plane of a large company: 10,000 people, 1000 host pools, 5000 hosts; on SQLite and on PostgreSQL.
 *
 * npm run bench -- control [--stores sqlite,postgresql] [--rate 500] [--seconds 10] [--people 4000] [--json FILE]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { missingPostgresql } from '../../test/support/postgresql.js';
import { percentile, type Row, round, table } from '../load/figures.js';
import type { Answering } from '../load/seed.js';
import { brokering } from './brokering.js';
import { coldStart } from './cold-start.js';
import { CompanyStore, type EngineName } from './company-store.js';
import { signIn } from './people.js';
import { Served } from './served.js';
import { steadyLoad } from './steady-load.js';

const { values } = parseArgs({
  options: {
    stores: { type: 'string', default: 'sqlite,postgresql' },
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '10' },
    people: { type: 'string', default: '4000' },
    json: { type: 'string' },
  },
});
const [rate, seconds, people] = [values.rate, values.seconds, values.people].map(Number);

const STARTS = 5;
/** The first does next to nothing: what it takes is the machine's and the bench's. */
const PATHS = ['/healthz', '/', '/api/me/resources', '/api/me'];
const DECISIONS = 1000;

const rows: Row[] = [];
const add = (store: EngineName, what: string, { times, perSecond, errors = 0 }: Measured): void => {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => round(percentile(times, share), 2));
  const row = {
    store,
    what,
    'per s': Number.isNaN(perSecond) ? '-' : round(perSecond, 0),
    'p50 ms': p50,
    'p95 ms': p95,
    'p99 ms': p99,
    errors,
  };
  rows.push({ ...row, load: round(loadavg()[0]) });
  console.error(JSON.stringify(rows.at(-1)));
};

interface Measured {
  readonly times: readonly number[];
  readonly perSecond: number;
  readonly errors?: number;
}

const { hosts, end } = await startHosts();
for (const engine of values.stores.split(',') as EngineName[]) {
  const missing = engine === 'postgresql' && missingPostgresql();
  if (missing) throw new Error(missing);
  const company = await CompanyStore.make(engine, hosts);
  const store = await company.open();
  const signedIn = await signIn(store, people);
  add(engine, 'sign-in', signedIn);
  await store.close();
  await measureRequests(engine, company, signedIn.cookies);
  await measureStarts(engine, company, signedIn.cookies[0]);
  await measureBrokering(engine, company);
  await company.end();
}
end();

async function startHosts(): Promise<{ hosts: Answering; end: () => void }> {
  const child = fork(fileURLToPath(new URL('./host-process.js', import.meta.url)));
  const [hosts] = (await once(child, 'message')) as [Answering];
  return { hosts, end: () => child.disconnect() };
}

async function measureRequests(engine: EngineName, company: CompanyStore, cookies: readonly string[]): Promise<void> {
  const served = new Served(company.environment, 0);
  const origin = await served.origin();
  for (const path of PATHS) {
    let turn = 0;
    const headers = () => ({ cookie: cookies[turn++ % cookies.length], 'accept-encoding': 'gzip, br' });
    add(engine, `GET ${path}`, await steadyLoad({ url: origin + path, rate, seconds, headers }));
  }
  await served.end();
}

/** Last, because nobody redeems these grants, and a gateway would end them all after a minute. */
async function measureBrokering(engine: EngineName, company: CompanyStore): Promise<void> {
  const store = await company.open();
  const decisions = await brokering(store, DECISIONS);
  for (const [what, times] of Object.entries(decisions)) {
    add(engine, `brokering, ${what}`, {
      times,
      perSecond: 1000 / (times.reduce((sum, time) => sum + time, 0) / times.length),
    });
  }
  await store.close();
}

async function measureStarts(engine: EngineName, company: CompanyStore, cookie: string): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < STARTS; i++) times.push(await coldStart(company.environment, cookie));
  add(engine, 'start, store is there', { times, perSecond: Number.NaN });
  if (engine !== 'sqlite') return;
  const fresh: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
    fresh.push(await coldStart({ SLUICE_DATA: folder, DATABASE_URL: '' }));
    rmSync(folder, { recursive: true });
  }
  add(engine, 'start, store is new', { times: fresh, perSecond: Number.NaN });
}

console.log(table(rows));
if (values.json) {
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: availableParallelism() };
  writeFileSync(values.json, `${JSON.stringify({ machine, date: new Date().toISOString(), rows }, null, 2)}\n`);
}
