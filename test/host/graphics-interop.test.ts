/** FreeRDP's client shows what our host sends through the graphics pipeline: nobody else reads what our encoders write. */
import t from 'tap';
import { type CodecSet, startEgfxScript } from '../../src/host/egfx/script/script-host.js';
import { missing } from '../hosts/host.js';
import { ForeignClient, PROGRAMS, SIZE } from './foreign-client.js';
import { meanSquare } from './graphics-canvas.js';

const skip = missing('freerdp3-x11 xvfb imagemagick xdotool', ['xfreerdp3', ...PROGRAMS]) ?? false;

interface Reading {
  readonly options: string;
  /** How far from the picture the client may be when everything has arrived. */
  readonly most: number;
}

const SETS: Readonly<Record<CodecSet, Reading>> = {
  clear: { options: '/gfx', most: 0 },
  caches: { options: '/gfx', most: 0 },
  progressive: { options: '/gfx:progressive', most: 4 },
  rfx: { options: '/gfx:RFX', most: 3 },
  avc420: { options: '/gfx:AVC420', most: 6 },
  avc444v1: { options: '/gfx:AVC444', most: 10 },
  avc444v2: { options: '/gfx:AVC444', most: 3 },
};

for (const [codecs, { options, most }] of Object.entries(SETS)) {
  t.test(`xfreerdp3 shows the script with ${codecs}`, { skip }, async (t) => {
    const host = await startEgfxScript({ codecs: codecs as CodecSet, size: SIZE });
    t.teardown(() => host.close());
    const client = await ForeignClient.start(t, 'xfreerdp3', host.port, [options, '/bpp:32']);
    await client.until('the end of the script', () => host.finished);
    let last = Number.POSITIVE_INFINITY;
    await client.until('the last picture', async () => {
      last = meanSquare(await client.picture(), host.picture!.pixels);
      return last <= most;
    });
    t.ok(last <= most, `error ${last}`);
  });
}
