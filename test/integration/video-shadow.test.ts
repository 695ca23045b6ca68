/** H.264 of a real host on its way to viewers, and what becomes of it when not all of them decode it. */
import t, { type Test } from 'tap';
import { Session } from '../../src/session/session.js';
import { WorkerPool } from '../../src/workers/pool.js';
import type { RealHost } from '../hosts/host.js';
import { until } from '../hosts/processes.js';
import { shadowMissing, startShadow } from '../hosts/shadow.js';
import { ModelViewer } from '../session/model-viewer.js';
import { hostFor, needs, optionsFor } from './connect.js';

t.setTimeout(120_000);

const SIZE = { width: 1024, height: 768 };

function sessionAt(t: Test, host: RealHost): Session {
  const pool = new WorkerPool({ threads: 2 });
  const { credentials, ...options } = optionsFor(host);
  // A host before version 10.3 of the pipeline is connected to anew, which needs the password again.
  const session = new Session({ id: 'one', pool, host: options, credentials: () => credentials });
  t.teardown(async () => {
    session.destroy();
    await pool.close();
  });
  return session;
}

/** Joins a viewer and collects what kinds of H.264 it is sent; key frames are marked. */
function viewWith(session: Session, video: 0 | 1 | 2): { viewer: ModelViewer; units: string[] } {
  const viewer = new ModelViewer(session, { hello: { ...SIZE, video } });
  const units: string[] = [];
  viewer.on('message', (message) => {
    if (message.type !== 'frame') return;
    for (const { kind, keyFrame } of message.body.video) units.push(keyFrame ? `${kind} key` : kind);
  });
  return { viewer, units };
}

for (const [video, kind] of [
  [1, 'avc420'],
  [2, 'avc444'],
] as const) {
  t.test(`freerdp-shadow 3 sends ${kind}`, needs(shadowMissing(3)), async (t) => {
    const host = await hostFor(t, () => startShadow({ version: 3, security: 'nla' }));
    const session = sessionAt(t, host);
    const first = viewWith(session, video);
    await first.viewer.until(() => first.units.length !== 0, 'H.264');
    t.ok(first.units[0].startsWith(kind) && first.units[0].endsWith(' key'), `${first.units[0]} comes first`);

    const second = viewWith(session, 0);
    await until('a picture without H.264', async () => {
      const { rgba } = await session.snapshot();
      const { canvas } = second.viewer;
      return canvas !== undefined && hasColours(rgba) && Buffer.compare(bytesOf(canvas.rgba), rgba) === 0;
    });
    t.same(second.units, []);
  });
}

const bytesOf = ({ buffer }: { buffer: ArrayBufferLike }): Uint8Array => new Uint8Array(buffer);

function hasColours(rgba: Uint8Array): boolean {
  const words = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length >> 2);
  return words.some((word) => word !== words[0]);
}
