/** A host that packs what it draws: what is handed on to viewers is packed again, for those who unpack it. */
import t from 'tap';
import { startEgfxScript } from '../../../src/host/egfx/script/script-host.js';
import { Session } from '../../../src/session/session.js';
import { HOST_DEFAULTS } from '../../../src/transport/defaults.js';
import { WorkerPool } from '../../../src/workers/pool.js';
import { ModelViewer } from '../model-viewer.js';

const pool = new WorkerPool({ threads: 2 });
t.teardown(() => pool.close());

t.test('a viewer that unpacks frames gets the same picture in fewer bytes', async (t) => {
  const host = await startEgfxScript({ codecs: 'progressive' });
  t.teardown(() => host.close());
  const session = new Session({
    id: 'packed',
    pool,
    host: {
      ...{ ...HOST_DEFAULTS, target: { host: '127.0.0.1', port: host.port }, width: 640, height: 480 },
      ...{ trust: { mode: 'pin', sha256: [host.fingerprint] }, security: { tls: true, nla: false, rdp: false } },
    },
  });
  t.teardown(() => session.destroy());
  const [packed, plain] = [
    { handedOn: true, unpacks: true },
    { handedOn: true, unpacks: false },
  ].map((hello) => new ModelViewer(session, { hello }));
  const deadline = performance.now() + 20_000;
  while (!host.finished && performance.now() < deadline) await new Promise(setImmediate);
  t.ok(host.finished, 'every frame was acknowledged');
  const { rgba } = await session.snapshot();
  for (const viewer of [packed, plain]) await viewer.shows(() => rgba);
  t.ok(packed.bytes < plain.bytes * 0.85, `${packed.bytes} against ${plain.bytes} bytes`);
});
