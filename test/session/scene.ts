import { SessionMetrics } from '../../src/session/metrics.js';
import { Session } from '../../src/session/session.js';
import type { SessionInput } from '../../src/session/session-options.js';
import { HOST } from './host-options.js';
import { ModelViewer, type ModelViewerOptions } from './model-viewer.js';
import { ScriptedHost } from './scripted-host.js';

export interface Scene {
  readonly host: ScriptedHost;
  readonly session: Session;
  readonly metrics: SessionMetrics;
  view(options?: ModelViewerOptions): ModelViewer;
  /** What every viewer should come to show: the picture after all that the host has sent. */
  picture(): Promise<Uint8Array>;
}

interface Teardown {
  teardown(fn: () => Promise<void>): void;
}

/** A session at a scripted host; both end with the test. */
export async function scene(t: Teardown, options: Pick<SessionInput, 'pool'> & Partial<SessionInput>): Promise<Scene> {
  const host = await ScriptedHost.start();
  const metrics = new SessionMetrics();
  const session = new Session({ id: 'one', host: HOST, connect: host.connect, metrics, ...options });
  t.teardown(async () => {
    session.destroy();
    await host.close();
  });
  return {
    ...{ host, session, metrics },
    view: (viewerOptions) => new ModelViewer(session, viewerOptions),
    picture: async () => {
      await arrived(host, metrics);
      return (await session.snapshot()).rgba;
    },
  };
}

/** Waits until the session has taken every byte of the last connection. */
async function arrived(host: ScriptedHost, metrics: SessionMetrics): Promise<void> {
  const deadline = performance.now() + 20_000;
  const before = host.bytesOfEarlierConnections;
  while (metrics.hostBytes < before + host.last.socket.bytesWritten) {
    if (deadline < performance.now()) throw new Error('timed out waiting for what the host sent');
    await new Promise(setImmediate);
  }
}

/** Stripes that differ in every cell. */
export const stripes = (seed: number) => (x: number, y: number) => ((x * 7) ^ (y * 13 + seed * 31)) & 0xffffff;

/** Noise, which no encoder makes smaller. */
export const noise = (seed: number) => (x: number, y: number) => {
  const mixed = Math.imul((x * 73856093) ^ (y * 19349663) ^ (seed * 83492791), 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & 0xffffff;
};
