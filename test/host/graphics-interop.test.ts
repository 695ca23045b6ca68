/** FreeRDP's client shows what our host sends through the graphics pipeline: nobody else reads what our encoders write. */
import t from 'tap';
import { startDemoHost } from '../../src/host/demo/demo-host.js';
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

t.test('xfreerdp3 works with the demo through the pipeline', { skip }, async (t) => {
  const host = await startDemoHost();
  t.teardown(() => host.close());
  const client = await ForeignClient.start(t, 'xfreerdp3', host.port, ['/gfx', '/bpp:32']);
  await client.until('a picture', async () => 1000 < new Set(await client.picture()).size);
  await client.act('mousemove', '100', '70', 'click', '1', 'type', '--delay', '20', 'Copies and fills');
  await client.until('the text', () => host.received?.text === 'Copies and fills');
  // By its title, the window with the text goes elsewhere.
  const before = await client.picture();
  await client.act('mousemove', '150', '28', 'mousedown', '1', 'mousemove', '210', '80', 'mouseup', '1');
  await client.until('the window at another place', async () => {
    const now = await client.picture();
    return now.reduce((count, pixel, i) => count + (pixel === before[i] ? 0 : 1), 0) > 10_000;
  });
  const { frames } = host.received!;
  await client.until('more frames', () => frames + 5 < host.received!.frames);
  t.pass('and goes on');
});
