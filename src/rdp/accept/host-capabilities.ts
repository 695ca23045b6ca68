import { LIMITS } from '../../bytes/limits.js';
import type { BitmapCodec } from '../share/capability-sets/bitmap-codecs.js';
import { CodecGuid } from '../share/capability-sets/bitmap-codecs.js';
import {
  GeneralExtraFlag,
  InputFlag,
  LargePointerFlag,
  OrderFlag,
  OsMajorType,
  OsMinorType,
  PROTOCOL_VERSION,
  RailLevel,
  SurfaceCommandFlag,
  WindowLevel,
} from '../share/capability-sets/flags.js';
import type { CapabilitySet } from '../share/capability-sets/index.js';
import { HOST_USER_ID } from './frames.js';
import type { DesktopSize, HostSettings, SessionDepth } from './settings.js';

const ORDER_SUPPORT_BYTES = 32;
const POINTER_CACHE = 32;
const CHANNEL_CHUNK = 1600;
const UNACKNOWLEDGED_FRAMES = 2;

/** Capability sets of a Demand Active PDU ([MS-RDPBCGR] 2.2.1.13.1): pixels by bitmaps and surface commands, no orders. */
export function hostCapabilities(settings: HostSettings, desktop: DesktopSize, depth: SessionDepth): CapabilitySet[] {
  return [
    { type: 'share', nodeId: HOST_USER_ID },
    generalSet(),
    bitmapSet(desktop, depth),
    {
      type: 'order',
      orderFlags: OrderFlag.NEGOTIATEORDERSUPPORT | OrderFlag.ZEROBOUNDSDELTASSUPPORT,
      orderSupport: new Uint8Array(ORDER_SUPPORT_BYTES),
      orderSupportExFlags: 0,
    },
    { type: 'pointer', colorPointerFlag: 1, colorPointerCacheSize: POINTER_CACHE, pointerCacheSize: POINTER_CACHE },
    inputSet(),
    { type: 'font', fontSupportFlags: 1 },
    { type: 'virtualChannel', flags: 0, chunkSize: CHANNEL_CHUNK },
    { type: 'multifragmentUpdate', maxRequestSize: LIMITS.reassembled },
    { type: 'largePointer', largePointerSupportFlags: LargePointerFlag.LARGE_POINTER_FLAG_96x96 },
    ...surfaceSets(settings),
    ...(settings.remotePrograms ? programSets() : []),
  ];
}

function generalSet(): CapabilitySet {
  return {
    type: 'general',
    osMajorType: OsMajorType.UNSPECIFIED,
    osMinorType: OsMinorType.UNSPECIFIED,
    protocolVersion: PROTOCOL_VERSION,
    generalCompressionTypes: 0,
    extraFlags:
      GeneralExtraFlag.FASTPATH_OUTPUT_SUPPORTED |
      GeneralExtraFlag.LONG_CREDENTIALS_SUPPORTED |
      GeneralExtraFlag.NO_BITMAP_COMPRESSION_HDR,
    updateCapabilityFlag: 0,
    remoteUnshareFlag: 0,
    generalCompressionLevel: 0,
    refreshRectSupport: 1,
    suppressOutputSupport: 1,
  };
}

function bitmapSet(desktop: DesktopSize, depth: SessionDepth): CapabilitySet {
  return {
    type: 'bitmap',
    preferredBitsPerPixel: depth,
    receive1BitPerPixel: 1,
    receive4BitsPerPixel: 1,
    receive8BitsPerPixel: 1,
    desktopWidth: desktop.width,
    desktopHeight: desktop.height,
    desktopResizeFlag: 1,
    bitmapCompressionFlag: 1,
    highColorFlags: 0,
    drawingFlags: 0,
    multipleRectangleSupport: 1,
  };
}

function inputSet(): CapabilitySet {
  return {
    type: 'input',
    inputFlags:
      InputFlag.INPUT_FLAG_SCANCODES |
      InputFlag.INPUT_FLAG_MOUSEX |
      InputFlag.INPUT_FLAG_FASTPATH_INPUT |
      InputFlag.INPUT_FLAG_FASTPATH_INPUT2 |
      InputFlag.INPUT_FLAG_UNICODE |
      InputFlag.TS_INPUT_FLAG_MOUSE_HWHEEL,
    keyboardLayout: 0,
    keyboardType: 0,
    keyboardSubType: 0,
    keyboardFunctionKey: 0,
  };
}

/** [MS-RDPERP] 2.2.1.1: one icon is kept. */
function programSets(): CapabilitySet[] {
  const { TS_RAIL_LEVEL_SUPPORTED, TS_RAIL_LEVEL_HANDSHAKE_EX_SUPPORTED } = RailLevel;
  return [
    { type: 'remotePrograms', railSupportLevel: TS_RAIL_LEVEL_SUPPORTED | TS_RAIL_LEVEL_HANDSHAKE_EX_SUPPORTED },
    {
      ...{ type: 'windowList', wndSupportLevel: WindowLevel.TS_WINDOW_LEVEL_SUPPORTED_EX },
      ...{ numIconCaches: 1, numIconCacheEntries: 1 },
    },
  ];
}

function surfaceSets({ codecs }: HostSettings): CapabilitySet[] {
  if (!codecs.surfaceCommands) return [];
  const offered: BitmapCodec[] = [];
  // dynamicFidelity, subsampling, colorLossLevel: [MS-RDPNSC] 2.2.1. RemoteFX: [MS-RDPRFX] 2.2.1.2, reserved bytes.
  if (codecs.nsCodec) offered.push({ guid: CodecGuid.NSCODEC, codecId: 1, properties: Uint8Array.of(1, 1, 3) });
  if (codecs.remoteFx) offered.push({ guid: CodecGuid.REMOTEFX, codecId: 0, properties: new Uint8Array(4) });
  const { SURFCMDS_SETSURFACEBITS, SURFCMDS_FRAMEMARKER, SURFCMDS_STREAMSURFACEBITS } = SurfaceCommandFlag;
  return [
    {
      type: 'surfaceCommands',
      cmdFlags: SURFCMDS_SETSURFACEBITS | SURFCMDS_FRAMEMARKER | SURFCMDS_STREAMSURFACEBITS,
    },
    { type: 'bitmapCodecs', codecs: offered },
    { type: 'frameAcknowledge', maxUnacknowledgedFrameCount: UNACKNOWLEDGED_FRAMES },
  ];
}
