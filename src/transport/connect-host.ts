import type { Duplex } from 'node:stream';
import { GatewayError } from '../errors.js';
import { RAIL } from '../rdp/channels/rail/rail-client.js';
import { connect } from '../rdp/connect/connect.js';
import type { ConnectResult } from '../rdp/connect/result.js';
import type { ClientSettings } from '../rdp/settings.js';
import { withDeadline } from './deadline.js';
import { dialTcp } from './dial.js';
import { Handshake } from './handshake.js';
import { nodeCrypto } from './node-crypto.js';
import { MAX_REDIRECTIONS, redirected } from './redirect.js';
import { socketError } from './socket-errors.js';
import type { HostConnection, HostOptions } from './types.js';

/** Joined for a program: CHANNEL_OPTION_INITIALIZED, _ENCRYPT_RDP, _COMPRESS_RDP and _SHOW_PROTOCOL ([MS-RDPERP] 2.1). */
const RAIL_CHANNEL = { name: RAIL, options: 0xc0a00000 } as const;

function settingsOf(options: HostOptions, spnego: boolean): ClientSettings {
  const { target, security, credentials, codecs, graphics, width, height, scaleFactor, monitors } = options;
  const { keyboardLayout, clientName, compression, alternateShell, workingDirectory } = options;
  const { performanceFlags, routingToken, autoReconnect, redirectedSessionId, program } = options;
  return {
    host: target.host,
    ...{ security, credentials, codecs, graphics, width, height, scaleFactor, monitors },
    ...{ keyboardLayout, clientName, compression, alternateShell, workingDirectory, performanceFlags },
    ...{ routingToken, autoReconnect, redirectedSessionId, spnego, program },
    channels: program ? [...options.channels, RAIL_CHANNEL] : options.channels,
    now: Date.now,
    crypto: nodeCrypto,
  };
}

export function dial(
  options: Pick<HostOptions, 'target' | 'timeouts' | 'dial'>,
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  const { target, timeouts } = options;
  const context = { host: target.host, port: target.port, phase: 'dial' };
  const late = (): GatewayError => new GatewayError('HOST_TIMEOUT', context, { detail: 'during dial' });
  return withDeadline(timeouts.dialMs, signal, late, async (dialSignal) => {
    try {
      return await (options.dial ?? dialTcp)(target, { signal: dialSignal });
    } catch (error) {
      throw socketError(error, 'HOST_UNREACHABLE', context);
    }
  });
}

interface Attempt {
  readonly settings: ClientSettings;
  readonly handshake: Handshake;
  readonly result: ConnectResult;
}

/** One connection to one host; a second one with NTLM inside SPNEGO when the host refuses it bare. */
async function attempt(options: HostOptions, spnego: boolean, signal?: AbortSignal): Promise<Attempt> {
  const settings = settingsOf(options, spnego);
  const raw = await dial(options, signal);
  options.onCheckpoint?.('dialed');
  let handshake: Handshake | undefined;
  const late = (): GatewayError => {
    const phase = handshake?.phase ?? 'negotiation';
    return new GatewayError('HOST_TIMEOUT', { ...options.target, phase }, { detail: `during ${phase}` });
  };
  try {
    return await withDeadline(options.timeouts.handshakeMs, signal, late, async (handshakeSignal) => {
      handshake = new Handshake(raw, options, handshakeSignal);
      return { settings, handshake, result: await handshake.run(connect(settings)) };
    });
  } catch (error) {
    // An error that the closing stream still has to tell has nobody to tell it to.
    for (const stream of [handshake?.stream, raw]) stream?.on('error', () => {}).destroy();
    if (spnego || !handshake?.refusedFirstToken(error)) throw error;
    options.logger?.debug({ ...options.target }, 'Host refuses bare NTLM; trying SPNEGO');
    return attempt(options, true, signal);
  }
}

/**
 * Connects to a host up to its active stage: dials, negotiates security, judges the certificate, signs in, joins
 * channels, agrees on capabilities, and follows redirections.
 *
 * Rejects with a coded error that names the phase in its context; the stream is destroyed then. On success the caller
 * owns `stream`, which is paused and has no listeners: attach `error` before the next turn of the event loop.
 */
export async function connectHost(
  options: HostOptions,
  { signal }: { signal?: AbortSignal } = {},
): Promise<HostConnection> {
  let current = options;
  for (let redirections = 0; redirections <= MAX_REDIRECTIONS; redirections++) {
    const { settings, handshake, result } = await attempt(current, false, signal);
    const { stream, fingerprint } = handshake;
    if (result.kind === 'connected') {
      const credentials = { ...settings.credentials, password: '' };
      const leftover = handshake.rest();
      return { stream, connected: result, leftover, fingerprint, settings: { ...settings, credentials } };
    }
    stream.on('error', () => {}).destroy();
    options.logger?.info({ ...current.target }, 'Host redirects the session');
    current = redirected(current, result.redirection);
  }
  throw new GatewayError('HOST_REDIRECTED', { ...options.target, redirections: MAX_REDIRECTIONS });
}
