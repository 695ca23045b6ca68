import type { Test } from 'tap';
import { connectHost } from '../../src/transport/connect-host.js';
import { HOST_DEFAULTS } from '../../src/transport/defaults.js';
import type { HostConnection, HostOptions } from '../../src/transport/types.js';
import type { RealHost } from '../hosts/host.js';

export const ONLY = {
  nla: { tls: false, nla: true, rdp: false },
  tls: { tls: true, nla: false, rdp: false },
  rdp: { tls: false, nla: false, rdp: true },
} as const;

/** [MS-RDPBCGR] 2.2.1.2.1: what the host may choose. */
export const PROTOCOL = { rdp: 0, tls: 1, nla: 2, nlaEx: 8 } as const;

/** How the tests connect to a host they started: its certificate is its own. */
export const optionsFor = (host: RealHost, more: Partial<HostOptions> = {}): HostOptions => ({
  ...HOST_DEFAULTS,
  target: { host: '127.0.0.1', port: host.port },
  credentials: { username: host.username, domain: '', password: host.password },
  trust: { mode: 'ignore' },
  width: 1024,
  height: 768,
  ...more,
});

/** Connects, and ends the connection with the test. */
export async function connectTo(t: Test, host: RealHost, more: Partial<HostOptions> = {}): Promise<HostConnection> {
  const connection = await connectHost(optionsFor(host, more));
  connection.stream.on('error', () => {});
  t.teardown(() => connection.stream.destroy());
  return connection;
}

/** Starts a host that lives as long as the test. */
export async function hostFor(t: Test, start: () => Promise<RealHost>): Promise<RealHost> {
  const host = await start();
  t.teardown(() => host.close());
  return host;
}

/** Options of a test that needs something; the reason is what a skip prints. */
export const needs = (reason: string | undefined): { skip: string | false } => ({ skip: reason ?? false });
