import { once } from 'node:events';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { SessionMetrics } from '../../src/session/metrics.js';
import { Session } from '../../src/session/session.js';
import { HOST_DEFAULTS } from '../../src/transport/defaults.js';
import type { WorkerPool } from '../../src/workers/pool.js';
import { InstantViewer, type InstantViewerOptions } from './instant-viewer.js';
import { connectionTo, HostEnd, type PlayableRecording } from './recorded-connection.js';

/** A recorded host, a session and a viewer, with nothing else between them. */
export interface Stage {
  readonly host: HostEnd;
  readonly session: Session;
  readonly viewer: InstantViewer;
  readonly metrics: SessionMetrics;
  /** Resolves when all that was sent is drawn and the viewer has it. */
  settled(): Promise<void>;
}

export async function setUp(
  source: PlayableRecording,
  pool: WorkerPool,
  options: Partial<InstantViewerOptions> = {},
): Promise<Stage> {
  const host = new HostEnd();
  const metrics = new SessionMetrics();
  const session = new Session({
    id: 'bench',
    pool,
    metrics,
    host: { ...HOST_DEFAULTS, target: { host: 'recording', port: 0 } },
    connect: async () => connectionTo(host, source),
  });
  const { desktop, video } = source;
  const viewer = new InstantViewer(session, desktop, { check: false, handedOn: false, video, ...options });
  await once(session, 'desktop');
  let sent = 0;
  const send = host.send.bind(host);
  host.send = (data) => {
    sent += data.length;
    return send(data);
  };
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 4 && metrics.hostBytes < sent; turn++) await nextTurn();
    // The session has the host wait; asking in every turn would count as its processor time.
    while (metrics.hostBytes < sent && !session.ended) await delay(1);
    await session.drained();
    while (!viewer.current && !session.ended) await acknowledgement(viewer);
    if (session.ended) throw await session.closed;
  };
  return { host, session, viewer, metrics, settled };
}

/** An encode batch without a tile is not acknowledged; then the clock looks again. */
function acknowledgement(viewer: InstantViewer): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      viewer.off('acknowledged', done);
      resolve();
    };
    const timer = setTimeout(done, 2);
    viewer.on('acknowledged', done);
  });
}
