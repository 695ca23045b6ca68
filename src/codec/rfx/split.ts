import { Codec, type DecodeCommand } from '../commands.js';
import { codecInvalid } from './message-bytes.js';
import { splitProgressive } from './progressive.js';
import { splitRemoteFx } from './remote-fx.js';
import type { SplitMessage, TargetSize } from './tile-payload.js';

const CONTEXT_ID = 4;

/**
 * Cuts a command into tiles for record codec `tile`, which together draw what the command draws on its target of `size`;
 * undefined when it has to be decoded as a whole, as everything but RemoteFX and its progressive codec.
 */
export function splitTiles({ codec, left, top, data }: DecodeCommand, size: TargetSize): SplitMessage | undefined {
  if (codec === Codec.remoteFx) return splitRemoteFx(data, left, top, size);
  if (codec !== Codec.progressive) return undefined;
  if (data.length < CONTEXT_ID) throw codecInvalid('RFX_PROGRESSIVE_BITMAP_STREAM', 'codecContextId', data.length);
  return splitProgressive(data.subarray(CONTEXT_ID), size);
}
