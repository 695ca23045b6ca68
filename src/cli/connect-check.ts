import { connectHost } from '../transport/connect-host.js';
import type { HostConnection, HostOptions } from '../transport/types.js';
import { type HostFlags, hostOptions } from './host-options.js';
import { describeProtocol } from './protocol-name.js';

export interface ConnectCheckFlags extends HostFlags {
  readonly json?: boolean;
}

/** What a connection came to, in the order in which a person asks. */
export interface ConnectReport {
  readonly host: string;
  readonly port: number;
  /** Milliseconds from the start at which each step was done. */
  readonly checkpoints: Readonly<Record<string, number>>;
  readonly security: string;
  readonly sha256: string | undefined;
  readonly desktop: { readonly width: number; readonly height: number; readonly colorDepth: number };
  readonly channels: readonly string[];
  /** What the host said it can do. */
  readonly capabilities: HostConnection['connected']['activation']['host'];
}

/** Connects up to the active stage, notes what happens when, and leaves. */
export async function connectCheck(
  options: HostOptions,
  onCheckpoint: (name: string, ms: number) => void,
  signal?: AbortSignal,
): Promise<ConnectReport> {
  const startedAt = performance.now();
  const checkpoints: Record<string, number> = {};
  const note = (name: string): void => {
    checkpoints[name] = Math.round(performance.now() - startedAt);
    onCheckpoint(name, checkpoints[name]);
  };
  const connection = await connectHost({ ...options, onCheckpoint: note }, { signal });
  connection.stream.on('error', () => {}).destroy();
  const { connected, fingerprint } = connection;
  const { width, height, colorDepth, host: capabilities } = connected.activation;
  return {
    ...options.target,
    checkpoints,
    security: describeProtocol(connected),
    sha256: fingerprint,
    desktop: { width, height, colorDepth },
    channels: connected.channels.map(({ name }) => name),
    capabilities,
  };
}

function describe({ host, port, security, sha256, desktop, channels, capabilities }: ConnectReport): string {
  const able = Object.entries(capabilities).filter(([, value]) => value === true);
  const rows = [
    ['host', `${host} port ${port}`],
    ['security', security],
    ['certificate', sha256 ? `SHA-256 ${sha256}` : 'none'],
    ['desktop', `${desktop.width}x${desktop.height}, ${desktop.colorDepth} bits per pixel`],
    ['channels', channels.join(', ') || 'none'],
    ['host can', able.map(([name]) => name).join(', ') || 'nothing beyond the basics'],
  ];
  return rows.map(([name, value]) => `${name.padEnd(12)}${value}\n`).join('');
}

/** `sluice connect-check`. */
export async function runConnectCheck(address: string, flags: ConnectCheckFlags): Promise<void> {
  const options = await hostOptions(address, flags);
  const progress = (name: string, ms: number): void => {
    if (!flags.json) process.stdout.write(`${(ms / 1000).toFixed(3).padStart(8)} s  ${name}\n`);
  };
  const report = await connectCheck(options, progress);
  process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : describe(report));
}
