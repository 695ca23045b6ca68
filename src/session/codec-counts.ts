import type { ActiveEvent, BitmapData, SurfaceBits } from '../rdp/active/events.js';
import { GraphicsCodec } from '../rdp/channels/egfx/pdu/codec.js';

/** How often a host drew with which codec. Names are those that the command line takes, where it takes one. */
export type CodecCounts = Map<string, number>;

const GRAPHICS_CODECS: Readonly<Record<number, string>> = {
  [GraphicsCodec.UNCOMPRESSED]: 'uncompressed',
  [GraphicsCodec.CAVIDEO]: 'rfx',
  [GraphicsCodec.CLEARCODEC]: 'clear',
  [GraphicsCodec.CAPROGRESSIVE]: 'progressive',
  [GraphicsCodec.PLANAR]: 'planar',
  [GraphicsCodec.AVC420]: 'avc420',
  [GraphicsCodec.ALPHA]: 'alpha',
  [GraphicsCodec.AVC444]: 'avc444',
  [GraphicsCodec.AVC444v2]: 'avc444',
};

/** As announced, [MS-RDPBCGR] 2.2.7.2.10.1.1. */
const SURFACE_CODECS: Readonly<Record<number, string>> = { 0: 'uncompressed', 1: 'nscodec', 3: 'remotefx' };

/** Counts what an event draws with a codec; fills, copies and caches are none. */
export function countCodecs(event: ActiveEvent, counts: CodecCounts): void {
  if (event.type === 'bitmaps') for (const bitmap of event.rectangles) count(bitmapCodec(bitmap), counts);
  else if (event.type === 'surfaceBits') count(surfaceCodec(event.bits), counts);
  else if (event.type === 'graphics' && 'codecId' in event.pdu) count(GRAPHICS_CODECS[event.pdu.codecId], counts);
}

function count(codec: string | undefined, counts: CodecCounts): void {
  if (codec !== undefined) counts.set(codec, (counts.get(codec) ?? 0) + 1);
}

function bitmapCodec({ compressed, bitsPerPixel }: BitmapData): string {
  if (!compressed) return 'uncompressed';
  return bitsPerPixel === 32 ? 'planar' : `rle${bitsPerPixel}`;
}

const surfaceCodec = ({ codecId }: SurfaceBits): string | undefined => SURFACE_CODECS[codecId];
