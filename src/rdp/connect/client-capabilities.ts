import { LIMITS } from '../../bytes/limits.js';
import { ByteWriter } from '../../bytes/writer.js';
import type { ClientSettings } from '../settings.js';
import {
  type BitmapCodec,
  CodecGuid,
  remoteFxClientProperties,
  writeNsCodecProperties,
} from '../share/capability-sets/bitmap-codecs.js';
import {
  DrawingFlag,
  GeneralExtraFlag,
  InputFlag,
  LargePointerFlag,
  OrderFlag,
  OsMajorType,
  OsMinorType,
  PROTOCOL_VERSION,
  RailLevel,
  SurfaceCommandFlag,
  VirtualChannelFlag,
  WindowLevel,
} from '../share/capability-sets/flags.js';
import type { CapabilitySet } from '../share/capability-sets/index.js';

/** codecID that we give to each codec; surface bits name it. */
const CODEC_ID = { nsCodec: 1, remoteFx: 3 } as const;
/** Frames that a host may send ahead of our acknowledgement. */
const UNACKNOWLEDGED_FRAMES = 4;
const CHANNEL_CHUNK_SIZE = 1600;
const CONTROLPRIORITY_NEVER = 2;
const SOUND_BEEPS_FLAG = 1;
const FONTSUPPORT_FONTLIST = 1;
const COLOR_TABLE_CACHE = 6;
/** Icons that a host may have us keep, [MS-RDPERP] 2.2.1.1.2. */
export const ICON_CACHES = { caches: 3, entries: 12 } as const;

/** A desktop, as the host last described it; at first as we wish it. */
export interface Desktop {
  readonly width: number;
  readonly height: number;
}

/** Everything that a Confirm Active PDU says about us: [MS-RDPBCGR] 2.2.7. Drawing orders and their caches are declined. */
export function clientCapabilities(settings: ClientSettings, desktop: Desktop): readonly CapabilitySet[] {
  const codecs = bitmapCodecs(settings);
  return [
    ...displaySets(settings, desktop),
    ...inputSets(settings),
    ...declinedSets(),
    ...sessionSets(settings),
    ...(settings.program ? programSets() : []),
    ...(codecs.length > 0 ? [{ type: 'bitmapCodecs', codecs } as const] : []),
  ];
}

function displaySets({ codecs }: ClientSettings, desktop: Desktop): readonly CapabilitySet[] {
  return [
    {
      type: 'general',
      osMajorType: OsMajorType.WINDOWS,
      osMinorType: OsMinorType.WINDOWS_NT,
      protocolVersion: PROTOCOL_VERSION,
      generalCompressionTypes: 0,
      extraFlags:
        GeneralExtraFlag.FASTPATH_OUTPUT_SUPPORTED |
        GeneralExtraFlag.LONG_CREDENTIALS_SUPPORTED |
        GeneralExtraFlag.AUTORECONNECT_SUPPORTED |
        GeneralExtraFlag.ENC_SALTED_CHECKSUM |
        GeneralExtraFlag.NO_BITMAP_COMPRESSION_HDR,
      updateCapabilityFlag: 0,
      remoteUnshareFlag: 0,
      generalCompressionLevel: 0,
      refreshRectSupport: 1,
      suppressOutputSupport: 1,
    },
    {
      type: 'bitmap',
      preferredBitsPerPixel: codecs.colorDepth,
      receive1BitPerPixel: 1,
      receive4BitsPerPixel: 1,
      receive8BitsPerPixel: 1,
      desktopWidth: desktop.width,
      desktopHeight: desktop.height,
      desktopResizeFlag: 1,
      bitmapCompressionFlag: 1,
      highColorFlags: 0,
      drawingFlags:
        codecs.colorDepth === 32
          ? DrawingFlag.DRAW_ALLOW_DYNAMIC_COLOR_FIDELITY |
            DrawingFlag.DRAW_ALLOW_COLOR_SUBSAMPLING |
            DrawingFlag.DRAW_ALLOW_SKIP_ALPHA
          : 0,
      multipleRectangleSupport: 1,
    },
    { type: 'multifragmentUpdate', maxRequestSize: LIMITS.reassembled },
    {
      type: 'surfaceCommands',
      cmdFlags:
        SurfaceCommandFlag.SURFCMDS_SETSURFACEBITS |
        SurfaceCommandFlag.SURFCMDS_FRAMEMARKER |
        SurfaceCommandFlag.SURFCMDS_STREAMSURFACEBITS,
    },
    { type: 'frameAcknowledge', maxUnacknowledgedFrameCount: UNACKNOWLEDGED_FRAMES },
  ];
}

function inputSets({ keyboardLayout }: ClientSettings): readonly CapabilitySet[] {
  return [
    {
      type: 'input',
      inputFlags:
        InputFlag.INPUT_FLAG_SCANCODES |
        InputFlag.INPUT_FLAG_MOUSEX |
        InputFlag.INPUT_FLAG_FASTPATH_INPUT |
        InputFlag.INPUT_FLAG_UNICODE |
        InputFlag.INPUT_FLAG_FASTPATH_INPUT2 |
        InputFlag.TS_INPUT_FLAG_MOUSE_HWHEEL,
      keyboardLayout,
      keyboardType: 4,
      keyboardSubType: 0,
      keyboardFunctionKey: 12,
    },
    {
      type: 'pointer',
      colorPointerFlag: 1,
      colorPointerCacheSize: LIMITS.pointerCache,
      pointerCacheSize: LIMITS.pointerCache,
    },
    {
      type: 'largePointer',
      largePointerSupportFlags: LargePointerFlag.LARGE_POINTER_FLAG_96x96 | LargePointerFlag.LARGE_POINTER_FLAG_384x384,
    },
  ];
}

/** Sets that a client must send although it wants none of it. */
function declinedSets(): readonly CapabilitySet[] {
  return [
    {
      type: 'order',
      orderFlags: OrderFlag.NEGOTIATEORDERSUPPORT | OrderFlag.ZEROBOUNDSDELTASSUPPORT | OrderFlag.COLORINDEXSUPPORT,
      orderSupport: new Uint8Array(32),
      orderSupportExFlags: 0,
    },
    {
      type: 'bitmapCache',
      cache0Entries: 0,
      cache0MaximumCellSize: 0,
      cache1Entries: 0,
      cache1MaximumCellSize: 0,
      cache2Entries: 0,
      cache2MaximumCellSize: 0,
    },
    { type: 'brush', brushSupportLevel: 0 },
    { type: 'glyphCache', glyphSupportLevel: 0 },
    { type: 'offscreenCache', offscreenSupportLevel: 0, offscreenCacheSize: 0, offscreenCacheEntries: 0 },
    { type: 'colorCache', colorTableCacheSize: COLOR_TABLE_CACHE },
  ];
}

function sessionSets({ compression }: ClientSettings): readonly CapabilitySet[] {
  return [
    {
      type: 'virtualChannel',
      flags: compression ? VirtualChannelFlag.VCCAPS_COMPR_SC : 0,
      chunkSize: CHANNEL_CHUNK_SIZE,
    },
    { type: 'sound', soundFlags: SOUND_BEEPS_FLAG },
    { type: 'share', nodeId: 0 },
    { type: 'font', fontSupportFlags: FONTSUPPORT_FONTLIST },
    {
      type: 'control',
      controlFlags: 0,
      remoteDetachFlag: 0,
      controlInterest: CONTROLPRIORITY_NEVER,
      detachInterest: CONTROLPRIORITY_NEVER,
    },
    { type: 'activation', helpKeyFlag: 0, helpKeyIndexFlag: 0, helpExtendedKeyFlag: 0, windowManagerKeyFlag: 0 },
  ];
}

/** Sets for a program without its desktop. */
function programSets(): readonly CapabilitySet[] {
  const { TS_RAIL_LEVEL_SUPPORTED, TS_RAIL_LEVEL_HANDSHAKE_EX_SUPPORTED } = RailLevel;
  return [
    { type: 'remotePrograms', railSupportLevel: TS_RAIL_LEVEL_SUPPORTED | TS_RAIL_LEVEL_HANDSHAKE_EX_SUPPORTED },
    {
      type: 'windowList',
      wndSupportLevel: WindowLevel.TS_WINDOW_LEVEL_SUPPORTED_EX,
      numIconCaches: ICON_CACHES.caches,
      numIconCacheEntries: ICON_CACHES.entries,
    },
  ];
}

function bitmapCodecs({ codecs }: ClientSettings): readonly BitmapCodec[] {
  const offered: BitmapCodec[] = [];
  if (codecs.nsCodec) {
    const w = new ByteWriter(3);
    writeNsCodecProperties(w, { dynamicFidelity: true, subsampling: true, colorLossLevel: 3 });
    offered.push({ guid: CodecGuid.NSCODEC, codecId: CODEC_ID.nsCodec, properties: w.finish() });
  }
  if (codecs.remoteFx) {
    const properties = remoteFxClientProperties();
    offered.push({ guid: CodecGuid.REMOTEFX, codecId: CODEC_ID.remoteFx, properties });
  }
  return offered;
}
