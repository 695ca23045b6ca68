import type { VideoAbility } from '../../wire/messages.js';
import { later } from '../later.js';
import type { OpenDecoder } from './decoder-port.js';
import { PROBE_PICTURE } from './probe-picture.js';
import { SurfaceDecoder } from './surface-decoder.js';
import { isKnownFormat } from './video-stage.js';

/** Profiles of 4:2:0 that hosts use: Constrained Baseline, Main, High; each at a level that a full desktop needs. */
const YUV420 = ['avc1.42001f', 'avc1.4d0028', 'avc1.640028'];
/** High 4:4:4 Predictive, which some encoders of both views announce. */
const YUV444 = ['avc1.f4001f'];

/**
 * The pixels are needed in memory, to draw other things beside them. A decoder in software has them there at once, and
 * gives each picture out as soon as it is decoded; one in hardware is taken where there is no other.
 */
const ACCELERATIONS = ['prefer-software', 'no-preference'] as const;
type Acceleration = (typeof ACCELERATIONS)[number];

export interface VideoSupport {
  readonly ability: VideoAbility;
  readonly open: OpenDecoder;
}

/** What this browser can decode; undefined for nothing. */
export async function findVideoSupport(): Promise<VideoSupport | undefined> {
  if (typeof VideoDecoder === 'undefined') return undefined;
  for (const acceleration of ACCELERATIONS) {
    const open = openWith(acceleration);
    if (!(await decodes(YUV420, acceleration)) || !(await givesPictures(open))) continue;
    const ability = (await decodes(YUV444, acceleration)) ? 2 : 1;
    return { ability, open };
  }
  return undefined;
}

async function decodes(codecs: readonly string[], acceleration: Acceleration): Promise<boolean> {
  const answers = codecs.map(async (codec) => {
    const { supported } = await VideoDecoder.isConfigSupported(configuration(codec, acceleration));
    return supported === true;
  });
  try {
    return (await Promise.all(answers)).every(Boolean);
  } catch {
    return false;
  }
}

/** What a browser claims is one thing; whether a picture comes out, in a format that can be drawn, is another. */
async function givesPictures(open: OpenDecoder): Promise<boolean> {
  const decoder = new SurfaceDecoder({ open, later, onLost: () => {} });
  const taken = await decoder.decode(PROBE_PICTURE);
  const known = taken !== undefined && isKnownFormat(taken.picture.format);
  decoder.close();
  return known;
}

const configuration = (codec: string, hardwareAcceleration: Acceleration): VideoDecoderConfig => ({
  codec,
  hardwareAcceleration,
  optimizeForLatency: true,
});

const openWith =
  (acceleration: Acceleration): OpenDecoder =>
  ({ output, error }) => {
    const decoder = new VideoDecoder({ output, error });
    return {
      configure: (codec) => decoder.configure(configuration(codec, acceleration)),
      decode: ({ key, timestamp, data }) =>
        decoder.decode(new EncodedVideoChunk({ type: key ? 'key' : 'delta', timestamp, data: data as BufferSource })),
      close: () => {
        // After an error it is closed already.
        if (decoder.state !== 'closed') decoder.close();
      },
    };
  };
