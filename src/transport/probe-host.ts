import { GatewayError } from '../errors.js';
import { probe } from '../rdp/connect/probe.js';
import { dial } from './connect-host.js';
import { withDeadline } from './deadline.js';
import { Handshake } from './handshake.js';
import type { HostOptions } from './types.js';

export type ProbeOptions = Pick<HostOptions, 'target' | 'security' | 'trust' | 'timeouts' | 'dial'>;

/**
 * Asks a host whether it accepts people: negotiates security and judges its certificate, as every connection begins, and
 * leaves before anybody signs in. Resolves with the milliseconds that it took; rejects with the code that a connection
 * would fail with.
 */
export async function probeHost(options: ProbeOptions, { signal }: { signal?: AbortSignal } = {}): Promise<number> {
  const startedAt = performance.now();
  const { target, security, timeouts } = options;
  const raw = await dial(options, signal);
  let handshake: Handshake | undefined;
  const late = (): GatewayError => new GatewayError('HOST_TIMEOUT', { ...target, phase: handshake?.phase });
  try {
    await withDeadline(timeouts.handshakeMs, signal, late, (deadline) => {
      handshake = new Handshake(raw, options, deadline);
      return handshake.run(probe({ security, credentials: { username: '' } }));
    });
    return performance.now() - startedAt;
  } finally {
    for (const stream of [handshake?.stream, raw]) stream?.on('error', () => {}).destroy();
  }
}
