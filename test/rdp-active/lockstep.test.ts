import t from 'tap';
import { ActiveStage } from '../../src/rdp/active/active-stage.js';
import { nodeCrypto } from '../../src/transport/node-crypto.js';
import { CLIPRDR, settings } from './host-frames.js';
import { lockstep } from './lockstep.js';

t.test('a session that begins with the connection sequence of our own host', async (t) => {
  const { connected } = lockstep(
    { ...settings(), channels: [{ name: CLIPRDR.name, options: CLIPRDR.options }], crypto: nodeCrypto },
    {
      security: { tls: true, rdp: false },
      desktop: ({ width, height }) => ({ width: width / 2, height }),
      colorDepth: 'client',
      codecs: { nsCodec: true, remoteFx: true, surfaceCommands: true },
      name: 'host',
      shareId: 0x103ea,
    },
  );
  if (connected?.kind !== 'connected') throw new Error('not connected');
  t.match(connected.activation, { width: 640, height: 800 });
  const out: Uint8Array[] = [];
  t.equal(new ActiveStage(settings(), connected).sendChannel('cliprdr', new Uint8Array(3), out), true);
  t.equal(out.length, 1);
});
