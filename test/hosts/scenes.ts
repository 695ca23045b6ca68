import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { paintPhoto } from '../../src/host/demo/scene/photo.js';
import { missing } from './host.js';
import { AWAIT_MANAGER } from './x-display.js';

/**
 * What a desktop does while it is recorded, as shell scripts: they run in an xrdp session and beside a shadow server
 * alike. Every picture is painted by the demo's own code, so that nothing in a recording belongs to somebody else.
 */
export type MovingScene = 'typing' | 'scrolling' | 'window' | 'photo' | 'video';

export const scenesMissing = (): string | undefined =>
  missing('xdotool imagemagick xterm openbox', ['xdotool', 'display', 'animate', 'xterm', 'openbox']);

const PHOTOS = 3;
const VIDEO_FRAMES = 16;
const VIDEO = { width: 480, height: 300 };
/** A window larger than the film: the camera pans over it. */
const PAN = 12;

function writePicture(
  path: string,
  width: number,
  height: number,
  pixels: Uint32Array,
  stride: number,
  left = 0,
): void {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      png.data.writeUInt32BE(((pixels[y * stride + x + left] << 8) | 0xff) >>> 0, 4 * (y * width + x));
  }
  writeFileSync(path, PNG.sync.write(png), { mode: 0o644 });
}

function paintPhotos(folder: string): void {
  for (let seed = 0; seed < PHOTOS; seed++) {
    const { width, height, pixels, stride } = paintPhoto(900, 600, seed);
    writePicture(join(folder, `photo${seed}.png`), width, height, pixels, stride);
  }
}

function paintVideo(folder: string): void {
  const { width, height } = VIDEO;
  const { pixels, stride } = paintPhoto(width + PAN * VIDEO_FRAMES, height, 1);
  for (let frame = 0; frame < VIDEO_FRAMES; frame++) {
    const name = `frame${String(frame).padStart(2, '0')}.png`;
    writePicture(join(folder, name), width, height, pixels, stride, frame * PAN);
  }
}

const TEXT =
  'A sluice lets through as much as the channel below can take. Every unit is decoded in order, once; what is slow is absorbed where merging is free.';

/** A log that scrolls by in colours; for terminals of any kind. Holds no single quote. */
export const SCROLLING_LOG = `i=0; while :; do i=$((i + 1)); printf "%5d  \\033[3%dmGET\\033[0m /session/%d  200  %s\\n" $i $((i % 6 + 1)) $((i * 7919 % 10007)) "${TEXT.slice(0, 60)}"; sleep 0.04; done`;

/** Waits for a window by its class and names it $w. */
const awaitWindow = (className: string): string =>
  `until w=$(xdotool search --onlyvisible --class ${className} | tail -n 1) && [ -n "$w" ]; do sleep 0.1; done`;

const SCRIPTS: Readonly<Record<MovingScene, (folder: string) => string>> = {
  typing: () => `
xterm -fa 'DejaVu Sans Mono' -fs 12 -geometry 100x30+60+60 -e sh -c 'stty -icanon; exec cat >/dev/null' &
${awaitWindow('xterm')}
xdotool windowfocus "$w"
while :; do xdotool type --delay 90 '${TEXT} '; xdotool key Return; done`,
  scrolling: () => `
xterm -fa 'DejaVu Sans Mono' -fs 11 -geometry 130x42+40+40 -e sh -c '
  ${SCROLLING_LOG}'`,
  window: () => `
xterm -fa 'DejaVu Sans Mono' -fs 10 -geometry 80x24+700+420 -e sh -c 'seq -s " " 1 600; exec sleep infinity' &
xlogo -geometry 300x240+100+100 &
${awaitWindow('xlogo')}
while :; do
  for i in $(seq 0 4 320); do xdotool windowmove "$w" $((100 + 2 * i)) $((100 + i)); sleep 0.03; done
  for i in $(seq 320 -4 0); do xdotool windowmove "$w" $((100 + 2 * i)) $((100 + i)); sleep 0.03; done
done`,
  photo: (folder) => `
while :; do
  for photo in ${Array.from({ length: PHOTOS }, (_, seed) => join(folder, `photo${seed}.png`)).join(' ')}; do
    timeout 2 display -immutable -geometry +180+80 "$photo"
  done
done`,
  video: (folder) => `
exec animate -immutable -delay 8 -geometry +300+200 ${join(folder, 'frame*.png')}`,
};

/** The scene's script; pictures that it shows are painted into `folder`. */
export function sceneScript(scene: MovingScene, folder: string): string {
  if (scene === 'photo') paintPhotos(folder);
  if (scene === 'video') paintVideo(folder);
  return `openbox &\n${AWAIT_MANAGER}\n${SCRIPTS[scene](folder)}\n`;
}
