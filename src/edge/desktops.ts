import { readFileSync } from 'node:fs';
import { parseHostUrl } from '../config/host-url.js';
import type { Config, DesktopConfig } from '../config/schema.js';
import { GatewayError } from '../errors.js';
import type { Logger } from '../logger.js';
import type { CredentialSource } from '../session/credential-desk.js';
import type { SessionRegistry } from '../session/registry.js';
import type { Session } from '../session/session.js';
import type { SessionHost, SessionInput } from '../session/session-options.js';
import type { Rights } from '../wire/messages.js';
import type { EdgeSessions, PublishedDesktop } from './session-port.js';

/** A published desktop on a real host. */
export interface HostDesktop extends PublishedDesktop {
  readonly host: SessionHost;
  /** Asked before each handshake; viewers are asked where it is missing. */
  readonly credentials?: CredentialSource;
  /** Of a session that the control plane allows. */
  readonly brokered?: {
    readonly id: string;
    readonly rights: Rights;
    opened(session: Session): void;
    failed(error: unknown): void;
  };
}

const SECURITY = {
  auto: { tls: true, nla: true, rdp: false },
  nla: { tls: false, nla: true, rdp: false },
  tls: { tls: true, nla: false, rdp: false },
  rdp: { tls: false, nla: false, rdp: true },
} as const;

/** The desktops of the configuration. `defaults` says what the configuration leaves open. */
export function publishDesktops(config: Config, defaults: Omit<SessionHost, 'target'>): HostDesktop[] {
  return config.desktops.map((desktop) => publish(desktop, config, defaults));
}

function publish(desktop: DesktopConfig, config: Config, defaults: Omit<SessionHost, 'target'>): HostDesktop {
  const url = parseHostUrl(desktop.url);
  const { name, keyboardLayout, colorDepth, nsCodec, remoteFx } = desktop;
  const { dialTimeout, handshakeTimeout } = config.sessions;
  const username = desktop.username ?? url.username;
  const domain = desktop.domain || url.domain;
  const { password } = desktop;
  return {
    name,
    keyboardLayout,
    credentials:
      password === undefined && username === '' ? undefined : () => ({ username, domain, password: password ?? '' }),
    host: {
      ...defaults,
      target: url.target,
      security: SECURITY[desktop.security],
      trust: trustPolicy(desktop, config.trustStore),
      codecs: { colorDepth, nsCodec, remoteFx },
      graphics: graphicsOffer(desktop, defaults.graphics),
      compression: desktop.compression,
      program: programOf(desktop),
      alternateShell: desktop.shell,
      workingDirectory: desktop.workingDirectory,
      timeouts: { dialMs: dialTimeout, handshakeMs: handshakeTimeout },
    },
  };
}

function programOf({ program, programArguments, workingDirectory }: DesktopConfig): SessionHost['program'] {
  return program === '' ? undefined : { path: program, arguments: programArguments, workingFolder: workingDirectory };
}

function graphicsOffer({ graphics, video }: DesktopConfig, most: SessionHost['graphics']): SessionHost['graphics'] {
  if (graphics === 'off' || !most) return undefined;
  return video ? most : { ...most, avc: 'none' };
}

function trustPolicy({ trust, ca }: DesktopConfig, store: string): SessionHost['trust'] {
  if (trust === 'ignore') return { mode: 'ignore' };
  if (trust.startsWith('tofu')) return { mode: 'tofu', store: trust.slice('tofu:'.length) || store };
  if (trust.startsWith('pin:')) return { mode: 'pin', sha256: trust.slice(4).toLowerCase().split(',') };
  return { mode: 'verify', ca: ca.map(readPem) };
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new GatewayError('CONFIG_INVALID', { file }, { cause, detail: `desktops.ca: ${file} cannot be read` });
  }
}

/** The real sessions behind the edge. */
export class HostSessions implements EdgeSessions<HostDesktop> {
  readonly #registry: SessionRegistry;
  readonly #shared: Pick<SessionInput, 'pool'> & Partial<SessionInput>;

  constructor(
    registry: SessionRegistry,
    { config, pool, gateway, logger }: { config: Config; pool: SessionInput['pool']; gateway: string; logger: Logger },
  ) {
    this.#registry = registry;
    const { grace, viewers } = config.sessions;
    this.#shared = { pool, gateway, logger, graceMs: grace, maxViewers: viewers };
  }

  open({ host, credentials, brokered }: HostDesktop): Session {
    const { id, rights } = brokered ?? {};
    const session = this.#registry.create({
      ...{ ...this.#shared, host, credentials },
      ...(id !== undefined && { id, rights }),
    });
    brokered?.opened(session);
    return session;
  }

  close(): Promise<void> {
    return this.#registry.close();
  }
}
