import type { Logger } from '../../logger.js';
import type { DesktopSize, HostSettings } from '../../rdp/accept/settings.js';
import { startRdpServer } from '../server/rdp-server.js';
import { possibleSize } from './possible-size.js';
import type { MouseButton } from './scene/app.js';
import type { LockKeys } from './scene/taskbar.js';
import { DemoSession } from './session.js';

export interface DemoHostOptions {
  /** 0, the default, picks a free one. */
  readonly port?: number;
  readonly logger?: Logger;
}

/** What the client that connected last has done. */
export interface Received {
  /** Contents of the text box. */
  readonly text: string;
  readonly pointer: { readonly x: number; readonly y: number };
  /** How often each button went down. */
  readonly clicks: Readonly<Record<MouseButton, number>>;
  readonly held: readonly MouseButton[];
  /** Sums of all rotations, 120 to a notch. */
  readonly wheel: { readonly vertical: number; readonly horizontal: number };
  /** The last key event in words. */
  readonly key: string;
  readonly locks: LockKeys;
  /** Size of the desktop. */
  readonly size: DesktopSize;
  /** Frames sent so far. */
  readonly frames: number;
}

export interface DemoHost {
  readonly port: number;
  /** SHA-256 of the host's certificate in lower-case hexadecimal, for pinning. */
  readonly fingerprint: string;
  /** Undefined until a client has connected. */
  readonly received: Received | undefined;
  /** Sessions that are connected now. */
  readonly sessions: number;
  close(): Promise<void>;
}

const SHARE_ID = 0x103ea;

const SETTINGS: HostSettings = {
  security: { tls: true, rdp: false },
  desktop: possibleSize,
  colorDepth: 'client',
  codecs: { nsCodec: false, remoteFx: false, surfaceCommands: false },
  remotePrograms: true,
  name: 'SLUICE',
  shareId: SHARE_ID,
};

/**
 * Starts the demo host: an RDP server on loopback that shows a small desktop of its own and reacts to everything a
 * client does. Each client gets its own desktop. No account is asked for, because there is nothing to protect.
 *
 * ```ts
 * const host = await startDemoHost();
 * console.log(`rdp://127.0.0.1:${host.port}, certificate ${host.fingerprint}`);
 * await host.close();
 * ```
 */
export async function startDemoHost(options: DemoHostOptions = {}): Promise<DemoHost> {
  const sessions = new Set<DemoSession>();
  let latest: DemoSession | undefined;
  const server = await startRdpServer({
    port: options.port,
    logger: options.logger,
    settings: () => SETTINGS,
    onClient(client) {
      const session = new DemoSession(client);
      sessions.add(session);
      latest = session;
      void client.closed.then(() => sessions.delete(session));
    },
  });
  return {
    port: server.port,
    fingerprint: server.fingerprint,
    get received() {
      return latest && inspect(latest);
    },
    get sessions() {
      return sessions.size;
    },
    close: () => server.close(),
  };
}

function inspect(session: DemoSession): Received {
  const { x, y, held, clicks, wheel, key } = session.input;
  return {
    text: session.text,
    pointer: { x, y },
    clicks: { ...clicks },
    held: [...held],
    wheel: { ...wheel },
    key,
    locks: session.locks,
    size: session.size,
    frames: session.frames,
  };
}
