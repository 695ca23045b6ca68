/** Decoded H.264 views through the browser's kernels and through libfreerdp give the same pixels, to the bit. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { findLibfreerdp } from '../../bench/micro/libfreerdp.js';
import type { View, Yuv444 } from '../../src/web/kernels/kernels.js';
import { numbers } from '../native/canvas.js';
import { loadKernels } from './kernels.js';
import { emptyView, paintView, place, type View420, whole } from './video-views.js';

const libfreerdp = findLibfreerdp();
const options = { skip: typeof libfreerdp === 'string' ? libfreerdp : false } as const;
const AUXILIARY: Readonly<Record<'444' | '444v2', View>> = { '444': 'auxiliary', '444v2': 'auxiliaryV2' };

function ours(
  kind: '420' | '444' | '444v2',
  width: number,
  height: number,
  views: readonly View420[],
  layout: 'I420' | 'NV12',
): Buffer {
  const kernels = loadKernels();
  const { heap } = kernels;
  const [main, auxiliary] = views.map((view) => place(kernels, view, layout));
  const picture = heap.allocate(width * height * 4);
  const visible = { left: 0, top: 0, right: width, bottom: height };
  const all = { left: 0, top: 0, right: whole(width), bottom: whole(height) };
  if (kind === '420') kernels.drawYuv420(main, visible, picture, width * 4);
  else {
    const planes = heap.allocate(3 * whole(width) * whole(height));
    const combined: Yuv444 = { planes, width: whole(width), height: whole(height) };
    kernels.combine('main', main, all, combined);
    kernels.combine(AUXILIARY[kind], auxiliary, all, combined);
    kernels.drawYuv444(combined, visible, picture, width * 4);
  }
  return Buffer.from(heap.buffer, picture, width * height * 4);
}

/** RGBA as BGRX: red and blue change places. */
const asBgrx = (rgba: Buffer): Buffer =>
  Buffer.from(rgba.map((_, at) => (at % 4 === 3 ? 0 : rgba[at % 4 === 1 ? at : at ^ 2])));
const withoutAlpha = (bgrx: Buffer): Buffer => Buffer.from(bgrx.map((value, at) => (at % 4 === 3 ? 0 : value)));

t.test('pictures', options, async (t) => {
  if (typeof libfreerdp === 'string') return;
  const folder = mkdtempSync(join(tmpdir(), 'sluice-views-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const random = numbers(31);
  for (const kind of ['420', '444', '444v2'] as const) {
    for (const [width, height] of [
      [64, 64],
      [320, 208],
      [150, 90],
      [34, 2],
    ]) {
      const views = [emptyView(width, height), ...(kind === '420' ? [] : [emptyView(width, height)])];
      for (const view of views) paintView(view, random);
      const [path, picture] = [join(folder, 'views'), join(folder, 'picture')];
      writeFileSync(path, Buffer.concat(views.map(({ bytes }) => bytes)));
      libfreerdp.yuv(kind, width, height, path, picture);
      const expected = withoutAlpha(readFileSync(picture));
      for (const layout of ['I420', 'NV12'] as const) {
        const seen = asBgrx(ours(kind, width, height, views, layout));
        t.ok(seen.equals(expected), `${kind} ${width}×${height} ${layout}`);
      }
    }
  }
});
