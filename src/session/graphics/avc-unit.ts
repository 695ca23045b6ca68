import { ByteReader } from '../../bytes/reader.js';
import type { Size } from '../../display/geometry.js';
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
  // Chroma alone is nothing to begin with.
  const keyFrame = streams.streams !== 'chroma' && isKeyFrame(streams.pictures[0].data);
  const regions = regionsWithin(surface, streams.pictures);
  const { kind, first, second } = streams;
  const where = { surface: number, left: place?.left ?? 0, top: place?.top ?? 0, width, height };
  return {
    unit: { ...where, kind, streams: streams.streams, keyFrame, first, second },
    regions,
  };
}

function regionsWithin({ width, height }: Size, pictures: readonly Avc420Bitmap[]): Rectangle[] {
  const regions: Rectangle[] = [];
  let pixels = 0;
  for (const picture of pictures) {
    for (const { rectangle } of picture.regions) {
      const { left, top } = rectangle;
      const right = Math.min(rectangle.right, width);
      const bottom = Math.min(rectangle.bottom, height);
      if (right <= left || bottom <= top) continue;
      regions.push({ left, top, right, bottom });
      pixels += (right - left) * (bottom - top);
    }
  }
  if (MOST_OVERLAP * width * height < pixels) throw tooLarge('RFX_AVC420_METABLOCK', 'regionRects', pixels);
  return regions;
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
