import type { ByteReader } from '../../../../bytes/reader.js';
import type { ByteWriter } from '../../../../bytes/writer.js';
import { invalid, tooLarge } from '../../../../errors.js';
import type { Rectangle } from '../../../share/refresh-rect.js';
import { type Point, readList, readPoint, readRect, writeList, writePoint, writeRect } from './geometry.js';

/** Slots are counted from 1; this many where the client did not ask for a small cache ([MS-RDPEGFX] 3.3.1.4). */
export const CACHE_SLOTS = 25600;
/** cacheEntriesCount stays below 5462 ([MS-RDPEGFX] 2.2.2.16). */
const IMPORTS_MAX = 5461;

function slot(value: number, pdu: string): number {
  if (value === 0 || CACHE_SLOTS < value) throw invalid(pdu, 'cacheSlot', value);
  return value;
}

/** RDPGFX_SURFACE_TO_CACHE_PDU, [MS-RDPEGFX] 2.2.2.6. */
export interface SurfaceToCache {
  readonly type: 'surfaceToCache';
  readonly surfaceId: number;
  readonly cacheKey: bigint;
  readonly cacheSlot: number;
  readonly rectangle: Rectangle;
}

export function readSurfaceToCache(r: ByteReader): SurfaceToCache {
  const pdu = 'RDPGFX_SURFACE_TO_CACHE_PDU';
  r.need(2 /* surfaceId */ + 8 /* cacheKey */ + 2 /* cacheSlot */, pdu);
  return {
    type: 'surfaceToCache',
    surfaceId: r.u16(),
    cacheKey: r.u64(),
    cacheSlot: slot(r.u16(), pdu),
    rectangle: readRect(r, pdu),
  };
}

export function writeSurfaceToCache(w: ByteWriter, pdu: SurfaceToCache): void {
  w.u16(pdu.surfaceId).u64(pdu.cacheKey).u16(pdu.cacheSlot);
  writeRect(w, pdu.rectangle);
}

/** RDPGFX_CACHE_TO_SURFACE_PDU, [MS-RDPEGFX] 2.2.2.7. */
export interface CacheToSurface {
  readonly type: 'cacheToSurface';
  readonly cacheSlot: number;
  readonly surfaceId: number;
  readonly points: readonly Point[];
}

export function readCacheToSurface(r: ByteReader): CacheToSurface {
  const pdu = 'RDPGFX_CACHE_TO_SURFACE_PDU';
  r.need(2 /* cacheSlot */ + 2 /* surfaceId */, pdu);
  return {
    type: 'cacheToSurface',
    cacheSlot: slot(r.u16(), pdu),
    surfaceId: r.u16(),
    points: readList(r, pdu, 'destPtsCount', readPoint),
  };
}

export function writeCacheToSurface(w: ByteWriter, pdu: CacheToSurface): void {
  w.u16(pdu.cacheSlot).u16(pdu.surfaceId);
  writeList(w, pdu.points, writePoint);
}

/** RDPGFX_EVICT_CACHE_ENTRY_PDU, [MS-RDPEGFX] 2.2.2.8. */
export interface EvictCacheEntry {
  readonly type: 'evictCacheEntry';
  readonly cacheSlot: number;
}

export function readEvictCacheEntry(r: ByteReader): EvictCacheEntry {
  const pdu = 'RDPGFX_EVICT_CACHE_ENTRY_PDU';
  r.need(2 /* cacheSlot */, pdu);
  return { type: 'evictCacheEntry', cacheSlot: slot(r.u16(), pdu) };
}

export function writeEvictCacheEntry(w: ByteWriter, pdu: EvictCacheEntry): void {
  w.u16(pdu.cacheSlot);
}

/** RDPGFX_CACHE_ENTRY_METADATA, [MS-RDPEGFX] 2.2.2.16.1. */
export interface CacheEntry {
  readonly cacheKey: bigint;
  /** Bytes of the bitmap, 4 per pixel. */
  readonly bitmapLength: number;
}

/** RDPGFX_CACHE_IMPORT_OFFER_PDU, [MS-RDPEGFX] 2.2.2.16: bitmaps that a client kept from an earlier connection. */
export interface CacheImportOffer {
  readonly type: 'cacheImportOffer';
  readonly entries: readonly CacheEntry[];
}

export function readCacheImportOffer(r: ByteReader): CacheImportOffer {
  const pdu = 'RDPGFX_CACHE_IMPORT_OFFER_PDU';
  const count = readCount(r, pdu, 'cacheEntriesCount');
  r.need(count * (8 /* cacheKey */ + 4) /* bitmapLength */, pdu, 'cacheEntries');
  const entries = Array.from({ length: count }, () => ({ cacheKey: r.u64(), bitmapLength: r.u32() }));
  return { type: 'cacheImportOffer', entries };
}

export function writeCacheImportOffer(w: ByteWriter, pdu: CacheImportOffer): void {
  w.u16(pdu.entries.length);
  for (const { cacheKey, bitmapLength } of pdu.entries) w.u64(cacheKey).u32(bitmapLength);
}

/** RDPGFX_CACHE_IMPORT_REPLY_PDU, [MS-RDPEGFX] 2.2.2.17: the slots of the first entries offered. */
export interface CacheImportReply {
  readonly type: 'cacheImportReply';
  readonly cacheSlots: readonly number[];
}

export function readCacheImportReply(r: ByteReader): CacheImportReply {
  const pdu = 'RDPGFX_CACHE_IMPORT_REPLY_PDU';
  const count = readCount(r, pdu, 'importedEntriesCount');
  r.need(count * 2, pdu, 'cacheSlots');
  return { type: 'cacheImportReply', cacheSlots: Array.from({ length: count }, () => r.u16()) };
}

export function writeCacheImportReply(w: ByteWriter, pdu: CacheImportReply): void {
  w.u16(pdu.cacheSlots.length);
  for (const cacheSlot of pdu.cacheSlots) w.u16(cacheSlot);
}

function readCount(r: ByteReader, pdu: string, field: string): number {
  r.need(2, pdu, field);
  const count = r.u16();
  if (IMPORTS_MAX < count) throw tooLarge(pdu, field, count);
  return count;
}
