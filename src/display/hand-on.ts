import { buffers } from '../bytes/buffer-pool.js';
import { CELL, Codec, type DecodeCommand } from '../codec/commands.js';
import { splitTiles } from '../codec/rfx/split.js';
import type { SplitMessage } from '../codec/rfx/tile-payload.js';
import { hasCode } from '../errors.js';
import { type Added, CellChains } from './cell-chains.js';
import { reachOf } from './command-reach.js';
import type { Rectangle, Size } from './geometry.js';
import { ShownTargets } from './shown-targets.js';
import { SurfacePlaces } from './surface-places.js';
import { type PlacedTile, TargetCells } from './target-cells.js';
import { drawsPixels, tileCommand } from './tile-command.js';

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
 * A tile is handed on when all who look can decode it (`active`) and it is a cell of the desktop, or part of several; what
 * it leaves of a cell is what tiles before it made, or pixels. It is decoded after all, in its turn, when something needs
 * its pixels: a drawing that covers its cell in part, a copy, the host's cache, somebody who reads pixels. What comes out
 * of {@link route} is drawn in order, so the picture is always right wherever no tile waits.
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
  #cells: TargetCells;
  #appended: number[] = [];
  #out: DecodeCommand[] = [];
  #decoded: DecodedCell[] = [];

  constructor(size: Size) {
    this.#places = new SurfacePlaces(size);
    this.#chains = new CellChains(size);
    this.#drawing = new Uint16Array(this.#chains.grid.count);
    this.#shown = new ShownTargets(this.#chains.grid.count);
    this.#cells = new TargetCells(this.#places, this.#chains.grid);
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
    this.#cells = new TargetCells(this.#places, this.#chains.grid);
    this.#appended = [];
    this.#touched = undefined;
    this.#overdrawn = undefined;
  }

  /** Another connection of the host begins with nothing. INVARIANT: nothing waits, and all that was returned is drawn. */
  renew(): void {
    this.#decodeAndForgetAll();
    this.#shown.reset();
    this.#places = new SurfacePlaces(this.#places.desktop);
    this.#cells = new TargetCells(this.#places, this.#chains.grid);
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
      for (const placed of this.#cells.placed({ payload, ...shared }, target, left, top)) {
        if (placed.cell === undefined) this.#drawTile(placed, target);
        else this.#takeTile(placed.cell, placed, target, arrivedAt);
      }
    }
    if (memory) buffers.give(memory);
  }

  #drawTile({ tile, part, left, top }: PlacedTile, target: number): void {
    const place = { left, top, width: CELL, height: CELL };
    this.#drawOver(target, place, false);
    this.#cells.each(target, place, (cell) => this.#shown.set(cell, undefined));
    this.#out.push(tileCommand(tile, part, target, left, top));
  }

  #takeTile(cell: number, placed: PlacedTile, target: number, arrivedAt: number): void {
    const added = this.#addTile(cell, placed, target, arrivedAt);
    if (added === 'same') return;
    if (added === 'refused') this.#noteOverdrawn(cell);
    if (added === 'begun') this.#await(cell);
    else if (added !== 'kept') this.#decode(cell);
    if (added === 'refused') {
      const { tile, part, left, top } = placed;
      this.#noteDecoded(cell);
      this.#chains.skipped(cell, tile.payload, target);
      if (drawsPixels(tile)) this.#shown.set(cell, target);
      this.#out.push(tileCommand(tile, part, target, left, top));
    }
    if (added !== 'kept' && added !== 'begun') return;
    this.#touched ??= new Uint8Array(this.#chains.grid.count);
    this.#touched[cell] = 1;
  }

  #addTile(cell: number, { tile, part }: PlacedTile, target: number, arrivedAt: number): Added {
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
      const shown = INEXACT.has(codec) ? undefined : target;
      for (const part of draws) this.#cells.each(target, part, (cell) => this.#shown.set(cell, shown));
    }
    // Surfaces are shown whole where one went, or came.
    if (MOVES.has(codec)) this.#settleAll(this.#places.revealedBy(target));
    this.#places.apply(command);
    if (codec === Codec.mapSurface) this.#cells.each(target, this.#places.all(target), (cell) => this.#settle(cell));
    this.#out.push(command);
  }

  /** Decodes what waits in cells that hold pixels of `part`. */
  #decodePart(target: number, part: Rectangle): void {
    this.#cells.each(target, part, (cell) => {
      if (this.#chains.target(cell) === target || target === 0) this.#decode(cell);
    });
  }

  #drawOver(target: number, part: Rectangle, covers: boolean): void {
    this.#cells.each(target, part, (cell, whole) => {
      this.#noteOverdrawn(cell);
      const drop = covers && whole && this.#chains.target(cell) === target && this.#chains.mayDrop(cell);
      if (!drop) {
        this.#decode(cell);
        this.#noteDecoded(cell);
      }
      this.#chains.drawnOver(cell);
    });
  }

  #decode(cell: number): void {
    const waiting = this.#chains.takeWaiting(cell);
    if (waiting.length === 0) return;
    const target = this.#chains.target(cell) ?? 0;
    const { left, top } = this.#cells.cornerOn(target, cell);
    for (const tile of waiting) this.#out.push(tileCommand(tile, tile.part, target, left, top));
    if (waiting.some(drawsPixels)) this.#shown.set(cell, target);
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

  #settleAll(parts: readonly Rectangle[]): void {
    for (const part of parts) this.#cells.eachOnDesktop(part, (cell) => this.#settle(cell));
  }

  /** The cell is no longer what its tiles made of it. */
  #settle(cell: number): void {
    this.#decode(cell);
    this.#chains.forget(cell);
    this.#shown.set(cell, undefined);
  }

  #decodeAndForgetAll(): void {
    for (let cell = 0; cell < this.#chains.grid.count; cell++) {
      this.#decode(cell);
      this.#chains.forget(cell);
    }
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
