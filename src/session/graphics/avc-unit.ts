import { ByteReader } from '../../bytes/reader.js';
import { tooLarge } from '../../errors.js';
import {
  type Avc420Bitmap,
  readAvc420Bitmap,
  readAvc444Bitmaps,
  readAvc444Streams,
} from '../../rdp/channels/egfx/pdu/avc.js';
import { GraphicsCodec } from '../../rdp/channels/egfx/pdu/codec.js';
import type { WireToSurface1 } from '../../rdp/channels/egfx/pdu/drawing.js';
import type { Rectangle } from '../../rdp/share/refresh-rect.js';
import { VIDEO_STREAMS, type VideoUnit } from '../../wire/video-unit.js';
import { isKeyFrame } from './key-frame.js';
import type { Surface } from './surfaces.js';

const AVC_KINDS: Readonly<Record<number, VideoUnit['kind']>> = {
  [GraphicsCodec.AVC420]: 'avc420',
  [GraphicsCodec.AVC444]: 'avc444',
  [GraphicsCodec.AVC444v2]: 'avc444v2',
};

export const isAvc = ({ codecId }: WireToSurface1): boolean => codecId in AVC_KINDS;

export interface AvcUnit {
  /** As viewers get it. Its streams are views of the command. */
  readonly unit: VideoUnit;
  /** What it draws on, within the surface; nothing else changes. */
  readonly regions: readonly Rectangle[];
}

/** Looks into H.264 no further than it takes to hand it on. INVARIANT: the command's codec is one of {@link isAvc}. */
export function readAvcUnit({ codecId, data }: WireToSurface1, surface: Surface): AvcUnit {
  const { number, width, height, place } = surface;
  const streams = readStreams(AVC_KINDS[codecId], data);
  const regions = streams.pictures.flatMap((picture) => picture.regions.map(({ rectangle }) => rectangle));
  // Chroma alone is nothing to begin with.
  const keyFrame = streams.streams !== 'chroma' && isKeyFrame(streams.pictures[0].data);
  const clipped = regions.map((region) => clip(region, surface)).filter(hasArea);
  const pixels = clipped.reduce((sum, region) => sum + areaOf(region), 0);
  if (MOST_OVERLAP * width * height < pixels) throw tooLarge('RFX_AVC420_METABLOCK', 'regionRects', pixels);
  const { kind, first, second } = streams;
  const where = { surface: number, left: place?.left ?? 0, top: place?.top ?? 0, width, height };
  return {
    unit: { ...where, kind, streams: streams.streams, keyFrame, first, second },
    regions: clipped,
  };
}

interface Streams extends Pick<VideoUnit, 'kind' | 'streams' | 'first' | 'second'> {
  readonly pictures: readonly Avc420Bitmap[];
}

/** Regions share no pixels, or few. */
const MOST_OVERLAP = 16;
const NOTHING = new Uint8Array(0);
/** Encoders round a picture up to whole macroblocks, and some name regions of that size. */
const ANYWHERE: Rectangle = { left: 0, top: 0, right: 0xffff, bottom: 0xffff };

function readStreams(kind: VideoUnit['kind'], data: Uint8Array): Streams {
  if (kind === 'avc420') {
    const picture = readAvc420Bitmap(new ByteReader(data), ANYWHERE);
    return { kind, streams: 'both', first: data, second: NOTHING, pictures: [picture] };
  }
  const read = readAvc444Streams(new ByteReader(data));
  const { first, second = NOTHING } = read;
  return { kind, streams: VIDEO_STREAMS[read.layers], first, second, pictures: readAvc444Bitmaps(read, ANYWHERE) };
}

const hasArea = ({ left, top, right, bottom }: Rectangle): boolean => left < right && top < bottom;
const areaOf = ({ left, top, right, bottom }: Rectangle): number => (right - left) * (bottom - top);

const clip = ({ left, top, right, bottom }: Rectangle, { width, height }: Surface): Rectangle => ({
  left,
  top,
  right: Math.min(right, width),
  bottom: Math.min(bottom, height),
});
