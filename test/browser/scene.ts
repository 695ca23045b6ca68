import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { paintPhoto } from '../../src/host/demo/scene/photo.js';
import { paintWallpaper } from '../../src/host/demo/scene/wallpaper.js';
import { AWAIT_MANAGER } from '../hosts/x-display.js';

/** File in the host's folder that receives what is typed into the terminal. */
export const TYPED = 'typed';
/** File in the host's folder that receives what `xev` sees of the mouse. */
export const CLICKED = 'clicked';

interface Painted {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly pixels: Uint32Array;
}

function writePicture(path: string, { width, height, stride, pixels }: Painted): void {
  const png = new PNG({ width, height });
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) png.data.writeUInt32BE(((pixels[y * stride + x] << 8) | 0xff) >>> 0, at);
  }
  writeFileSync(path, PNG.sync.write(png), { mode: 0o644 });
}

/** File in the host's folder that is written to once every window is there. */
export const READY = 'ready';

/** Waits for so many windows and says so. */
const awaitWindows = (count: number, ready: string): string => `
until [ "$(xprop -root _NET_CLIENT_LIST | grep -o 0x | wc -l)" -ge ${count} ]; do sleep 0.1; done
echo ready >${ready}
wait
`;

/** Files that the desktop's account may write to. */
function writable(folder: string, name: string): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  chmodSync(path, 0o666);
  return path;
}

/** A terminal whose input goes to a file, and a window that writes down every click on it. */
export const listeningScene = (folder: string): string => `
openbox &
${AWAIT_MANAGER}
LC_ALL=C.UTF-8 xterm -u8 -geometry 80x10+20+420 -e sh -c 'stty -icanon; exec cat >${writable(folder, TYPED)}' &
xev -geometry 300x200+620+100 -event button >${writable(folder, CLICKED)} &
xlogo -geometry 300x200+40+60 &
${awaitWindows(3, writable(folder, READY))}`;

/** A desktop worth a picture; everything on it is painted by the demo's own code. */
export function pictureScene(folder: string): string {
  const wall = join(folder, 'wallpaper.png');
  const photo = join(folder, 'photo.png');
  writePicture(wall, paintWallpaper(1280, 800));
  writePicture(photo, paintPhoto(560, 340, 1));
  const prompt = `\\033[1;36mada@shadow\\033[0m:\\033[1;34m~\\033[0m$ `;
  const session = [
    `${prompt}grep PRETTY /etc/os-release`,
    '$(grep PRETTY /etc/os-release)',
    `${prompt}ls -C /usr/share | head -n 8`,
    '$(ls -C -w 70 /usr/share | head -n 8)',
    `${prompt}echo a real host, in a browser`,
    'a real host, in a browser',
    prompt,
  ].join('\\n');
  const show = join(folder, 'show.sh');
  writeFileSync(show, `printf "${session}"\nexec sleep infinity\n`, { mode: 0o755 });
  return `
openbox &
${AWAIT_MANAGER}
display -window root ${wall}
display -immutable -title 'Weir lake' -geometry +660+70 ${photo} &
xterm -fa 'DejaVu Sans Mono' -fs 10 -bg '#0f1c24' -fg '#dbe7ea' -bw 8 -title Terminal -geometry 72x17+40+360 -e sh ${show} &
xclock -geometry 180x180+660+500 -bg '#f4f8f9' -hd '#0e7c86' -hl '#0e7c86' -update 1 &
${awaitWindows(3, writable(folder, READY))}`;
}
