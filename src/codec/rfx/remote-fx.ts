import { CELL } from '../commands.js';
import { BLOCK_HEADER, blockEnd, codecInvalid, readU16, readU32 } from './message-bytes.js';
import { JoinedTables } from './quantization-tables.js';
import { MAX_RECTANGLES, RECTANGLE_BYTES, RegionClip } from './tile-clip.js';
import {
  QUANTIZATION_BYTES,
  type SplitMessage,
  type TargetSize,
  TileKind,
  type TileKindValue,
} from './tile-payload.js';
import { type TilePlace, TileWriter } from './tile-writer.js';

/** [MS-RDPRFX] 2.2.2.1.1. */
const BlockType = {
  WBT_SYNC: 0xccc0,
  WBT_CONTEXT: 0xccc3,
  WBT_REGION: 0xccc6,
  WBT_EXTENSION: 0xccc7,
  CBT_TILESET: 0xcac2,
  CBT_TILE: 0xcac3,
} as const;

const MAGIC = 0xcaccacca;
const VERSION = 0x0100;
const CHANNEL_HEADER = 1 /* codecId */ + 1; /* channelId */
/** TS_RFX_TILESET, [MS-RDPRFX] 2.2.2.3.4. */
const TILE_SET_HEADER =
  2 + 2 + 2 /* subtype, idx, properties */ + 1 + 1 /* numQuant, tileSize */ + 2 + 4; /* tiles, size */
/** TS_RFX_TILE, [MS-RDPRFX] 2.2.2.3.4.1. */
const TILE_HEADER = BLOCK_HEADER + 3 /* quantIdx */ + 2 + 2 /* xIdx, yIdx */ + 3 * 2; /* lengths */

/**
 * Cuts an encode message ([MS-RDPRFX] 2.2.2) that is drawn at left, top into its tiles, without decoding them; undefined
 * when it has to be decoded as a whole. Reads what the kernel (`rfx/message.cc`) reads, and throws CODEC_INVALID where that
 * refuses.
 */
export function splitRemoteFx(
  message: Uint8Array,
  left: number,
  top: number,
  size: TargetSize,
): SplitMessage | undefined {
  const onGrid = left % CELL === 0 && top % CELL === 0;
  if (!onGrid && (left < 0 || top < 0)) return undefined;
  return new RemoteFxSplitter(message, left, top, size).run();
}

class RemoteFxSplitter {
  readonly #message: Uint8Array;
  readonly #left: number;
  readonly #top: number;
  readonly #size: TargetSize;
  readonly #writer: TileWriter;
  readonly #quantizations = new JoinedTables(QUANTIZATION_BYTES, 255);
  #clip: RegionClip;
  #kind: TileKindValue = TileKind.rlgr1;
  #hasContext = false;
  #splittable = true;

  constructor(message: Uint8Array, left: number, top: number, size: TargetSize) {
    this.#message = message;
    this.#left = left;
    this.#top = top;
    this.#size = size;
    this.#writer = new TileWriter(message);
    this.#clip = new RegionClip(size, left, top);
  }

  run(): SplitMessage | undefined {
    const message = this.#message;
    for (let at = 0; at < message.length; ) {
      const end = blockEnd(message, at, message.length);
      this.#block(readU16(message, at), at + BLOCK_HEADER, end);
      if (!this.#splittable) return undefined;
      at = end;
    }
    const { tiles, memory } = this.#writer;
    return { quantizations: this.#quantizations.bytes, qualities: new Uint8Array(0), tiles, memory };
  }

  #block(type: number, at: number, end: number): void {
    if (type < BlockType.WBT_SYNC || BlockType.WBT_EXTENSION < type) {
      throw codecInvalid('TS_RFX_BLOCKT', 'blockType', type);
    }
    if (type === BlockType.WBT_SYNC) this.#sync(at, end);
    if (type < BlockType.WBT_CONTEXT) return;
    need(at, end, CHANNEL_HEADER, 'TS_RFX_CODEC_CHANNELT');
    const body = at + CHANNEL_HEADER;
    if (type === BlockType.WBT_CONTEXT) this.#context(body, end);
    else if (type === BlockType.WBT_REGION) this.#region(body, end);
    else if (type === BlockType.WBT_EXTENSION) this.#tileSet(body, end);
  }

  #sync(at: number, end: number): void {
    need(at, end, 6 /* magic, version */, 'TS_RFX_SYNC');
    const magic = readU32(this.#message, at);
    if (magic !== MAGIC) throw codecInvalid('TS_RFX_SYNC', 'magic', magic);
    const version = readU16(this.#message, at + 4);
    if (version !== VERSION) throw codecInvalid('TS_RFX_SYNC', 'version', version);
  }

  #context(at: number, end: number): void {
    need(at, end, 5 /* ctxId, tileSize, properties */, 'TS_RFX_CONTEXT');
    const properties = readU16(this.#message, at + 3);
    const kind = kindOf(properties >> 9);
    if (kind === undefined) throw codecInvalid('TS_RFX_CONTEXT', 'properties', properties);
    this.#kind = kind;
    this.#hasContext = true;
  }

  #region(at: number, end: number): void {
    need(at, end, 3 /* regionFlags, numRects */, 'TS_RFX_REGION');
    const count = readU16(this.#message, at + 1);
    if (MAX_RECTANGLES < count) throw codecInvalid('TS_RFX_REGION', 'numRects', count);
    need(at + 3, end, count * RECTANGLE_BYTES, 'TS_RFX_REGION');
    this.#clip = new RegionClip(this.#size, this.#left, this.#top);
    this.#clip.add(this.#message, at + 3, count);
  }

  #tileSet(at: number, end: number): void {
    const message = this.#message;
    need(at, end, TILE_SET_HEADER - 4, 'TS_RFX_TILESET');
    const subtype = readU16(message, at);
    if (subtype !== BlockType.CBT_TILESET) throw codecInvalid('TS_RFX_TILESET', 'subtype', subtype);
    if (!this.#hasContext) {
      // Older hosts write the properties of the context here as well, where the field is a bit lower.
      const properties = readU16(message, at + 4);
      const kind = kindOf(properties >> 10) ?? kindOf(properties >> 9);
      if (kind === undefined) throw codecInvalid('TS_RFX_TILESET', 'properties', properties);
      this.#kind = kind;
    }
    const quantizations = message[at + 6];
    const tiles = readU16(message, at + 8);
    // Some hosts send a tile set without tiles, and then without its size.
    if (tiles === 0) return;
    const tables = at + TILE_SET_HEADER;
    need(at, end, TILE_SET_HEADER + quantizations * QUANTIZATION_BYTES, 'TS_RFX_TILESET');
    const { width, height } = this.#size;
    const most = (Math.ceil(width / CELL) + 1) * (Math.ceil(height / CELL) + 1) * 2;
    if (most < tiles) throw codecInvalid('TS_RFX_TILESET', 'numTiles', tiles);
    let tile = tables + quantizations * QUANTIZATION_BYTES;
    const first = this.#quantizations.add(message.subarray(tables, tile));
    if (first === undefined) this.#splittable = false;
    else for (let i = 0; i < tiles && this.#splittable; i++) tile = this.#tile(tile, end, quantizations, first);
  }

  /** Returns the end of the tile. */
  #tile(at: number, end: number, quantizations: number, firstQuantization: number): number {
    const message = this.#message;
    need(at, end, TILE_HEADER, 'TS_RFX_TILE');
    const type = readU16(message, at);
    const length = readU32(message, at + 2);
    if (type !== BlockType.CBT_TILE) throw codecInvalid('TS_RFX_TILE', 'blockType', type);
    if (length < TILE_HEADER || end - at < length) throw codecInvalid('TS_RFX_TILE', 'blockLen', length);
    const lengths = at + 13;
    let dataEnd = at + TILE_HEADER;
    for (let i = 0; i < 3; i++) {
      const index = message[at + 6 + i];
      if (quantizations <= index) throw codecInvalid('TS_RFX_TILE', 'quantIdx', index);
      dataEnd += readU16(message, lengths + 2 * i);
    }
    if (at + length < dataEnd) throw codecInvalid('TS_RFX_TILE', 'blockLen', length);
    const left = this.#left + readU16(message, at + 9) * CELL;
    const top = this.#top + readU16(message, at + 11) * CELL;
    const visible = 0 <= left && 0 <= top && left < this.#size.width && top < this.#size.height;
    // A region without rectangles is the whole picture.
    const clip = !visible ? 'nothing' : this.#clip.count === 0 ? 'whole' : this.#clip.of(left, top);
    if (clip === 'tooMany') this.#splittable = false;
    else if (clip !== 'nothing') {
      const tile: TilePlace = {
        kind: this.#kind,
        flags: 0,
        left,
        top,
        start: at,
        indices: at + 6,
        firstQuantization,
        quality: undefined,
        lengths,
        lengthBytes: 6,
        data: at + TILE_HEADER,
        end: dataEnd,
      };
      this.#splittable = this.#writer.add(tile, clip);
    }
    return at + length;
  }
}

/** The `et` field of properties: RLGR1 is 1, RLGR3 is 4. */
function kindOf(bits: number): TileKindValue | undefined {
  const entropy = bits & 15;
  return entropy === 1 ? TileKind.rlgr1 : entropy === 4 ? TileKind.rlgr3 : undefined;
}

function need(at: number, end: number, count: number, structure: string): void {
  if (end - at < count) throw codecInvalid(structure, 'blockLen', end - at);
}
