import type { Fixture } from './fixture.js';
import { grdMissing, startGrd } from './grd.js';
import { type MovingScene, SCROLLING_LOG, sceneScript, scenesMissing } from './scenes.js';
import { shadowMissing, startShadow } from './shadow.js';
import { startWeston, westonMissing } from './weston.js';
import { startXrdp, xrdpMissing } from './xrdp.js';

const SIZE = '1280x800';

function onXrdp(session: 'Xvnc' | 'Xorg', codec: string, scene: MovingScene, seconds: number): Fixture {
  return {
    name: `xrdp-${codec}-${scene}`,
    software: `xrdp 0.9.21 (${session} session)`,
    ...{ scene, codecs: codec, size: SIZE, seconds, security: 'tls' },
    missing: () => xrdpMissing() ?? scenesMissing(),
    start: () => startXrdp({ session, script: (folder) => sceneScript(scene, folder) }),
  };
}

function onShadow(version: 2 | 3, codec: string, scene: MovingScene, seconds: number): Fixture {
  return {
    name: `shadow${version}-${codec}-${scene}`,
    software: `freerdp-shadow ${version === 2 ? '2.11' : '3.10'}`,
    ...{ scene, codecs: codec, size: SIZE, seconds, security: 'nla' },
    missing: () => shadowMissing(version) ?? scenesMissing(),
    start: () => startShadow({ version, security: 'nla', size: SIZE, script: (folder) => sceneScript(scene, folder) }),
  };
}

function onWeston(codec: string, seconds: number): Fixture {
  return {
    name: `weston-${codec}-animation`,
    software: 'weston 10.0 RDP backend',
    scene: 'an animated client and a scrolling terminal',
    ...{ codecs: codec, size: SIZE, seconds, security: 'tls', missing: westonMissing },
    start: () => startWeston({ size: SIZE, script: SCROLLING_LOG, clients: ['weston-simple-shm'] }),
  };
}

/** Bitmap updates and surface bits. */
export const SURFACE_FIXTURES: readonly Fixture[] = [
  onXrdp('Xvnc', 'rle16', 'typing', 8),
  onXrdp('Xvnc', 'rle24', 'scrolling', 5),
  onXrdp('Xvnc', 'planar', 'window', 6),
  onXrdp('Xvnc', 'planar', 'photo', 5),
  onXrdp('Xorg', 'remotefx', 'photo', 6),
  onShadow(2, 'rle16', 'window', 6),
  onShadow(2, 'nscodec', 'photo', 5),
  onShadow(2, 'remotefx', 'video', 4),
  onShadow(3, 'remotefx', 'typing', 5),
  onWeston('nscodec', 4),
  onWeston('remotefx', 3),
  {
    name: 'grd-remotefx-scrolling',
    software: 'gnome-remote-desktop 43 on mutter 43',
    scene: 'a scrolling terminal',
    ...{ codecs: 'remotefx', size: SIZE, seconds: 5, security: 'nla', missing: grdMissing },
    start: () => startGrd({ size: SIZE, script: SCROLLING_LOG }),
  },
];
