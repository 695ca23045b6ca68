/** What a session makes of each of the pipeline's codecs, from a host that uses all of them. */
import t from 'tap';
import { type CodecSet, startEgfxScript } from '../../../src/host/egfx/script/script-host.js';
import { connectRdp } from '../../../src/session/connect-rdp.js';

/** Mean square of the differences of all channels between RGBA bytes and words of 0xRRGGBB. */
function error(rgba: Uint8Array, words: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < words.length; i++)
    for (const channel of [0, 1, 2]) sum += (rgba[4 * i + channel] - ((words[i] >> (16 - 8 * channel)) & 255)) ** 2;
  return sum / (3 * words.length);
}

/** How far from the picture a session may be when everything has arrived. */
const SETS: readonly (readonly [CodecSet, number])[] = [
  ['clear', 0],
  ['caches', 0],
  ['progressive', 4],
  ['rfx', 3],
];

for (const [codecs, most] of SETS) {
  t.test(`the picture of ${codecs}`, async (t) => {
    const host = await startEgfxScript({ codecs });
    t.teardown(() => host.close());
    const session = await connectRdp({
      ...{ host: '127.0.0.1', port: host.port, trust: { mode: 'pin', sha256: [host.fingerprint] } },
      ...{ security: { tls: true, nla: false, rdp: false }, width: 640, height: 480 },
    });
    t.teardown(() => session.destroy());
    const deadline = performance.now() + 20_000;
    while (!host.finished && performance.now() < deadline) await new Promise(setImmediate);
    t.ok(host.finished, 'every frame was acknowledged');
    const { rgba, width, height } = await session.snapshot();
    t.same([width, height], [640, 480]);
    const off = error(rgba, host.picture?.pixels ?? new Uint32Array(0));
    t.ok(off <= most, `error ${off}`);
  });
}
