import type { VideoAbility } from '../../src/wire/messages.js';

/** How FreeRDP's server and client are brought to use one codec of the graphics pipeline. */
export interface PipelineCodec {
  /** What the server leaves out; of the rest it takes the best that the client offers. */
  readonly server: readonly string[];
  readonly client: string;
  /** What a viewer says it decodes. FreeRDP's server sends AVC420 to nobody who would decode more. */
  readonly video: VideoAbility;
}

export const CODECS: Readonly<Record<string, PipelineCodec>> = {
  progressive: {
    server: ['-gfx-avc444', '-gfx-avc420', '-gfx-rfx'],
    client: '/gfx:progressive',
    video: 0,
  },
  avc420: { server: [], client: '/gfx:AVC420', video: 1 },
  avc444: { server: [], client: '/gfx:AVC444', video: 2 },
};
