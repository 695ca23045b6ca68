import type { Oracle } from './oracle.js';
import { bulkOracles } from './oracles-bulk.js';
import { codecOracles } from './oracles-codec.js';
import { egfxOracles } from './oracles-egfx.js';
import { framingOracles } from './oracles-framing.js';
import { railOracles } from './oracles-rail.js';
import { rdpActiveOracles } from './oracles-rdp-active.js';
import { rdpConnectOracles } from './oracles-rdp-connect.js';
import { recordingOracles } from './oracles-recording.js';
import { sessionOracles } from './oracles-session.js';
import { tileOracles } from './oracles-tiles.js';
import { wireOracles } from './oracles-wire.js';

/** Every reader of bytes from outside. A folder that reads some adds its own list here. */
export const ORACLES: readonly Oracle[] = [
  ...framingOracles,
  ...bulkOracles,
  ...rdpConnectOracles,
  ...rdpActiveOracles,
  ...egfxOracles,
  ...railOracles,
  ...sessionOracles,
  ...recordingOracles,
  ...wireOracles,
  ...tileOracles,
  ...codecOracles,
];
