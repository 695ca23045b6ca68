import t from 'tap';
import { startDemoHost } from '../../src/host/demo/demo-host.js';
import { replayHost } from '../../src/host/replay/replay-host.js';
import { missing } from '../hosts/host.js';
import { ForeignClient, PROGRAMS, SIZE } from './foreign-client.js';
import { recordingOf, testPicture } from './recordings.js';

for (const [program, packages] of [
  ['xfreerdp', 'freerdp2-x11'],
  ['xfreerdp3', 'freerdp3-x11'],
] as const) {
  const skip = missing(`${packages} xvfb imagemagick xdotool`, [program, ...PROGRAMS]) ?? false;

  t.test(`${program} shows a replay, pixel for pixel`, { skip }, async (t) => {
    const host = await replayHost({ recording: recordingOf([SIZE]), speed: 'max' });
    t.teardown(() => host.close());
    const client = await ForeignClient.start(t, program, host.port);
    const expected = Buffer.from(testPicture(SIZE, 0).pixels.buffer);
    await client.until('the recorded picture', async () =>
      Buffer.from((await client.picture()).buffer).equals(expected),
    );
    t.pass('the recorded picture');
  });

  t.test(`${program} works with the demo`, { skip }, async (t) => {
    const host = await startDemoHost();
    t.teardown(() => host.close());
    const client = await ForeignClient.start(t, program, host.port);
    await client.until('a picture', async () => 1000 < new Set(await client.picture()).size);
    t.same(host.received?.size, SIZE);
    await client.act('mousemove', '100', '70', 'click', '1', 'click', '4', 'type', '--delay', '20', 'Hi there, (42)!');
    await client.until('the text', () => host.received?.text === 'Hi there, (42)!');
    await client.until('the pointer', () => host.received?.pointer.x === 100 && host.received.pointer.y === 70);
    t.match(host.received, { clicks: { left: 1 }, wheel: { vertical: 120 } });
  });

  t.test(`${program} shows the windows of a program`, { skip }, async (t) => {
    const host = await startDemoHost();
    t.teardown(() => host.close());
    const app = program === 'xfreerdp3' ? '/app:program:||desk' : '/app:||desk';
    const client = await ForeignClient.start(t, program, host.port, [app]);
    const at = async (title: string) => String(await client.windows(title));
    await client.until('the first window', async () => (await at('^Log$')) === '60,40,480,320');
    await client.until('the second', async () => (await at('^Untitled .*Notes$')) === '108,88,480,320');
    await client.act('mousemove', '300', '200', 'click', '1', 'type', '--delay', '20', 'Hi');
    await client.until('its new title', async () => (await at('^Hi .*Notes$')) !== '');
    t.equal(host.received?.text, 'Hi');
    // The button that closes lies twenty pixels from the right.
    await client.act('mousemove', '568', '104', 'click', '1');
    await client.until('it to be closed', async () => (await at('Notes$')) === '');
    t.equal(await at('^Log$'), '60,40,480,320');
  });

  t.test(`${program} shows the demo with fewer colours`, { skip }, async (t) => {
    for (const [depth, colours] of [
      [16, 500],
      [24, 1000],
    ]) {
      const host = await startDemoHost();
      t.teardown(() => host.close());
      const client = await ForeignClient.start(t, program, host.port, [`/bpp:${depth}`]);
      await client.until(`${depth} bits`, async () => colours < new Set(await client.picture()).size);
      t.pass(`${depth} bits`);
    }
  });
}
