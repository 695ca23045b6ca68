/** The same progressive messages through our kernels and through libfreerdp give the same picture, to the bit. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { findLibfreerdp } from '../../bench/micro/libfreerdp.js';
import { hashPicture, writePayload } from '../../bench/micro/payloads.js';
import { native } from './canvas.js';
import { Desktop } from './graphics-records.js';
import { messages, payload } from './progressive-streams.js';

const libfreerdp = findLibfreerdp();
const options = { skip: typeof libfreerdp === 'string' ? libfreerdp : false } as const;

t.test('after each message of a stream', options, async (t) => {
  if (typeof libfreerdp === 'string') return;
  const folder = mkdtempSync(join(tmpdir(), 'sluice-progressive-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'stream.slpf');
  for (const [width, height, extrapolate] of [
    [192, 128, true],
    [150, 100, true],
    [150, 100, false],
  ] as const) {
    const list = messages(width, height, extrapolate);
    for (let count = 1; count <= list.length; count++) {
      const stream = payload(width, height, list.slice(0, count));
      writeFileSync(path, writePayload(stream));
      const desktop = new Desktop(width, height);
      const { surface, dirty, palette } = desktop.canvas;
      t.equal(native.decodeBatch(stream.batch, surface, dirty, palette, desktop.graphics), -1);
      const name = `${width}×${height}, ${extrapolate ? 'reduce-extrapolate' : 'plain'}, message ${count}`;
      t.equal(hashPicture(surface.pixels), libfreerdp.decode(path).hash, name);
      desktop.dispose();
    }
  }
});
