import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditLog } from '../../src/control/audit/audit-log.js';
import { Identity } from '../../src/control/identity/identity.js';
import { PasswordHasher } from '../../src/control/identity/password-hash.js';
import { Resources } from '../../src/control/resources/repository.js';
import { KeyRing } from '../../src/control/store/key-ring.js';
import { openStore } from '../../src/control/store/open.js';
import type { Store } from '../../src/control/store/store.js';
import { latency, type Row, round } from './figures.js';
import type { LoadOptions } from './scenarios.js';
import { seed, userName } from './seed.js';

const PEOPLE = 200;
const AT_A_TIME = 16;
const PASSWORD = 'correct horse battery';

/**
 * Sign-ins by password with the audit log, in a store with a large company, and requests of who is signed in. Hashing is
 * left out (as good as: its cost is 1). On SQLite, and on PostgreSQL where `DATABASE_URL` names an empty database.
 */
export async function signIns({ seconds }: LoadOptions): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-sign-ins-'));
  const url = process.env['DATABASE_URL'];
  const rows: Row[] = [];
  try {
    for (const place of [{ file: join(folder, 'store.db') }, ...(url === undefined ? [] : [{ url }])]) {
      const store = await openStore({ ...place, keys: new KeyRing([randomBytes(32)]) });
      try {
        await seed(store);
        rows.push(...(await measure(store, seconds)));
      } finally {
        await store.close();
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return rows;
}

async function measure(store: Store, seconds: number): Promise<Row[]> {
  const hasher = new PasswordHasher({ cost: 1, concurrent: 4, waiting: AT_A_TIME });
  const identity = new Identity({ store, resources: new Resources(store), audit: new AuditLog(store), hasher });
  const hash = await hasher.hash(PASSWORD);
  for (let index = 0; index < PEOPLE; index++) await identity.accounts.setPassword(userName(index), hash);
  const visit = { origin: 'https://gateway.example', remote: '192.0.2.7', userAgent: 'bench', cookies: '' };
  let last: readonly string[] = [];
  const signIn = async (index: number): Promise<void> => {
    const step = await identity.signIn.password({ user: userName(index % PEOPLE), password: PASSWORD }, visit);
    last = step.setCookies;
  };
  await repeat(1, signIn); // warm
  const rows = [await rowOf(store, 'sign-in', seconds, signIn)];
  const cookies = last[0].split(';')[0];
  const ask = async (): Promise<void> => {
    if (!(await identity.authenticate({ ...visit, cookies }))) throw new Error('not signed in');
  };
  rows.push(await rowOf(store, 'request', seconds, ask));
  await identity.close();
  return rows;
}

async function rowOf(
  store: Store,
  what: string,
  seconds: number,
  work: (index: number) => Promise<void>,
): Promise<Row> {
  const times = await repeat(seconds, work);
  const { p50, p99 } = latency(times);
  return { store: store.engine, what, 'per second': round(times.length / seconds, 0), 'p50 ms': p50, 'p99 ms': p99 };
}

/** Some at a time, for so long; gives how long each took. */
async function repeat(seconds: number, work: (index: number) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      const begin = performance.now();
      await work(next++);
      times.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return times;
}
