import type { HostCapabilities } from '../share/capabilities.js';
import { GeneralExtraFlag, InputFlag, RailLevel, VirtualChannelFlag } from '../share/capability-sets/flags.js';
import { type CapabilitySet, findSet } from '../share/capability-sets/index.js';

/** CHANNEL_CHUNK_LENGTH, [MS-RDPBCGR] 2.2.6.1: what hosts mean that do not say. */
const CHANNEL_CHUNK_LENGTH = 1600;
/** Larger chunks than this are not allowed ([MS-RDPBCGR] 2.2.7.1.10). */
const MAX_CHUNK = 16256;

/** What a Demand Active PDU says about the host, reduced to what the client acts on. */
export function hostCapabilities(sets: readonly CapabilitySet[]): HostCapabilities {
  const general = findSet(sets, 'general');
  const inputFlags = findSet(sets, 'input')?.inputFlags ?? 0;
  const channel = findSet(sets, 'virtualChannel');
  const has = (flag: number): boolean => (inputFlags & flag) !== 0;
  return {
    fastPathInput: has(InputFlag.INPUT_FLAG_FASTPATH_INPUT | InputFlag.INPUT_FLAG_FASTPATH_INPUT2),
    unicodeInput: has(InputFlag.INPUT_FLAG_UNICODE),
    horizontalWheel: has(InputFlag.TS_INPUT_FLAG_MOUSE_HWHEEL),
    extendedMouse: has(InputFlag.INPUT_FLAG_MOUSEX),
    suppressOutput: (general?.suppressOutputSupport ?? 0) !== 0,
    refreshRect: (general?.refreshRectSupport ?? 0) !== 0,
    surfaceCommands: (findSet(sets, 'surfaceCommands')?.cmdFlags ?? 0) !== 0,
    frameAcknowledge: findSet(sets, 'frameAcknowledge') !== undefined,
    channelChunkSize: Math.min(channel?.chunkSize || CHANNEL_CHUNK_LENGTH, MAX_CHUNK),
    channelCompression: ((channel?.flags ?? 0) & VirtualChannelFlag.VCCAPS_COMPR_CS_8K) !== 0,
    remotePrograms: remotePrograms(findSet(sets, 'remotePrograms')?.railSupportLevel ?? 0),
  };
}

function remotePrograms(level: number): HostCapabilities['remotePrograms'] {
  const { TS_RAIL_LEVEL_SUPPORTED, TS_RAIL_LEVEL_DOCKED_LANGBAR_SUPPORTED } = RailLevel;
  if (!(level & TS_RAIL_LEVEL_SUPPORTED)) return 'none';
  return level === (TS_RAIL_LEVEL_SUPPORTED | TS_RAIL_LEVEL_DOCKED_LANGBAR_SUPPORTED) ? 'asked' : 'greets';
}

/** May what we send be signed with a salted MAC ([MS-RDPBCGR] 5.3.6.1.1)? */
export const takesSaltedChecksum = (sets: readonly CapabilitySet[]): boolean =>
  ((findSet(sets, 'general')?.extraFlags ?? 0) & GeneralExtraFlag.ENC_SALTED_CHECKSUM) !== 0;
