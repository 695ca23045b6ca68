import { fromHex } from '../../src/bytes/text.js';
import {
  AvcLayers,
  readAvc420Bitmap,
  readAvc444Streams,
  writeAvc420Bitmap,
  writeAvc444Streams,
} from '../../src/rdp/channels/egfx/pdu/avc.js';
import { CapsFlag, CapsVersion } from '../../src/rdp/channels/egfx/pdu/capabilities.js';
import { GraphicsCodec, PixelFormat } from '../../src/rdp/channels/egfx/pdu/codec.js';
import {
  type GraphicsPdu,
  type GraphicsReply,
  readGraphicsPdu,
  readGraphicsReply,
  type UnknownCommand,
  writeGraphicsPdu,
  writeGraphicsReply,
} from '../../src/rdp/channels/egfx/pdu/index.js';
import { type Row, row } from '../rdp-active/rows.js';

const fromHost = (name: string, value: GraphicsPdu, hex: string): Row<unknown> =>
  row<GraphicsPdu | UnknownCommand>({
    name,
    value,
    hex,
    read: readGraphicsPdu,
    write: (w, pdu) => writeGraphicsPdu(w, pdu as GraphicsPdu),
  });

const fromClient = (name: string, value: GraphicsReply, hex: string): Row<unknown> =>
  row<GraphicsReply | UnknownCommand>({
    name,
    value,
    hex,
    read: readGraphicsReply,
    write: (w, pdu) => writeGraphicsReply(w, pdu as GraphicsReply),
  });

const rectangle = { left: 1, top: 2, right: 0x101, bottom: 0x202 };
const data = fromHex('0123456789');
/** The destination of the AVC rows; rows share one reader, so that they make one oracle. */
const DESTINATION = { left: 0, top: 0, right: 64, bottom: 64 };
const readAvc: Row<ReturnType<typeof readAvc420Bitmap>>['read'] = (r) => readAvc420Bitmap(r, DESTINATION);

export const HOST_ROWS: readonly Row<unknown>[] = [
  fromHost(
    'RDPGFX_WIRE_TO_SURFACE_PDU_1',
    {
      type: 'wireToSurface1',
      surfaceId: 7,
      codecId: GraphicsCodec.CLEARCODEC,
      pixelFormat: PixelFormat.XRGB_8888,
      rectangle,
      data,
    },
    `0100 0000 1e000000 # cmdId, flags, pduLength
     0700 0800 20 # surfaceId, codecId, pixelFormat
     0100 0200 0101 0202 # destRect
     05000000 0123456789 # bitmapDataLength, bitmapData`,
  ),
  fromHost(
    'RDPGFX_WIRE_TO_SURFACE_PDU_2',
    {
      type: 'wireToSurface2',
      surfaceId: 7,
      codecId: GraphicsCodec.CAPROGRESSIVE,
      codecContextId: 0xfffffffe,
      pixelFormat: PixelFormat.ARGB_8888,
      data,
    },
    `0200 0000 1a000000
     0700 0900 feffffff 21 # surfaceId, codecId, codecContextId, pixelFormat
     05000000 0123456789 # bitmapDataLength, bitmapData`,
  ),
  fromHost(
    'RDPGFX_DELETE_ENCODING_CONTEXT_PDU',
    { type: 'deleteEncodingContext', surfaceId: 1, codecContextId: 2 },
    '0300 0000 0e000000 0100 02000000',
  ),
  fromHost(
    'RDPGFX_SOLIDFILL_PDU',
    { type: 'solidFill', surfaceId: 1, color: 0xff332211, rectangles: [rectangle, rectangle] },
    `0400 0000 20000000
     0100 112233ff # surfaceId, fillPixel: B, G, R, XA
     0200 0100 0200 0101 0202 0100 0200 0101 0202 # fillRectCount, fillRects`,
  ),
  fromHost(
    'RDPGFX_SURFACE_TO_SURFACE_PDU',
    { type: 'surfaceToSurface', source: 1, destination: 2, rectangle, points: [{ x: 3, y: 4 }] },
    `0500 0000 1a000000
     0100 0200 0100 0200 0101 0202 # surfaceIdSrc, surfaceIdDest, rectSrc
     0100 0300 0400 # destPtsCount, destPts`,
  ),
  fromHost(
    'RDPGFX_SURFACE_TO_CACHE_PDU',
    { type: 'surfaceToCache', surfaceId: 1, cacheKey: 0x8877665544332211n, cacheSlot: 25600, rectangle },
    `0600 0000 1c000000
     0100 1122334455667788 0064 # surfaceId, cacheKey, cacheSlot
     0100 0200 0101 0202 # rectSrc`,
  ),
  fromHost(
    'RDPGFX_CACHE_TO_SURFACE_PDU',
    { type: 'cacheToSurface', cacheSlot: 1, surfaceId: 2, points: [{ x: 0, y: 0x7fff }] },
    '0700 0000 12000000 0100 0200 0100 0000 ff7f',
  ),
  fromHost('RDPGFX_EVICT_CACHE_ENTRY_PDU', { type: 'evictCacheEntry', cacheSlot: 9 }, '0800 0000 0a000000 0900'),
  fromHost(
    'RDPGFX_CREATE_SURFACE_PDU',
    { type: 'createSurface', surfaceId: 1, width: 1920, height: 1088, pixelFormat: PixelFormat.XRGB_8888 },
    '0900 0000 0f000000 0100 8007 4004 20',
  ),
  fromHost('RDPGFX_DELETE_SURFACE_PDU', { type: 'deleteSurface', surfaceId: 1 }, '0a00 0000 0a000000 0100'),
  fromHost(
    'RDPGFX_START_FRAME_PDU',
    { type: 'startFrame', timestamp: 0x12345678, frameId: 5 },
    '0b00 0000 10000000 78563412 05000000',
  ),
  fromHost('RDPGFX_END_FRAME_PDU', { type: 'endFrame', frameId: 5 }, '0c00 0000 0c000000 05000000'),
  fromHost(
    'RDPGFX_RESET_GRAPHICS_PDU',
    {
      type: 'resetGraphics',
      width: 2944,
      height: 1080,
      monitors: [
        { left: 0, top: 0, width: 1920, height: 1080, primary: true },
        { left: 1920, top: -8, width: 1024, height: 768, primary: false },
      ],
    },
    `0e00 0000 54010000
     800b0000 38040000 02000000 # width, height, monitorCount
     00000000 00000000 7f070000 37040000 01000000 # left, top, right, bottom, flags
     80070000 f8ffffff 7f0b0000 f7020000 00000000
     ${'00'.repeat(280)} # pad to 340 bytes`,
  ),
  fromHost(
    'RDPGFX_MAP_SURFACE_TO_OUTPUT_PDU',
    { type: 'mapSurfaceToOutput', surfaceId: 1, left: 1920, top: 16 },
    '0f00 0000 14000000 0100 0000 80070000 10000000',
  ),
  fromHost(
    'RDPGFX_MAP_SURFACE_TO_SCALED_OUTPUT_PDU',
    { type: 'mapSurfaceToScaledOutput', surfaceId: 1, left: 1920, top: 16, targetWidth: 640, targetHeight: 480 },
    '1700 0000 1c000000 0100 0000 80070000 10000000 80020000 e0010000',
  ),
  fromHost(
    'RDPGFX_MAP_SURFACE_TO_WINDOW_PDU',
    { type: 'mapSurfaceToWindow', surfaceId: 1, windowId: 0x100000002n, mappedWidth: 64, mappedHeight: 32 },
    '1500 0000 1a000000 0100 0200000001000000 40000000 20000000',
  ),
  fromHost(
    'RDPGFX_MAP_SURFACE_TO_SCALED_WINDOW_PDU',
    {
      type: 'mapSurfaceToScaledWindow',
      surfaceId: 1,
      windowId: 2n,
      mappedWidth: 64,
      mappedHeight: 32,
      targetWidth: 128,
      targetHeight: 96,
    },
    '1800 0000 22000000 0100 0200000000000000 40000000 20000000 80000000 60000000',
  ),
  fromHost(
    'RDPGFX_CACHE_IMPORT_REPLY_PDU',
    { type: 'cacheImportReply', cacheSlots: [1, 0x203] },
    '1100 0000 0e000000 0200 0100 0302',
  ),
  fromHost(
    'RDPGFX_CAPS_CONFIRM_PDU',
    {
      type: 'capsConfirm',
      set: { version: CapsVersion.RDPGFX_CAPVERSION_107, flags: CapsFlag.RDPGFX_CAPS_FLAG_AVC_DISABLED },
    },
    '1300 0000 14000000 01070a00 04000000 20000000',
  ),
  fromHost(
    'RDPGFX_CAPS_CONFIRM_PDU, version 10.1',
    { type: 'capsConfirm', set: { version: CapsVersion.RDPGFX_CAPVERSION_101, flags: 0 } },
    `1300 0000 20000000 00010a00 10000000 ${'00'.repeat(16)}`,
  ),
];

export const CLIENT_ROWS: readonly Row<unknown>[] = [
  fromClient(
    'RDPGFX_CAPS_ADVERTISE_PDU',
    {
      type: 'capsAdvertise',
      sets: [
        { version: CapsVersion.RDPGFX_CAPVERSION_8, flags: CapsFlag.RDPGFX_CAPS_FLAG_THINCLIENT },
        { version: CapsVersion.RDPGFX_CAPVERSION_101, flags: 0 },
        { version: CapsVersion.RDPGFX_CAPVERSION_106_ERR, flags: CapsFlag.RDPGFX_CAPS_FLAG_SMALL_CACHE },
      ],
    },
    `1200 0000 3a000000 0300 # capsSetCount
     04000800 04000000 01000000 # version, capsDataLength, flags
     00010a00 10000000 ${'00'.repeat(16)} # version, capsDataLength, reserved
     01060a00 04000000 02000000`,
  ),
  fromClient(
    'RDPGFX_FRAME_ACKNOWLEDGE_PDU',
    { type: 'frameAcknowledge', queueDepth: 0xffffffff, frameId: 5, totalFramesDecoded: 6 },
    '0d00 0000 14000000 ffffffff 05000000 06000000',
  ),
  fromClient(
    'RDPGFX_QOE_FRAME_ACKNOWLEDGE_PDU',
    { type: 'qoeFrameAcknowledge', frameId: 5, timestamp: 0x01020304, decodeTime: 3, renderTime: 16 },
    '1600 0000 14000000 05000000 04030201 0300 1000',
  ),
  fromClient(
    'RDPGFX_CACHE_IMPORT_OFFER_PDU',
    { type: 'cacheImportOffer', entries: [{ cacheKey: 0x8877665544332211n, bitmapLength: 16384 }] },
    '1000 0000 16000000 0100 1122334455667788 00400000',
  ),
];

export const AVC_ROWS: readonly Row<unknown>[] = [
  row({
    name: 'RFX_AVC420_BITMAP_STREAM',
    value: {
      regions: [
        { rectangle: { left: 0, top: 0, right: 64, bottom: 64 }, quantization: 22, progressive: true, quality: 100 },
        { rectangle: { left: 1, top: 2, right: 3, bottom: 4 }, quantization: 51, progressive: false, quality: 0 },
      ],
      data: fromHex('0000000109f0'),
    },
    hex: `02000000 # numRegionRects
     0000 0000 4000 4000 0100 0200 0300 0400 # regionRects
     9664 3300 # quantQualityVals
     0000000109f0 # avc420EncodedBitstream`,
    read: readAvc,
    write: writeAvc420Bitmap,
  }),
  ...(
    [
      [
        'RFX_AVC444_BITMAP_STREAM',
        { layers: AvcLayers.both, first: data, second: fromHex('ff') },
        '05000000 0123456789 ff',
      ],
      ['RFX_AVC444_BITMAP_STREAM, luma', { layers: AvcLayers.luma, first: data }, '05000040 0123456789'],
      ['RFX_AVC444_BITMAP_STREAM, chroma', { layers: AvcLayers.chroma, first: data }, '05000080 0123456789'],
    ] as const
  ).map(([name, value, hex]) =>
    row<ReturnType<typeof readAvc444Streams>>({
      name,
      value,
      hex,
      read: readAvc444Streams,
      write: writeAvc444Streams,
    }),
  ),
];
