import { type CodecSet, startEgfxScript } from '../../src/host/egfx/script/script-host.js';
import type { Fixture } from './fixture.js';
import { type GrdOptions, grdMissing, startGrd } from './grd.js';
import { type MovingScene, SCROLLING_LOG, sceneScript, scenesMissing } from './scenes.js';
import { shadowMissing, startShadow } from './shadow.js';

/** What makes FreeRDP's server choose a codec: what the client offers, and what the server itself leaves out. */
interface ShadowCodec {
  readonly codecs: string;
  readonly extra?: readonly string[];
}

const SHADOW_CODECS = {
  progressive: { codecs: 'planar,progressive' },
  // It takes RemoteFX for the pipeline from what a client says of its surface codecs.
  cavideo: { codecs: 'planar,remotefx,progressive' },
  gfxplanar: { codecs: 'planar,progressive', extra: ['-gfx-progressive'] },
  uncompressed: { codecs: 'planar,progressive', extra: ['-gfx-progressive', '-gfx-planar'] },
  avc420: { codecs: 'planar,avc420' },
  avc444v2: { codecs: 'planar,avc444' },
} as const satisfies Record<string, ShadowCodec>;

function onShadow(codec: keyof typeof SHADOW_CODECS, scene: MovingScene, seconds: number, size = '1024x768'): Fixture {
  const { codecs, extra = [] }: ShadowCodec = SHADOW_CODECS[codec];
  const script = (folder: string): string => sceneScript(scene, folder);
  return {
    name: `shadow3-${codec}-${scene}`,
    software: 'freerdp-shadow 3.10',
    ...{ scene, codecs, size, seconds, security: 'nla' },
    missing: () => shadowMissing(3) ?? scenesMissing(),
    start: () => startShadow({ version: 3, security: 'nla', size, extra, script }),
  };
}

function onGrd(name: string, options: GrdOptions & { scene: string; seconds: number }): Fixture {
  const { scene, seconds, ...desktop } = options;
  const size = '1024x768';
  return {
    name: `grd-progressive-${name}`,
    software: 'gnome-remote-desktop 43 on mutter 43',
    ...{ scene, codecs: 'planar,progressive', size, seconds, security: 'nla', missing: grdMissing },
    start: () => startGrd({ size, ...desktop }),
  };
}

/** The script shows each kind of scene and is over before the recording is. */
function onScript(codecs: CodecSet, offer: 'progressive' | 'avc444'): Fixture {
  const size = { width: 640, height: 480 };
  return {
    name: `script-${codecs}`,
    software: "Sluice's scripted host",
    scene: 'a window, typing, scrolling, moving, icons, a photo, a wandering light',
    ...{ codecs: `planar,${offer}`, size: '640x480', seconds: 10, security: 'tls', missing: () => undefined },
    async start() {
      const { port, close } = await startEgfxScript({ codecs, size, interval: 60 });
      return { port, username: 'script', password: 'script', close };
    },
  };
}

/**
 * The graphics pipeline. FreeRDP's server sends all of the screen thirty times a second, whatever has changed, unless it
 * encodes H.264. Desktops are small where that would not fit into gzip's window.
 */
export const GRAPHICS_FIXTURES: readonly Fixture[] = [
  onShadow('progressive', 'typing', 5),
  onShadow('progressive', 'window', 4, '640x480'),
  onShadow('progressive', 'photo', 5, '512x384'),
  onShadow('progressive', 'video', 4, '512x384'),
  onShadow('cavideo', 'typing', 3, '640x480'),
  onShadow('cavideo', 'photo', 4, '512x384'),
  onShadow('gfxplanar', 'window', 4, '640x480'),
  onShadow('uncompressed', 'typing', 1.5, '400x300'),
  onShadow('avc420', 'typing', 4),
  onShadow('avc420', 'video', 3),
  onShadow('avc444v2', 'typing', 4),
  onShadow('avc444v2', 'photo', 4),
  onGrd('scrolling', { scene: 'a scrolling terminal', script: SCROLLING_LOG, seconds: 1.5 }),
  onGrd('animation', { scene: 'an animated client beside a terminal', clients: ['weston-simple-shm'], seconds: 0.8 }),
  onScript('clear', 'progressive'),
  onScript('caches', 'progressive'),
  onScript('progressive', 'progressive'),
  onScript('avc444v1', 'avc444'),
];
