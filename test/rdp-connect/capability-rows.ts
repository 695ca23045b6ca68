import type { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import type { ByteWriter } from '../../src/bytes/writer.js';
import {
  CodecGuid,
  readNsCodecProperties,
  writeNsCodecProperties,
} from '../../src/rdp/share/capability-sets/bitmap-codecs.js';
import {
  type CapabilitySet,
  readCapabilitySets,
  writeCapabilitySets,
} from '../../src/rdp/share/capability-sets/index.js';
import {
  readConfirmActive,
  readDemandActive,
  writeConfirmActive,
  writeDemandActive,
} from '../../src/rdp/share/demand-active.js';
import { type Row, row } from '../rdp-active/rows.js';

const set = (value: CapabilitySet, hex: string): Row<unknown> =>
  row({
    name: `capability set ${value.type}`,
    value,
    hex,
    read: (r: ByteReader) => readCapabilitySets(r, 1)[0],
    write: (w: ByteWriter, one: CapabilitySet) => writeCapabilitySets(w, [one]),
  });

const share = { type: 'share', nodeId: 1002 } as const;

/** Bytes are those of [MS-RDPBCGR] 4.1.12 and 4.1.13 where the examples have the set. */
export const CAPABILITY_ROWS: readonly Row<unknown>[] = [
  set(
    {
      type: 'general',
      osMajorType: 1,
      osMinorType: 3,
      protocolVersion: 0x0200,
      generalCompressionTypes: 0,
      extraFlags: 0x041d,
      updateCapabilityFlag: 0,
      remoteUnshareFlag: 0,
      generalCompressionLevel: 0,
      refreshRectSupport: 0,
      suppressOutputSupport: 1,
    },
    '01 00 18 00 01 00 03 00 00 02 00 00 00 00 1d 04 00 00 00 00 00 00 00 01',
  ),
  set(
    {
      type: 'bitmap',
      preferredBitsPerPixel: 24,
      receive1BitPerPixel: 1,
      receive4BitsPerPixel: 1,
      receive8BitsPerPixel: 1,
      desktopWidth: 1280,
      desktopHeight: 1024,
      desktopResizeFlag: 1,
      bitmapCompressionFlag: 1,
      highColorFlags: 0,
      drawingFlags: 0,
      multipleRectangleSupport: 1,
    },
    '02 00 1c 00 18 00 01 00 01 00 01 00 00 05 00 04 00 00 01 00 01 00 00 00 01 00 00 00',
  ),
  set(
    { type: 'order', orderFlags: 0x2a, orderSupport: new Uint8Array(32), orderSupportExFlags: 0 },
    `03 00 58 00 ${'00'.repeat(20)} 01 00 14 00 00 00 01 00 00 00 2a 00 ${'00'.repeat(32)}
     00 00 00 00 00 00 00 00 00 84 03 00 00 00 00 00 00 00 00 00`,
  ),
  set(
    {
      type: 'bitmapCache',
      cache0Entries: 600,
      cache0MaximumCellSize: 768,
      cache1Entries: 300,
      cache1MaximumCellSize: 3072,
      cache2Entries: 262,
      cache2MaximumCellSize: 12288,
    },
    `04 00 28 00 ${'00'.repeat(24)} 58 02 00 03 2c 01 00 0c 06 01 00 30`,
  ),
  set(
    { type: 'control', controlFlags: 0, remoteDetachFlag: 0, controlInterest: 2, detachInterest: 2 },
    '05 00 0c 00 00 00 00 00 02 00 02 00',
  ),
  set(
    { type: 'activation', helpKeyFlag: 0, helpKeyIndexFlag: 0, helpExtendedKeyFlag: 0, windowManagerKeyFlag: 0 },
    '07 00 0c 00 00 00 00 00 00 00 00 00',
  ),
  set(
    { type: 'pointer', colorPointerFlag: 1, colorPointerCacheSize: 20, pointerCacheSize: 21 },
    '08 00 0a 00 01 00 14 00 15 00',
  ),
  set(share, '09 00 08 00 ea 03 00 00'),
  set({ type: 'colorCache', colorTableCacheSize: 6 }, '0a 00 08 00 06 00 00 00'),
  set({ type: 'sound', soundFlags: 1 }, '0c 00 08 00 01 00 00 00'),
  set(
    {
      type: 'input',
      inputFlags: 0x15,
      keyboardLayout: 0x409,
      keyboardType: 4,
      keyboardSubType: 0,
      keyboardFunctionKey: 12,
    },
    `0d 00 58 00 15 00 00 00 09 04 00 00 04 00 00 00 00 00 00 00 0c 00 00 00 ${'00'.repeat(64)}`,
  ),
  set({ type: 'font', fontSupportFlags: 1 }, '0e 00 08 00 01 00 00 00'),
  set({ type: 'brush', brushSupportLevel: 1 }, '0f 00 08 00 01 00 00 00'),
  set({ type: 'glyphCache', glyphSupportLevel: 0 }, `10 00 34 00 ${'00'.repeat(48)}`),
  set(
    { type: 'offscreenCache', offscreenSupportLevel: 1, offscreenCacheSize: 7680, offscreenCacheEntries: 100 },
    '11 00 0c 00 01 00 00 00 00 1e 64 00',
  ),
  set({ type: 'bitmapCacheHostSupport', cacheVersion: 1 }, '12 00 08 00 01 00 00 00'),
  set({ type: 'virtualChannel', flags: 1, chunkSize: 1600 }, '14 00 0c 00 01 00 00 00 40 06 00 00'),
  set({ type: 'desktopComposition', compDeskSupportLevel: 1 }, '19 00 06 00 01 00'),
  set({ type: 'multifragmentUpdate', maxRequestSize: 0x800000 }, '1a 00 08 00 00 00 80 00'),
  set({ type: 'largePointer', largePointerSupportFlags: 3 }, '1b 00 06 00 03 00'),
  set({ type: 'remotePrograms', railSupportLevel: 0x81 }, '17 00 08 00 81 00 00 00'),
  set(
    { type: 'windowList', wndSupportLevel: 2, numIconCaches: 3, numIconCacheEntries: 12 },
    '18 00 0b 00 02 00 00 00 03 0c 00',
  ),
  set({ type: 'surfaceCommands', cmdFlags: 0x52 }, '1c 00 0c 00 52 00 00 00 00 00 00 00'),
  set(
    {
      type: 'bitmapCodecs',
      codecs: [
        { guid: CodecGuid.NSCODEC, codecId: 1, properties: fromHex('010103') },
        { guid: CodecGuid.REMOTEFX, codecId: 3, properties: fromHex('') },
      ],
    },
    `1d 00 2e 00 02
     b9 1b 8d ca 0f 00 4f 15 58 9f ae 2d 1a 87 e2 d6 01 03 00 01 01 03
     12 2f 77 76 72 bd 63 44 af b3 b7 3c 9c 6f 78 86 03 00 00`,
  ),
  set({ type: 'frameAcknowledge', maxUnacknowledgedFrameCount: 4 }, '1e 00 08 00 04 00 00 00'),
  set({ type: 'unknown', id: 0x1f, data: fromHex('c0ffee') }, '1f 00 07 00 c0 ff ee'),
  row({
    name: 'TS_DEMAND_ACTIVE_PDU',
    value: { shareId: 0x103ea, sourceDescriptor: 'RDP', capabilitySets: [share] },
    hex: `ea 03 01 00 04 00 0c 00 52 44 50 00          # shareId, lengths, sourceDescriptor
          01 00 00 00 09 00 08 00 ea 03 00 00          # numberCapabilities, pad2Octets, share
          00 00 00 00                                  # sessionId`,
    read: readDemandActive,
    write: writeDemandActive,
  }),
  row({
    name: 'TS_CONFIRM_ACTIVE_PDU',
    value: { shareId: 0x103ea, sourceDescriptor: 'MSTSC', capabilitySets: [share] },
    hex: `ea 03 01 00 ea 03 06 00 0c 00 4d 53 54 53 43 00 # shareId, originatorId, lengths, sourceDescriptor
          01 00 00 00 09 00 08 00 ea 03 00 00`,
    read: readConfirmActive,
    write: writeConfirmActive,
  }),
  row({
    name: 'TS_NSCODEC_CAPABILITYSET',
    value: { dynamicFidelity: true, subsampling: false, colorLossLevel: 3 },
    hex: '01 00 03',
    read: readNsCodecProperties,
    write: writeNsCodecProperties,
  }),
];
