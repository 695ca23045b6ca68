import { splitProgressive } from '../../src/codec/rfx/progressive.js';
import { splitRemoteFx } from '../../src/codec/rfx/remote-fx.js';
import { ProgressiveEncoder } from '../../src/host/egfx/encode/progressive/progressive.js';
import { RemoteFxEncoder } from '../../src/host/egfx/encode/rfx/remote-fx.js';
import type { Oracle } from './oracle.js';

const SIZE = { width: 100, height: 70 };
const AREA = [{ left: 0, top: 0, right: SIZE.width, bottom: SIZE.height }];
const PICTURE = {
  ...SIZE,
  data: Uint32Array.from({ length: SIZE.width * SIZE.height }, (_, i) => ((i % SIZE.width) << 16) | (i & 127)),
};

function progressiveSeeds(): Uint8Array[] {
  const encoder = new ProgressiveEncoder();
  return [encoder.first(PICTURE, AREA), encoder.upgrade(AREA), encoder.first(PICTURE, AREA, { simple: true })].flatMap(
    (message) => message ?? [],
  );
}

/** What is cut out must be within the message, and what the wire can carry. */
function check(split: ReturnType<typeof splitProgressive>, x = 0, y = 0): void {
  for (const { left, top, payload } of split?.tiles ?? []) {
    if (left % 64 !== x || top % 64 !== y || left < 0 || top < 0) throw new Error(`a tile at ${left}, ${top}`);
    if (SIZE.width <= left || SIZE.height <= top) throw new Error(`a tile outside, at ${left}, ${top}`);
    if (0xffff < payload.length || payload.length < 11) throw new Error(`a payload of ${payload.length} bytes`);
  }
}

export const codecOracles: readonly Oracle[] = [
  {
    name: 'split-remote-fx',
    seeds: [
      new RemoteFxEncoder().encode(PICTURE, { entropy: 'rlgr3' }),
      new RemoteFxEncoder().encode(PICTURE, { entropy: 'rlgr1' }),
    ],
    run: (bytes) => {
      check(splitRemoteFx(bytes, 0, 0, SIZE));
      check(splitRemoteFx(bytes, 27, 14, SIZE), 27, 14);
    },
  },
  {
    name: 'split-progressive',
    seeds: progressiveSeeds(),
    run: (bytes) => check(splitProgressive(bytes, SIZE)),
  },
];
