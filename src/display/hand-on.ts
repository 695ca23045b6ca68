import { buffers } from '../bytes/buffer-pool.js';
import { ByteWriter } from '../bytes/writer.js';
import { CELL, Codec, type DecodeCommand } from '../codec/commands.js';
import { splitTiles } from '../codec/rfx/split.js';
import { partsOf, type TilePart } from '../codec/rfx/tile-beside.js';
import { type SplitMessage, TileFlag } from '../codec/rfx/tile-payload.js';
import { hasCode } from '../errors.js';
import { BesideTile } from './beside-tile.js';
import { type Added, CellChains, type HostTile } from './cell-chains.js';
import { reachOf } from './command-reach.js';
import type { Rectangle, Size } from './geometry.js';
import { ShownTargets } from './shown-targets.js';
import { SurfacePlaces } from './surface-places.js';

/** A cell whose tiles are all decoded, and that something else is drawn on next. */
export interface DecodedCell {
  readonly cell: number;
  /** Whoever drew this tile last shows what is decoded now. */
  readonly version: number;
  /** How many of the commands come before. */
  readonly after: number;
}

/**
 * Decides, command by command, what the gateway draws itself and what it hands on as the host encoded it.
 *
 * A tile is handed on when all who look can decode it (`active`) and it is exactly a cell of the desktop; what it leaves of
 * the cell is what tiles before it made, or pixels. It is decoded
 * after all, in its turn, when something needs its pixels: a drawing that covers its cell in part, a copy, the host's
 * cache, somebody who reads pixels. What comes out of {@link route} is drawn in order, so the picture is always right
 * wherever no tile waits.
 */
export class HandOn {
  #places: SurfacePlaces;
  #chains: CellChains;
  #active = false;
  /** Cells with a tile handed on since {@link takeTouched}. */
  #touched: Uint8Array | undefined;
  /** Cells with something drawn on what tiles made since {@link takeOverdrawn}. */
  #overdrawn: Uint8Array | undefined;
  /**
   * By cell, how often something has yet to be drawn: commands that decode its tiles, which viewers may have already, and
   * what its tiles stand on.
   */
  #drawing: Uint16Array;
  #shown: ShownTargets;
  #appended: number[] = [];
  #out: DecodeCommand[] = [];
  #decoded: DecodedCell[] = [];

  constructor(size: Size) {
    this.#places = new SurfacePlaces(size);
    this.#chains = new CellChains(size);
    this.#drawing = new Uint16Array(this.#chains.grid.count);
    this.#shown = new ShownTargets(this.#chains.grid.count);
  }

  get chains(): CellChains {
    return this.#chains;
  }

  get active(): boolean {
    return this.#active;
  }

  /** Are the pixels of a cell older than what viewers may have? */
  stale(cell: number): boolean {
    return this.#drawing[cell] !== 0 || this.#chains.waits(cell);
  }

  /** The base of a cell's tiles, once the picture holds it; undefined where tiles stand on none. */
  baseInPicture(cell: number): number | undefined {
    return this.#drawing[cell] === 0 ? this.#chains.base(cell) || undefined : undefined;
  }

  /** One byte for each cell whose pixels are of no use to viewers that draw tiles; undefined when there is none. */
  madeOfTiles(): Uint8Array | undefined {
    if (this.#chains.bytes === 0) return undefined;
    const cells = new Uint8Array(this.#chains.grid.count);
    for (let cell = 0; cell < cells.length; cell++) cells[cell] = this.#chains.complete(cell) ? 1 : 0;
    return cells;
  }

  /** As {@link madeOfTiles}, with the cells whose tiles are about to be decoded. */
  unsettled(): Uint8Array | undefined {
    const cells = this.madeOfTiles() ?? new Uint8Array(this.#chains.grid.count);
    let some = this.#chains.bytes !== 0;
    for (let cell = 0; cell < cells.length; cell++) {
      if (this.#drawing[cell] === 0) continue;
      cells[cell] = 1;
      some = true;
    }
    return some ? cells : undefined;
  }

  /** Draws what it returns instead of `command`. */
  route(command: DecodeCommand, arrivedAt: number): readonly DecodeCommand[] {
    const split = this.#wants(command) ? this.#split(command) : undefined;
    if (split) this.#takeTiles(command, split, arrivedAt);
    else this.#drawWhole(command);
    return this.#taken();
  }

  /** Decodes everything that waits: for somebody who reads pixels once. */
  decodeAll(): readonly DecodeCommand[] {
    for (let cell = 0; cell < this.#chains.grid.count; cell++) this.#decode(cell);
    return this.#taken();
  }

  /** Cells that the commands returned last decode before they draw on them. */
  takeDecoded(): readonly DecodedCell[] {
    const decoded = this.#decoded;
    this.#decoded = [];
    return decoded;
  }

  /** Starts or stops handing on. What it returns has to be drawn. */
  setActive(active: boolean): readonly DecodeCommand[] {
    if (active === this.#active) return [];
    this.#active = active;
    this.#shown.reset();
    this.#decodeAndForgetAll();
    return this.#taken();
  }

  /** The desktop has another size. INVARIANT: nothing waits, and all that was returned is drawn. */
  resize(size: Size): void {
    this.#places.desktop = size;
    this.#chains = new CellChains(size);
    this.#drawing = new Uint16Array(this.#chains.grid.count);
    this.#shown = new ShownTargets(this.#chains.grid.count);
    this.#appended = [];
    this.#touched = undefined;
    this.#overdrawn = undefined;
  }

  /** Another connection of the host begins with nothing. INVARIANT: nothing waits, and all that was returned is drawn. */
  renew(): void {
    this.#decodeAndForgetAll();
    this.#shown.reset();
    this.#places = new SurfacePlaces(this.#places.desktop);
  }

  /** One byte for each cell that viewers should look at, since the last call; undefined for none. */
  takeTouched(): Uint8Array | undefined {
    const touched = this.#touched;
    this.#touched = undefined;
    return touched;
  }

  /**
   * The same for cells with something drawn on what tiles made. Viewers have to look at them even if the picture shows
   * what it did before those tiles.
   */
  takeOverdrawn(): Uint8Array | undefined {
    const overdrawn = this.#overdrawn;
    this.#overdrawn = undefined;
    return overdrawn;
  }

  /** The cells that wait for a batch; to be given to {@link drawn} when it is. */
  takeAppended(): readonly number[] {
    const cells = this.#appended;
    this.#appended = [];
    return cells;
  }

  drawn(cells: readonly number[]): void {
    for (const cell of cells) this.#drawing[cell]--;
  }

  #wants({ codec, target = 0 }: DecodeCommand): boolean {
    if (!this.#active || (codec !== Codec.remoteFx && codec !== Codec.progressive)) return false;
    return this.#places.corner(target) !== undefined;
  }

  /** What cannot be cut is decoded as a whole, and refused there if need be. */
  #split(command: DecodeCommand): SplitMessage | undefined {
    try {
      return splitTiles(command, this.#places.all(command.target ?? 0));
    } catch (error) {
      if (hasCode(error) && error.code === 'CODEC_INVALID') return undefined;
      throw error;
    }
  }

  #takeTiles(command: DecodeCommand, split: SplitMessage, arrivedAt: number): void {
    const { target = 0 } = command;
    const { quantizations, qualities, tiles, memory } = split;
    const shared = { quantizations: quantizations.slice(), qualities: qualities.slice() };
    for (const { left, top, payload } of tiles) {
      const tile: HostTile = { payload, ...shared };
      if (left % CELL === 0 && top % CELL === 0) this.#takePart(tile, undefined, target, left, top, arrivedAt);
      else this.#takeBeside(tile, target, left, top, arrivedAt);
    }
    if (memory) buffers.give(memory);
  }

  /** A tile that is no cell becomes part of those that it draws on. */
  #takeBeside(tile: HostTile, target: number, left: number, top: number, arrivedAt: number): void {
    const corner = this.#places.corner(target) ?? { left: 0, top: 0 };
    const [atX, atY] = [corner.left + left, corner.top + top];
    const { desktop } = this.#places;
    if (desktop.width <= atX || desktop.height <= atY) {
      this.#drawTile(tile, undefined, target, left, top);
      return;
    }
    const { columns, rows } = this.#chains.grid;
    const [x, y, column, row] = [atX % CELL, atY % CELL, Math.floor(atX / CELL), Math.floor(atY / CELL)];
    const parts = partsOf(tile.payload, x, y);
    let bits = 0;
    for (const part of parts) if (column + part.column < columns && row + part.row < rows) bits |= part.bit;
    const { payload, quantizations, qualities } = tile;
    const beside = new BesideTile(payload, row * columns + column, x, y, parts, bits);
    const whole = { payload, quantizations, qualities, beside };
    const { width, height } = this.#places.all(target);
    for (const part of parts) {
      const [cellLeft, cellTop] = [left - x + part.column * CELL, top - y + part.row * CELL];
      if (cellLeft < width && cellTop < height) this.#takePart(whole, part, target, cellLeft, cellTop, arrivedAt);
    }
  }

  /** What a tile draws of the target's cell at left, top. */
  #takePart(tile: HostTile, part: Part, target: number, left: number, top: number, arrivedAt: number): void {
    const cell = this.#cellOf(target, left, top);
    if (cell !== undefined) this.#takeTile(cell, tile, part, target, left, top, arrivedAt);
    else this.#drawTile(tile, part, target, left, top);
  }

  #drawTile(tile: HostTile, part: Part, target: number, left: number, top: number): void {
    const place = { left, top, width: CELL, height: CELL };
    this.#drawOver(target, place, false);
    this.#noteShown(undefined, target, place);
    this.#out.push(tileCommand(tile, part, target, left, top));
  }

  #takeTile(
    cell: number,
    tile: HostTile,
    part: Part,
    target: number,
    left: number,
    top: number,
    arrivedAt: number,
  ): void {
    const added = this.#addTile(cell, tile, part, target, arrivedAt);
    if (added === 'same') return;
    if (added === 'refused') this.#noteOverdrawn(cell);
    if (added === 'begun') this.#await(cell);
    else if (added !== 'kept') this.#decode(cell);
    if (added === 'refused') {
      this.#noteDecoded(cell);
      this.#chains.skipped(cell, tile.payload, target);
      if (draws(tile)) this.#shown.set(cell, target);
      this.#out.push(tileCommand(tile, part, target, left, top));
    }
    if (added !== 'kept' && added !== 'begun') return;
    this.#touched ??= new Uint8Array(this.#chains.grid.count);
    this.#touched[cell] = 1;
  }

  #addTile(cell: number, tile: HostTile, part: Part, target: number, arrivedAt: number): Added {
    const onPixels = this.#shown.shows(cell, target);
    const added = this.#chains.add(cell, tile, target, arrivedAt, onPixels, part);
    if (added !== 'full') return added;
    this.#noteOverdrawn(cell);
    this.#decode(cell);
    this.#noteDecoded(cell);
    this.#chains.forget(cell);
    return this.#chains.add(cell, tile, target, arrivedAt, onPixels, part);
  }

  #drawWhole(command: DecodeCommand): void {
    const { codec, target = 0 } = command;
    if (this.#chains.bytes !== 0 || (this.#active && this.#places.some)) {
      const { reads, readTarget, draws, covers } = reachOf(command, this.#places);
      for (const part of reads) this.#decodePart(readTarget, part);
      for (const part of draws) this.#drawOver(target, part, covers);
      for (const part of draws) this.#noteShown(INEXACT.has(codec) ? undefined : target, target, part);
    }
    // Surfaces are shown whole where one went, or came.
    if (MOVES.has(codec)) for (const part of this.#places.revealedBy(target)) this.#settle(part);
    this.#places.apply(command);
    if (codec === Codec.mapSurface) this.#settle(this.#places.onDesktop(target, this.#places.all(target)));
    this.#out.push(command);
  }

  /** Decodes what waits in cells that hold pixels of `part`. */
  #decodePart(target: number, part: Rectangle): void {
    const shown = this.#places.onDesktop(target, part);
    if (!shown) return;
    this.#eachCell(shown, (cell) => {
      if (this.#chains.target(cell) === target || target === 0) this.#decode(cell);
    });
  }

  #drawOver(target: number, part: Rectangle, covers: boolean): void {
    const shown = this.#places.onDesktop(target, part);
    if (!shown) return;
    this.#eachCell(shown, (cell, whole) => {
      this.#noteOverdrawn(cell);
      const drop = covers && whole && this.#chains.target(cell) === target && this.#chains.mayDrop(cell);
      if (!drop) {
        this.#decode(cell);
        this.#noteDecoded(cell);
      }
      this.#chains.drawnOver(cell);
    });
  }

  /** A drawing of `target` on `part` leaves `shown` in cells: undefined when that is not sure. */
  #noteShown(shown: number | undefined, target: number, part: Rectangle): void {
    const place = this.#places.onDesktop(target, part);
    if (place) this.#eachCell(place, (cell) => this.#shown.set(cell, shown));
  }

  /** Calls `visit` for every cell that `part` meets, and says whether it covers the cell. */
  #eachCell({ left, top, width, height }: Rectangle, visit: (cell: number, whole: boolean) => void): void {
    if (width <= 0 || height <= 0) return;
    const { columns, rows } = this.#chains.grid;
    const [right, bottom] = [left + width, top + height];
    const [firstRow, lastRow] = [Math.max(Math.floor(top / CELL), 0), Math.min(Math.ceil(bottom / CELL), rows)];
    const [first, last] = [Math.max(Math.floor(left / CELL), 0), Math.min(Math.ceil(right / CELL), columns)];
    for (let row = firstRow; row < lastRow; row++) {
      for (let column = first; column < last; column++) {
        const [x, y] = [column * CELL, row * CELL];
        visit(row * columns + column, left <= x && top <= y && x + CELL <= right && y + CELL <= bottom);
      }
    }
  }

  #decode(cell: number): void {
    const waiting = this.#chains.takeWaiting(cell);
    if (waiting.length === 0) return;
    const target = this.#chains.target(cell) ?? 0;
    const { left, top } = this.#places.corner(target) ?? { left: 0, top: 0 };
    const { columns } = this.#chains.grid;
    const [x, y] = [(cell % columns) * CELL - left, Math.floor(cell / columns) * CELL - top];
    for (const tile of waiting) this.#out.push(tileCommand(tile, tile.part, target, x, y));
    if (waiting.some(draws)) this.#shown.set(cell, target);
    this.#await(cell);
    if (this.#chains.base(cell) === 0) return;
    // Whoever is late would draw the tiles once more on what they made, or on something else.
    this.#noteOverdrawn(cell);
    this.#noteDecoded(cell);
    this.#chains.drawnOver(cell);
  }

  #await(cell: number): void {
    this.#drawing[cell]++;
    this.#appended.push(cell);
  }

  #noteOverdrawn(cell: number): void {
    if (!this.#chains.complete(cell)) return;
    this.#overdrawn ??= new Uint8Array(this.#chains.grid.count);
    this.#overdrawn[cell] = 1;
  }

  #noteDecoded(cell: number): void {
    const version = this.#chains.version(cell);
    if (version !== undefined) this.#decoded.push({ cell, version, after: this.#out.length });
  }

  /** Cells are no longer what their tiles made of them. */
  #settle(part: Rectangle | undefined): void {
    if (!part) return;
    this.#eachCell(part, (cell) => {
      this.#decode(cell);
      this.#chains.forget(cell);
      this.#shown.set(cell, undefined);
    });
  }

  #decodeAndForgetAll(): void {
    for (let cell = 0; cell < this.#chains.grid.count; cell++) {
      this.#decode(cell);
      this.#chains.forget(cell);
    }
  }

  /** The cell of the desktop that a tile of `target` is. */
  #cellOf(target: number, left: number, top: number): number | undefined {
    const corner = this.#places.corner(target);
    if (!corner || left % CELL !== 0 || top % CELL !== 0) return undefined;
    const { columns, rows } = this.#chains.grid;
    const [x, y] = [left + corner.left, top + corner.top];
    const [column, row] = [x / CELL, y / CELL];
    if (column < 0 || columns <= column || row < 0 || rows <= row) return undefined;
    // A surface that ends within the cell shows less of the tile.
    const { width, height } = this.#places.all(target);
    const desktop = this.#places.desktop;
    const ends = Math.min(width - left, height - top) < CELL;
    if (ends && (width - left < Math.min(CELL, desktop.width - x) || height - top < Math.min(CELL, desktop.height - y)))
      return undefined;
    return row * columns + column;
  }

  #taken(): readonly DecodeCommand[] {
    const commands = this.#out;
    this.#out = [];
    return commands;
  }
}

/** Commands after which a target is shown elsewhere, or the desktop is another. */
const MOVES: ReadonlySet<number> = new Set([Codec.createSurface, Codec.deleteSurface, Codec.mapSurface]);

/** Commands that may leave parts of their reach as they are. */
const INEXACT: ReadonlySet<number> = new Set([Codec.remoteFx, Codec.progressive, Codec.clearCodec]);

/** Tiles may add to what later ones build on, and draw nothing. */
const draws = ({ payload }: HostTile): boolean => (payload[1] & TileFlag.clipped) === 0 || payload[2] !== 0;

/** Undefined for a tile that is the cell, or that is drawn whole. */
type Part = TilePart | undefined;

/** What a tile draws of the target's cell at left, top, as a command of its own. */
function tileCommand(tile: HostTile, part: Part, target: number, left: number, top: number): DecodeCommand {
  const { quantizations, qualities, beside } = tile;
  const payload = beside && part ? beside.clipped(part.bit) : tile.payload;
  const w = new ByteWriter(2 + quantizations.length + qualities.length + payload.length);
  w.u8(quantizations.length / 5).bytes(quantizations);
  w.u8(qualities.length / 16).bytes(qualities);
  const data = w.bytes(payload).finish();
  const size = { visibleWidth: CELL, visibleHeight: CELL, width: CELL, height: CELL };
  const x = beside && part ? beside.x - part.column * CELL : 0;
  const y = beside && part ? beside.y - part.row * CELL : 0;
  return { codec: Codec.tile, bitsPerPixel: 32, flags: 0, left: left + x, top: top + y, ...size, data, target };
}
