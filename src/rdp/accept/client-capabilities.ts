import { type ClientCoreData, ColorDepthSupport, EarlyCapability } from '../gcc/client-core.js';
import { CodecGuid } from '../share/capability-sets/bitmap-codecs.js';
import { GeneralExtraFlag, SurfaceCommandFlag } from '../share/capability-sets/flags.js';
import { type CapabilitySet, findSet } from '../share/capability-sets/index.js';
import type { ClientCapabilities } from './result.js';
import type { HostSettings, SessionDepth } from './settings.js';

const DEFAULT_CHUNK = 1600;

/** Reads what a host acts on out of a Confirm Active PDU; absent sets mean no. */
export function clientCapabilities(sets: readonly CapabilitySet[]): ClientCapabilities {
  const extraFlags = findSet(sets, 'general')?.extraFlags ?? 0;
  const commands = findSet(sets, 'surfaceCommands')?.cmdFlags ?? 0;
  const codecs = findSet(sets, 'bitmapCodecs')?.codecs ?? [];
  const codecId = (wanted: string): number | undefined => codecs.find(({ guid }) => guid === wanted)?.codecId;
  return {
    fastPathOutput: (extraFlags & GeneralExtraFlag.FASTPATH_OUTPUT_SUPPORTED) !== 0,
    noBitmapCompressionHeader: (extraFlags & GeneralExtraFlag.NO_BITMAP_COMPRESSION_HDR) !== 0,
    desktopResize: findSet(sets, 'bitmap')?.desktopResizeFlag !== 0,
    pointerCacheSize: findSet(sets, 'pointer')?.pointerCacheSize ?? 0,
    largePointers: (findSet(sets, 'largePointer')?.largePointerSupportFlags ?? 0) !== 0,
    surfaceCommands: (commands & SurfaceCommandFlag.SURFCMDS_SETSURFACEBITS) !== 0,
    codecs: { nsCodec: codecId(CodecGuid.NSCODEC), remoteFx: codecId(CodecGuid.REMOTEFX) },
    maxRequestSize: findSet(sets, 'multifragmentUpdate')?.maxRequestSize ?? 0,
    unacknowledgedFrames: findSet(sets, 'frameAcknowledge')?.maxUnacknowledgedFrameCount ?? 0,
    channelChunkSize: findSet(sets, 'virtualChannel')?.chunkSize || DEFAULT_CHUNK,
  };
}

/** The session's depth: what the settings ask for, or the best that the client core data announces. */
export function chooseDepth(settings: HostSettings, core: ClientCoreData): SessionDepth {
  if (settings.colorDepth !== 'client') return settings.colorDepth;
  const wants32 = core.earlyCapabilityFlags & EarlyCapability.RNS_UD_CS_WANT_32BPP_SESSION;
  if (wants32 && core.supportedColorDepths & ColorDepthSupport.RNS_UD_32BPP_SUPPORT) return 32;
  switch (core.highColorDepth) {
    case 24:
    case 16:
    case 15:
      return core.highColorDepth;
    default:
      return 8;
  }
}
