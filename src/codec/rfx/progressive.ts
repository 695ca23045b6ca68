import { CELL } from '../commands.js';
import { BLOCK_HEADER, blockEnd, codecInvalid, readU16, readU32 } from './message-bytes.js';
import { JoinedTables } from './quantization-tables.js';
import { MAX_RECTANGLES, RECTANGLE_BYTES, RegionClip } from './tile-clip.js';
import {
  FULL_QUALITY,
  QUALITY_BYTES,
  QUANTIZATION_BYTES,
  type SplitMessage,
  type TargetSize,
  TileFlag,
  TileKind,
  type TileKindValue,
} from './tile-payload.js';
import { type TilePlace, TileWriter } from './tile-writer.js';

/** [MS-RDPEGFX] 2.2.4.2.1. */
const BlockType = {
  WBT_SYNC: 0xccc0,
  WBT_FRAME_BEGIN: 0xccc1,
  WBT_FRAME_END: 0xccc2,
  WBT_CONTEXT: 0xccc3,
  WBT_REGION: 0xccc4,
  WBT_TILE_SIMPLE: 0xccc5,
  WBT_TILE_FIRST: 0xccc6,
  WBT_TILE_UPGRADE: 0xccc7,
} as const;

const MAGIC = 0xcaccacca;
const VERSION = 0x0100;
const RFX_SUBBAND_DIFFING = 1;
const RFX_DWT_REDUCE_EXTRAPOLATE = 1;
const RFX_TILE_DIFFERENCE = 1;
/** RFX_PROGRESSIVE_REGION, [MS-RDPEGFX] 2.2.4.2.1.5. */
const REGION_HEADER =
  1 + 2 /* tileSize, numRects */ + 1 + 1 + 1 /* numQuant, numProgQuant, flags */ + 2 + 4; /* tiles */
const MAX_QUANTIZATIONS = 7;
const MAX_REGIONS = 64;
/** Times that one message may draw a tile: its passes. */
const MAX_PASSES = 8;

interface Region {
  readonly kindFlags: number;
  readonly quantizations: number;
  readonly qualities: number;
  readonly firstQuantization: number;
  readonly firstQuality: number;
  /** Tiles, and where they stand. */
  readonly count: number;
  readonly at: number;
  readonly end: number;
}

/**
 * Cuts RFX_PROGRESSIVE_BITMAP_STREAM ([MS-RDPEGFX] 2.2.4.2) for a surface into its tiles, without decoding them; undefined
 * when it has to be decoded as a whole. Reads what the kernel (`progressive/message.cc`) reads, and throws CODEC_INVALID
 * where that refuses. Whether a tile has what it builds on is seen when it is decoded.
 */
export function splitProgressive(message: Uint8Array, size: TargetSize): SplitMessage | undefined {
  return new ProgressiveSplitter(message, size).run();
}

class ProgressiveSplitter {
  readonly #message: Uint8Array;
  readonly #size: TargetSize;
  readonly #writer: TileWriter;
  readonly #clip: RegionClip;
  readonly #quantizations = new JoinedTables(QUANTIZATION_BYTES, 255);
  readonly #qualities = new JoinedTables(QUALITY_BYTES, FULL_QUALITY);
  readonly #regions: Region[] = [];
  #frame: 'none' | 'open' | 'closed' = 'none';
  /** Without a context block they may have been announced before. */
  #differences = true;
  #tiles = 0;
  #splittable = true;

  constructor(message: Uint8Array, size: TargetSize) {
    this.#message = message;
    this.#size = size;
    this.#writer = new TileWriter(message);
    this.#clip = new RegionClip(size);
  }

  run(): SplitMessage | undefined {
    const message = this.#message;
    // Regions may share their tiles, so that all rectangles have to be known before the first tile.
    for (let at = 0; at < message.length; ) {
      const end = blockEnd(message, at, message.length);
      this.#block(readU16(message, at), at + BLOCK_HEADER, end);
      at = end;
    }
    const cells = Math.ceil(this.#size.width / CELL) * Math.ceil(this.#size.height / CELL);
    if (cells * MAX_PASSES < this.#tiles) throw codecInvalid('RFX_PROGRESSIVE_REGION', 'numTiles', this.#tiles);
    for (const region of this.#regions) {
      if (!this.#splittable) return undefined;
      this.#tilesOf(region);
    }
    if (!this.#splittable) return undefined;
    const { tiles, memory } = this.#writer;
    return { quantizations: this.#quantizations.bytes, qualities: this.#qualities.bytes, tiles, memory };
  }

  #block(type: number, at: number, end: number): void {
    switch (type) {
      case BlockType.WBT_SYNC:
        this.#sync(at, end);
        break;
      case BlockType.WBT_FRAME_BEGIN:
        if (this.#frame !== 'none') throw codecInvalid('RFX_PROGRESSIVE_FRAME_BEGIN', 'blockType', type);
        this.#frame = 'open';
        break;
      case BlockType.WBT_FRAME_END:
        this.#frame = 'closed';
        break;
      case BlockType.WBT_CONTEXT:
        this.#context(at, end);
        break;
      case BlockType.WBT_REGION:
        // Those outside a frame have to be ignored.
        if (this.#frame === 'open') this.#region(at, end);
        break;
      default:
        throw codecInvalid('RFX_PROGRESSIVE_DATABLOCK', 'blockType', type);
    }
  }

  #sync(at: number, end: number): void {
    need(at, end, 6 /* magic, version */, 'RFX_PROGRESSIVE_SYNC');
    const magic = readU32(this.#message, at);
    if (magic !== MAGIC) throw codecInvalid('RFX_PROGRESSIVE_SYNC', 'magic', magic);
    const version = readU16(this.#message, at + 4);
    if (version !== VERSION) throw codecInvalid('RFX_PROGRESSIVE_SYNC', 'version', version);
  }

  #context(at: number, end: number): void {
    need(at, end, 4 /* ctxId, tileSize, flags */, 'RFX_PROGRESSIVE_CONTEXT');
    const tileSize = readU16(this.#message, at + 1);
    if (tileSize !== CELL) throw codecInvalid('RFX_PROGRESSIVE_CONTEXT', 'tileSize', tileSize);
    this.#differences = (this.#message[at + 3] & RFX_SUBBAND_DIFFING) !== 0;
  }

  #region(at: number, end: number): void {
    const message = this.#message;
    need(at, end, REGION_HEADER, 'RFX_PROGRESSIVE_REGION');
    const tileSize = message[at];
    const rectangles = readU16(message, at + 1);
    const quantizations = message[at + 3];
    const qualities = message[at + 4];
    const count = readU16(message, at + 6);
    const length = readU32(message, at + 8);
    if (tileSize !== CELL) throw codecInvalid('RFX_PROGRESSIVE_REGION', 'tileSize', tileSize);
    if (rectangles === 0 || MAX_RECTANGLES < this.#clip.count + rectangles) {
      throw codecInvalid('RFX_PROGRESSIVE_REGION', 'numRects', rectangles);
    }
    if (MAX_QUANTIZATIONS < quantizations) throw codecInvalid('RFX_PROGRESSIVE_REGION', 'numQuant', quantizations);
    if (this.#regions.length === MAX_REGIONS) throw codecInvalid('RFX_PROGRESSIVE_FRAME_BEGIN', 'regionCount');
    const rects = at + REGION_HEADER;
    const quants = rects + rectangles * RECTANGLE_BYTES;
    const progs = quants + quantizations * QUANTIZATION_BYTES;
    const tiles = progs + qualities * QUALITY_BYTES;
    need(tiles, end, length, 'RFX_PROGRESSIVE_REGION');
    this.#clip.add(message, rects, rectangles);
    this.#tiles += count;
    const firstQuantization = this.#quantizations.add(message.subarray(quants, progs));
    const firstQuality = this.#qualities.add(message.subarray(progs, tiles));
    if (firstQuantization === undefined || firstQuality === undefined) {
      this.#splittable = false;
      return;
    }
    const kindFlags = message[at + 5] & RFX_DWT_REDUCE_EXTRAPOLATE ? TileFlag.extrapolated : 0;
    const place = { count, at: tiles, end: tiles + length };
    this.#regions.push({ kindFlags, quantizations, qualities, firstQuantization, firstQuality, ...place });
  }

  #tilesOf(region: Region): void {
    let { at } = region;
    for (let i = 0; i < region.count && this.#splittable; i++) {
      const end = blockEnd(this.#message, at, region.end);
      this.#tile(region, at, end);
      at = end;
    }
    if (this.#splittable && at !== region.end) throw codecInvalid('RFX_PROGRESSIVE_REGION', 'tileDataSize', at);
  }

  #tile(region: Region, at: number, end: number): void {
    const message = this.#message;
    const type = readU16(message, at);
    const kind = KINDS[type - BlockType.WBT_TILE_SIMPLE];
    if (kind === undefined) throw codecInvalid('RFX_PROGRESSIVE_REGION', 'tiles', type);
    const upgrade = kind === TileKind.upgrade;
    const indices = at + BLOCK_HEADER;
    // Column and row, then flags, unless it is an upgrade, and quality, unless it is simple.
    const fields = indices + 3 + 4;
    const lengths = fields + (kind === TileKind.first ? 2 : 1);
    // The fourth length of those that are no upgrade is of a tail, which has no meaning.
    const data = lengths + (upgrade ? 12 : 8);
    need(at, end, data - at, 'RFX_PROGRESSIVE_TILE');
    const quality = kind === TileKind.simple ? undefined : this.#quality(region, message[lengths - 1]);
    for (let i = 0; i < 3; i++) {
      const index = message[indices + i];
      if (region.quantizations <= index) throw codecInvalid('RFX_PROGRESSIVE_TILE', 'quantIdx', index);
    }
    const lengthBytes = upgrade ? 12 : 6;
    let dataEnd = data;
    for (let i = 0; i < lengthBytes; i += 2) dataEnd += readU16(message, lengths + i);
    if (end < dataEnd) throw codecInvalid('RFX_PROGRESSIVE_TILE', 'blockLen', end - at);
    const left = readU16(message, indices + 3) * CELL;
    const top = readU16(message, indices + 5) * CELL;
    if (this.#size.width <= left) throw codecInvalid('RFX_PROGRESSIVE_TILE', 'xIdx', left / CELL);
    if (this.#size.height <= top) throw codecInvalid('RFX_PROGRESSIVE_TILE', 'yIdx', top / CELL);
    const clip = this.#clip.of(left, top);
    if (clip === 'tooMany') {
      this.#splittable = false;
      return;
    }
    const difference = !upgrade && message[fields] & RFX_TILE_DIFFERENCE ? TileFlag.difference : 0;
    const kept = kind === TileKind.simple && this.#differences ? TileFlag.kept : 0;
    const flags = region.kindFlags | difference | kept;
    const { firstQuantization } = region;
    const tile: TilePlace = {
      kind,
      flags,
      left,
      top,
      start: at,
      indices,
      firstQuantization,
      quality,
      lengths,
      lengthBytes,
      data,
      end: dataEnd,
    };
    this.#splittable = this.#writer.add(tile, clip);
  }

  #quality({ qualities, firstQuality }: Region, index: number): number {
    if (index === FULL_QUALITY) return index;
    if (qualities <= index) throw codecInvalid('RFX_PROGRESSIVE_TILE', 'progressiveQuality', index);
    return index + firstQuality;
  }
}

const KINDS: readonly (TileKindValue | undefined)[] = [TileKind.simple, TileKind.first, TileKind.upgrade];

function need(at: number, end: number, count: number, structure: string): void {
  if (end - at < count) throw codecInvalid(structure, 'blockLen', end - at);
}
