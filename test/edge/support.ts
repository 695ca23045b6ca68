import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { loadConfig } from '../../src/config/load.js';
import type { ConfigInput } from '../../src/config/schema.js';
import { type Gateway, startGateway } from '../../src/edge/gateway.js';
import { type Logger, silentLogger } from '../../src/logger.js';
import { type FakeSession, FakeSessions } from '../support/fake-session.js';

export const INDEX = '<!doctype html><title>Sluice</title><script src="/app-0123abcd.js"></script>';
export const SCRIPT = `// ${'compressible '.repeat(200)}`;

/** Far more than a socket takes at once. */
export const LARGE = Buffer.alloc(20_000_000, 'large');

export interface TestGateway {
  readonly gateway: Gateway;
  readonly url: string;
  readonly sessions: FakeSessions;
}

/** A gateway on a free port with fake sessions and a small client page; closed when the test ends. */
export async function start(
  t: Test,
  options: ConfigInput = {},
  { logger = silentLogger, sessions = new FakeSessions() }: { logger?: Logger; sessions?: FakeSessions } = {},
): Promise<TestGateway> {
  const webRoot = createClient(t);
  const config = loadConfig({ options: { ...options, listen: { port: 0, ...options.listen } } });
  const desktops = [{ name: 'First' }, { name: 'Second' }];
  const gateway = await startGateway(config, { desktops, sessions, logger, webRoot });
  t.teardown(() => gateway.destroy());
  return { gateway, url: gateway.url, sessions };
}

/** Not `t.testdir`, which a test may want for itself. */
export function createClient(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-web-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'index.html'), INDEX);
  writeFileSync(join(folder, 'setup.html'), INDEX);
  writeFileSync(join(folder, 'app-0123abcd.js'), SCRIPT);
  writeFileSync(join(folder, 'empty.txt'), '');
  writeFileSync(join(folder, 'large.png'), LARGE);
  return folder;
}

export interface Opened {
  readonly session: FakeSession;
  /** `http://…/sessions/ID` */
  readonly at: string;
  /** Headers that open the session. */
  readonly headers: { readonly authorization: string };
}

/** Spends a link for a bearer key, as a client without a browser does. */
export async function openSession({ gateway, url, sessions }: TestGateway): Promise<Opened> {
  const answer = await redeem(url, tokenOf(gateway.link()), { bearer: true });
  const { session: id, key } = (await answer.json()) as { session: string; key: string };
  const session = sessions.opened.find((candidate) => candidate.id === id);
  if (!session) throw new Error('session was not opened');
  return { session, at: `${url}/sessions/${id}`, headers: { authorization: `Bearer ${key}` } };
}

export const tokenOf = (link: string): string => new URLSearchParams(new URL(link).hash.slice(1)).get('token') ?? '';

export const redeem = (
  url: string,
  token: string,
  more: object = {},
  headers: Record<string, string> = {},
): Promise<Response> => fetch(`${url}/sessions`, { method: 'POST', body: JSON.stringify({ token, ...more }), headers });
