/** Tiles that a host encoded, decoded by the kernels in Chromium under the page's strict policy. */
import t from 'tap';
import { Codec } from '../../src/codec/commands.js';
import { RemoteFxEncoder } from '../../src/host/egfx/encode/rfx/remote-fx.js';
import { Packer } from '../../src/workers/packer.js';
import { bitmap } from '../native/canvas.js';
import { create, Desktop, map } from '../native/graphics-records.js';
import { messages, progressive, scene } from '../native/progressive-streams.js';
import { handedOnFrame } from '../web/handed-on-frame.js';
import { closeBrowser, noBrowser, openPage } from './browser.js';
import { type Picture, testPicture } from './picture.js';
import { shows, startScripted } from './scripted-gateway.js';
import { until } from './until.js';

const [WIDTH, HEIGHT] = [300, 150];

/** What the gateway's decoder has on its desktop. */
function shownBy(desktop: Desktop): Picture {
  const { pixels } = desktop.canvas.surface;
  const rgba = pixels.map((_, i) => pixels[i % 4 === 0 ? i + 2 : i % 4 === 2 ? i - 2 : i]);
  return { width: WIDTH, height: HEIGHT, rgba };
}

t.test('handed-on tiles in packed frames look as the gateway would have drawn them', { skip: noBrowser }, async (t) => {
  const gatewaysOwn = new Desktop(WIDTH, HEIGHT);
  t.teardown(() => gatewaysOwn.dispose());
  gatewaysOwn.draw(create(0, WIDTH, HEIGHT), map(0, 0, 0));
  const { gateway, sessions } = await startScripted(t, (session) => session.show(testPicture(WIDTH, HEIGHT)));
  const { page, complaints } = await openPage(t);
  await page.goto(gateway.link());
  const viewer = await until('the client connects', () => sessions.opened[0]?.viewers[0]);
  t.match(viewer.hello, { handedOn: true, unpacks: true });
  const remoteFx = new RemoteFxEncoder().encode(scene(WIDTH, HEIGHT, 1), { entropy: 'rlgr3' });
  const packer = new Packer();
  const commands = [
    bitmap(Codec.remoteFx, WIDTH, HEIGHT, remoteFx),
    ...messages(WIDTH, HEIGHT, true).map((message) => progressive(0, message)),
  ];
  for (const command of commands) {
    const { sections, tiles } = handedOnFrame(command, { width: WIDTH, height: HEIGHT });
    gatewaysOwn.draw(command);
    viewer.frame(sections, 1, tiles, packer);
    await shows(page, shownBy(gatewaysOwn));
  }
  // What was drawn with last stays among the figures.
  await page.evaluate(() => {
    const panel = document.querySelector('sluice-desktop')?.shadowRoot?.querySelector('aside.stats');
    panel?.removeAttribute('hidden');
  });
  await page.getByRole('complementary').getByText('progressive tiles').waitFor();
  t.same(complaints, []);
});

t.test('the browser ends', async () => {
  await closeBrowser();
});
