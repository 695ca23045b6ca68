import type { Config } from '../config/schema.js';
import type { HostDesktop } from '../edge/desktops.js';
import { startDemoHost } from '../host/demo/demo-host.js';
import { HOST_DEFAULTS } from '../transport/defaults.js';

export interface Demo {
  readonly address: string;
  /** SHA-256 of its certificate. */
  readonly fingerprint: string;
  readonly desktop: HostDesktop;
  close(): Promise<void>;
}

/** Starts the demo host and describes it as a desktop. It asks for no account; its certificate is known, so it is pinned. */
export async function startDemo({ sessions }: Config): Promise<Demo> {
  const { port, fingerprint, close } = await startDemoHost();
  const desktop: HostDesktop = {
    name: 'Demo',
    credentials: () => ({ username: '', domain: '', password: '' }),
    host: {
      ...HOST_DEFAULTS,
      target: { host: '127.0.0.1', port },
      trust: { mode: 'pin', sha256: [fingerprint] },
      timeouts: { dialMs: sessions.dialTimeout, handshakeMs: sessions.handshakeTimeout },
    },
  };
  return { address: `127.0.0.1:${port}`, fingerprint, desktop, close };
}
