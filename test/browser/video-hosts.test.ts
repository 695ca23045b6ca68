/** H.264 of a real host, from its encoder to the canvas. */
import { execFileSync } from 'node:child_process';
import { PNG } from 'pngjs';
import t from 'tap';
import { createGateway } from '../../src/gateway/create-gateway.js';
import type { RealHost } from '../hosts/host.js';
import { type Pixels, psnr } from '../hosts/pictures.js';
import { shadowMissing, startShadow } from '../hosts/shadow.js';
import { closeBrowser, noBrowser, openPage } from './browser.js';
import { canvasPixels } from './canvas-pixels.js';
import { until } from './until.js';

t.setTimeout(120_000);

const viewport = { width: 1024, height: 768 };

/** What the host's display shows. */
function screenOf({ display }: RealHost): Pixels {
  const env = { ...process.env, DISPLAY: display };
  const png = execFileSync('import', ['-window', 'root', 'png24:-'], { env, maxBuffer: 64 << 20 });
  return PNG.sync.read(png);
}

for (const version of [2, 3] as const) {
  const missing = noBrowser || (shadowMissing(version) ?? false);
  t.test(`freerdp-shadow ${version}`, { skip: missing }, async (t) => {
    const host = await startShadow({ version, security: 'tls', scene: 'still' });
    t.teardown(() => host.close());
    const { name, port, username, password } = host;
    const desktop = { name, url: `rdp://127.0.0.1:${port}`, trust: 'ignore', username, password } as const;
    const gateway = await createGateway({ config: { listen: { port: 0 }, desktops: [desktop] } });
    t.teardown(() => gateway.close());
    const { page, complaints } = await openPage(t, { viewport });
    await page.goto(gateway.link());
    await page.locator('.root[data-phase=live]').waitFor();
    let quality = 0;
    await until(
      'the canvas shows the host',
      async () => {
        const [seen, screen] = [await canvasPixels(page), screenOf(host)];
        quality = seen.data.length === screen.data.length ? psnr(seen, screen) : 0;
        return 30 < quality;
      },
      60_000,
    );
    t.ok(30 < quality, `${quality.toFixed(1)} dB`);
    await page.evaluate(() => {
      const panel = document.querySelector('sluice-desktop')?.shadowRoot?.querySelector('aside.stats');
      panel?.removeAttribute('hidden');
    });
    await page
      .getByRole('complementary')
      .getByText(/H\.264 4:4:4/)
      .waitFor();
    t.same(complaints, []);
  });
}

t.test('the browser ends', async () => {
  await closeBrowser();
});
