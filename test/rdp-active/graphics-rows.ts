import type { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import type { BitmapData } from '../../src/rdp/active/events.js';
import { readBitmapUpdate, writeBitmapData, writeBitmapUpdate } from '../../src/rdp/graphics/bitmap-update.js';
import { Fragmentation, readFastPathUpdate, writeFastPathUpdate } from '../../src/rdp/graphics/fast-path-output.js';
import {
  readColorPointer,
  readLargePointer,
  readNewPointer,
  readPointerPosition,
  readSystemPointer,
  writeColorPointer,
  writeLargePointer,
  writeNewPointer,
  writePointerPosition,
  writeSystemPointer,
} from '../../src/rdp/graphics/pointer-update.js';
import { readSurfaceCommand, writeFrameMarker, writeSurfaceBits } from '../../src/rdp/graphics/surface-commands.js';
import { type Row, row } from './rows.js';

const bitmap: BitmapData = {
  left: 16,
  top: 32,
  right: 19,
  bottom: 34,
  width: 4,
  height: 2,
  bitsPerPixel: 16,
  compressed: true,
  data: fromHex('c0ffee'),
};

const shape = {
  cacheIndex: 5,
  hotspotX: 1,
  hotspotY: 2,
  width: 2,
  height: 1,
  xorMask: fromHex('010203040506'),
  andMask: fromHex('4000'),
};

/** The update types that fast-path and slow-path share begin with an updateType. */

export function behindUpdateType<T>(read: (r: ByteReader) => T): (r: ByteReader) => T {
  return (r) => {
    r.need(2, 'updateType');
    r.u16();
    return read(r);
  };
}

export const GRAPHICS_ROWS: readonly Row<unknown>[] = [
  row({
    name: 'TS_FP_UPDATE',
    value: {
      code: 4,
      fragmentation: Fragmentation.FASTPATH_FRAGMENT_FIRST,
      compressionFlags: 0x61,
      data: fromHex('aabb'),
    },
    hex: `a4   # updateHeader: surface commands, first, compressed
            61   # compressionFlags
            0200 # size
            aabb`,
    read: readFastPathUpdate,
    write: writeFastPathUpdate,
  }),
  row({
    name: 'TS_UPDATE_BITMAP_DATA',
    value: [bitmap],
    hex: `0100 # updateType
            0100 # numberRectangles
            1000 2000 # destLeft, destTop
            1200 2100 # destRight, destBottom, inclusive
            0400 0200 # width, height
            1000 0104 # bitsPerPixel, flags: BITMAP_COMPRESSION, NO_BITMAP_COMPRESSION_HDR
            0300 # bitmapLength
            c0ffee`,
    read: behindUpdateType(readBitmapUpdate),
    write: writeBitmapUpdate,
  }),
  row({
    name: 'TS_BITMAP_DATA with TS_CD_HEADER',
    value: [bitmap],
    hex: `0100 0100
            1000 2000 1200 2100 0400 0200 1000
            0100 # flags: BITMAP_COMPRESSION
            0b00 # bitmapLength
            0000 0300 0800 1000 # cbCompFirstRowSize, cbCompMainBodySize, cbScanWidth, cbUncompressedSize
            c0ffee`,
    read: behindUpdateType(readBitmapUpdate),
    write: (w, [value]) => {
      w.u16(1).u16(1);
      writeBitmapData(w, value, { mainBodySize: 3, scanWidth: 8, uncompressedSize: 16 });
    },
  }),
  row({
    name: 'TS_SURFCMD_SET_SURF_BITS',
    value: {
      type: 'surfaceBits' as const,
      bits: {
        left: 1,
        top: 2,
        right: 65,
        bottom: 66,
        bitsPerPixel: 32,
        codecId: 3,
        width: 64,
        height: 64,
        data: fromHex('ccc0'),
      },
    },
    hex: `0100 # cmdType
            0100 0200 4100 4200 # destLeft … destBottom, exclusive
            20 00 00 03 # bpp, flags, reserved, codecID
            4000 4000 # width, height
            02000000 # bitmapDataLength
            ccc0`,
    read: readSurfaceCommand,
    write: (w, value) => value.type === 'surfaceBits' && writeSurfaceBits(w, value.bits),
  }),
  row({
    name: 'TS_FRAME_MARKER',
    value: { type: 'frameMarker' as const, action: 'end' as const, frameId: 7 },
    hex: `0400 0100 # cmdType, frameAction
            07000000`,
    read: readSurfaceCommand,
    write: (w, value) => value.type === 'frameMarker' && writeFrameMarker(w, value.action, value.frameId),
  }),
  row({
    name: 'TS_SYSTEMPOINTERATTRIBUTE',
    value: 'default' as 'default' | 'hidden',
    hex: '007f0000',
    read: readSystemPointer,
    write: writeSystemPointer,
  }),
  row({
    name: 'TS_POINTERPOSATTRIBUTE',
    value: { x: 640, y: 400 },
    hex: '8002 9001',
    read: readPointerPosition,
    write: writePointerPosition,
  }),
  row({
    name: 'TS_COLORPOINTERATTRIBUTE',
    value: { ...shape, xorBitsPerPixel: 24 },
    hex: `0500 # cacheIndex
            0100 0200 # hotSpot
            0200 0100 # width, height
            0200 0600 # lengthAndMask, lengthXorMask
            010203040506 4000 00`,
    read: (r) => readColorPointer(r),
    write: writeColorPointer,
  }),
  row({
    name: 'TS_POINTERATTRIBUTE',
    value: { ...shape, xorBitsPerPixel: 16 },
    hex: `1000 # xorBpp
            0500 0100 0200 0200 0100 0200 0600
            010203040506 4000 00`,
    read: readNewPointer,
    write: writeNewPointer,
  }),
  row({
    name: 'TS_FP_LARGEPOINTERATTRIBUTE',
    value: { ...shape, xorBitsPerPixel: 32 },
    hex: `2000 0500 0100 0200 0200 0100
            02000000 06000000 # lengthAndMask, lengthXorMask
            010203040506 4000 00`,
    read: readLargePointer,
    write: writeLargePointer,
  }),
];
