/** `npm run bench -- browser`: what the client's kernels do in headless Chromium, and what WebGL2 would do instead. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { Codec } from '../../src/codec/commands.js';
import { splitTiles } from '../../src/codec/rfx/split.js';
import { PROJECT } from '../micro/libfreerdp.js';
import { readPayload } from '../micro/payloads.js';
import type { TileInput, Timing } from './page.js';

const FULL_HD = { width: 1920, height: 1080 };
/** Whole macroblocks, as decoders give them. */
const CODED = [1920, 1088] as const;
const HEADER = 28;

interface Measure {
  tiles(input: TileInput): Promise<Timing>;
  wasm420(width: number, height: number): Promise<Timing>;
  wasm444(width: number, height: number, version: 1 | 2): Promise<Timing>;
  webgl444(width: number, height: number, readBack: boolean): Timing | string;
}
declare const measure: Measure;

/** The tiles of a payload file, over and over until they cover a desktop of full HD. */
function fullHd(name: string): TileInput {
  const { width, height, batch } = readPayload(join(PROJECT, 'fixtures', 'codec', name));
  const view = new DataView(batch.buffer, batch.byteOffset);
  const data = batch.subarray(HEADER, HEADER + view.getUint32(20, true));
  const command = { codec: Codec.remoteFx, bitsPerPixel: 32, flags: 0, left: 0, top: 0, target: 0, data } as const;
  const size = { width, height, visibleWidth: width, visibleHeight: height };
  const split = splitTiles({ ...command, ...size }, { width, height });
  if (!split) throw new Error(`${name} cannot be cut into tiles`);
  const whole = split.tiles.filter(({ left, top }) => left + 64 <= width && top + 64 <= height);
  const columns = Math.ceil(FULL_HD.width / 64);
  const cells = Array.from({ length: columns * Math.ceil(FULL_HD.height / 64) }, (_, i) => ({
    x: (i % columns) * 64,
    y: Math.floor(i / columns) * 64,
    payload: [...whole[i % whole.length].payload],
  }));
  return { ...FULL_HD, quantizations: [...split.quantizations], tiles: cells };
}

async function withPage<T>(task: (page: Page) => Promise<T>): Promise<T> {
  const script = await build({
    entryPoints: [join(PROJECT, 'bench', 'browser', 'page.ts')],
    bundle: true,
    format: 'esm',
    write: false,
    target: 'es2022',
    platform: 'browser',
  });
  const files: Readonly<Record<string, readonly [string, string | Uint8Array]>> = {
    '/': ['text/html', '<script type="module" src="/page.js"></script>'],
    '/page.js': ['text/javascript', script.outputFiles[0].contents],
    '/kernels.wasm': ['application/wasm', readFileSync(join(PROJECT, 'native-bindings', 'wasm', 'sluice.wasm'))],
  };
  const server = createServer(({ url = '' }, response) => {
    const [type, body] = files[url] ?? ['text/plain', ''];
    response.setHeader('content-type', type).end(body);
  }).listen(0, '127.0.0.1');
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--enable-unsafe-swiftshader', '--disable-quic', '--no-first-run', '--disable-sync'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => 'measure' in globalThis);
    return await task(page);
  } finally {
    await browser.close();
    server.close();
  }
}

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const figures = await withPage(async (page) => {
  const found: Record<string, Timing | string> = {};
  for (const name of ['desktop.rfx3', 'desktop.rfx1', 'photo.rfx3', 'photo.rfx1']) {
    found[`RemoteFX tiles, ${name}`] = await page.evaluate((input) => measure.tiles(input), fullHd(`${name}.slpf`));
  }
  found['AVC420 to pixels, WebAssembly'] = await page.evaluate(([w, h]) => measure.wasm420(w, h), CODED);
  for (const version of [1, 2] as const) {
    const args = [...CODED, version] as const;
    found[`AVC444${version === 2 ? 'v2' : ''} to pixels, WebAssembly`] = await page.evaluate(
      ([w, h, v]) => measure.wasm444(w, h, v),
      args,
    );
  }
  for (const readBack of [false, true]) {
    const args = [...CODED, readBack] as const;
    found[`AVC444v2, WebGL2${readBack ? ', pixels brought back' : ''}`] = await page.evaluate(
      ([w, h, back]) => measure.webgl444(w, h, back),
      args,
    );
  }
  return found;
});

console.log('1920×1080, headless Chromium, one thread; milliseconds for a whole picture');
for (const [name, figure] of Object.entries(figures)) {
  const text =
    typeof figure === 'string'
      ? figure
      : `${figure.median.toFixed(2).padStart(8)} p95 ${figure.p95.toFixed(2).padStart(8)}   ${(1000 / figure.median).toFixed(0).padStart(5)} /s`;
  console.log(name.padEnd(44), text);
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
