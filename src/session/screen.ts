import type { DecodeCommand } from '../codec/commands.js';
import { DecodeBatchWriter } from '../codec/decode-batch.js';
import { copyOverlap, type Picture, sameSize } from '../display/framebuffer.js';
import type { Size } from '../display/geometry.js';
import { type DecodedCell, HandOn } from '../display/hand-on.js';
import { PictureMemory } from '../display/picture-memory.js';
import { GatewayError } from '../errors.js';
import { type EncodedBatch, wholeBatch } from '../workers/encode-batch.js';
import type { EncodeTouched, SharedSurface } from '../workers/jobs.js';
import { Lane } from '../workers/lane.js';
import { native } from '../workers/native.js';
import type { WorkerPool } from '../workers/pool.js';
import type { SentUnit } from './graphics/viewer-video.js';
import type { SessionMetrics } from './metrics.js';
import { PictureLock } from './picture-lock.js';

/** Whoever wants to know what was drawn: viewers and library readers. */
export interface ScreenWatcher {
  /** Cells with a byte that is not 0 changed; `arrivedAt` is when the oldest message among the causes came. */
  touched(cells: Uint8Array, arrivedAt: number): void;
  /** Tiles were handed on for cells with a byte that is not 0, and all that came before them is drawn. */
  handed?(cells: Uint8Array, arrivedAt: number): void;
  /** H.264 that draws what the picture does not hold. Comes before `touched` for what is drawn after it. */
  video?(unit: SentUnit): void;
  /** The picture is complete as far as the host has sent it: a good moment for a frame. */
  settled(): void;
  /** Draws tiles as the host encodes them; without it, it reads pixels. */
  readonly handedOn?: boolean;
  /** Does it show this cell as its tiles make it, the last of them of this version? Then it may be kept, see {@link Keeper}. */
  keeps?(cell: number, version: number): Keeper | undefined;
  /** Asks to have what is drawn next encoded in the same job; see {@link EncodeOffer}. */
  offer?(): EncodeOffer | undefined;
  /** Another picture takes the place of the one before; all of it is new. */
  replaced(picture: Picture): void;
}

/** A viewer's shadow that a cell is copied to once its tiles are decoded, before anything else is drawn on it. */
export interface Keeper {
  /** Undefined when it is too late. */
  shadow(): SharedSurface | undefined;
  /** The shadow will have the cell when the batch is drawn. */
  done(): void;
}

/** A watcher that is ready for a frame. `deliver` is called once, after `touched`, with nothing when nothing was encoded. */
export interface EncodeOffer {
  readonly request: EncodeTouched;
  deliver(batch: EncodedBatch | undefined): void;
}

export interface ScreenOptions {
  readonly pool: Pick<WorkerPool, 'decode'>;
  readonly metrics: SessionMetrics;
  /** Bytes of waiting commands that pause the host. */
  readonly laneBytes: number;
  readonly now: () => number;
  /** Drawing failed with a coded error; nothing more will be drawn. */
  readonly failed: (error: unknown) => void;
}

/** A frame that the host began and does not end is shown anyway after this time. */
const OPEN_FRAME_MS = 100;

/**
 * A session's framebuffer and the lane that draws on it.
 *
 * INVARIANT: pixels are written by one decode job at a time, under the lock's write side; everybody else holds the read
 * side. Watchers hear of touched cells before the write side is released, so no reader sees pixels it was not told of.
 */
export class Screen {
  /** Of the framebuffer and its viewers' shadows. */
  readonly memory = new PictureMemory();
  /** What the gateway leaves to viewers to decode. */
  readonly handOn: HandOn;
  readonly #options: ScreenOptions;
  readonly #lock = new PictureLock();
  readonly #lane: Lane;
  readonly #batch = new DecodeBatchWriter();
  readonly #palette = new Uint8Array(new SharedArrayBuffer(256 * 4));
  readonly #watchers = new Set<ScreenWatcher>();
  #picture: Picture;
  #touched: Uint8Array;
  #drawn: (() => void)[] = [];
  /** For watchers, once the records before them are drawn. */
  #units: SentUnit[] = [];
  #unitsInJob = 0;
  /** Frames that the host has ended, and those of them that are drawn. */
  #endedFrames = 0;
  #drawnFrames = 0;
  /** The host packs its tiles and H.264 in a way that viewers do not read: as they are, they are larger than what came. */
  hostPacks = false;
  /** State of the host's graphics pipeline, which jobs find by its number. */
  #graphics: number;
  #disposed = false;
  #batchSince: number | undefined;
  /** Tiles were handed on since the last commit. */
  #handed = false;
  /** Cells for shadows, and how much of the batch comes before them. */
  #keepers: { readonly offset: number; readonly cell: number; readonly keeper: Keeper }[] = [];
  #frameOpen = false;
  /** Since when the picture is held back because the host is in the middle of a frame. */
  #heldSince: number | undefined;
  #heldTimer: NodeJS.Timeout | undefined;

  constructor(size: Size, options: ScreenOptions) {
    this.#options = options;
    this.#picture = this.memory.take(size);
    this.#touched = touchedCells(this.#picture);
    this.handOn = new HandOn(size);
    this.#lane = new Lane(this.#batch, (batch) => this.#job(batch), { byteLimit: options.laneBytes });
    this.#graphics = native().createGraphics();
  }

  get picture(): Picture {
    return this.#picture;
  }

  watch(watcher: ScreenWatcher): void {
    this.#watchers.add(watcher);
    this.#handOnOrNot();
  }

  unwatch(watcher: ScreenWatcher): void {
    this.#watchers.delete(watcher);
    this.#handOnOrNot();
  }

  /** Copies the command's payload; it is drawn after {@link commit}, here or by those who watch. */
  append(command: DecodeCommand, arrivedAt: number): void {
    this.#collect(this.handOn.route(command, arrivedAt), arrivedAt);
    const [overdrawn, touched] = [this.handOn.takeOverdrawn(), this.handOn.takeTouched()];
    if (!overdrawn && !touched) return;
    this.#handed = true;
    this.whenDrawn(() => {
      for (const watcher of this.#watchers) {
        if (overdrawn) watcher.touched(overdrawn, arrivedAt);
        if (touched) watcher.handed?.(touched, arrivedAt);
      }
    });
  }

  /** Resolves when the picture holds everything appended, also what viewers decode. */
  async complete(): Promise<void> {
    this.#collect(this.handOn.decodeAll(), this.#options.now());
    await this.#lane.drained();
    this.#giveUnits(this.#takeUnits());
  }

  /** Between `begin` and `end` the host is in the middle of a frame, and no viewer should see half of it. Returns the number of the frame that ended last. */
  frame(action: 'begin' | 'end'): number {
    this.#frameOpen = action === 'begin';
    if (action === 'end') this.#endedFrames++;
    return this.#endedFrames;
  }

  /** Number of the newest frame that is in the picture. */
  get drawnFrames(): number {
    return this.#drawnFrames;
  }

  /** Bytes that wait to be drawn. */
  get waitingBytes(): number {
    return this.#batch.length;
  }

  /** Is everything that was appended in the picture? */
  get idle(): boolean {
    return this.#lane.idle;
  }

  /** Gives watchers a unit when everything appended before it is drawn. INVARIANT: a record was appended with it, unless the screen is idle. */
  appendVideo(unit: SentUnit): void {
    this.#units.push(unit);
  }

  /** Is there H.264 that watchers do not have yet? Tiles that came after it must not go before it. */
  get videoWaits(): boolean {
    return this.#units.length + this.#unitsInJob !== 0;
  }

  /** Is the picture incomplete, so that whoever can should wait for `settled`? */
  get held(): boolean {
    return this.#heldSince !== undefined;
  }

  /** Runs `action` when everything appended so far is drawn. */
  whenDrawn(action: () => void): void {
    this.#drawn.push(action);
  }

  /** Draws what was appended. False when there was nothing. */
  commit(): boolean {
    const draws = this.#batch.length + this.#units.length !== 0 || this.#handed;
    this.#handed = false;
    if (this.#lane.idle) this.#settleIdle();
    else this.#lane.commit();
    return draws;
  }

  get full(): boolean {
    return this.#lane.full;
  }

  /** Resolves when the lane takes more; rejects with a coded error when it failed. */
  room(): Promise<void> {
    this.#options.metrics.hostPauses++;
    return this.#lane.room();
  }

  /** Resolves when everything appended is drawn. */
  drained(): Promise<void> {
    return this.#lane.drained();
  }

  /** Runs `work` while nobody writes the picture. */
  read<T>(work: (picture: Picture) => Promise<T> | T): Promise<T> {
    return this.#lock.read(() => work(this.#picture));
  }

  /** No timer of this screen is left behind. */
  dispose(): void {
    clearTimeout(this.#heldTimer);
    this.#watchers.clear();
    this.#disposed = true;
    native().destroyGraphics(this.#graphics);
  }

  /** Forgets the graphics pipeline of a connection: another one begins with nothing. */
  async renewGraphics(): Promise<void> {
    await this.complete();
    this.handOn.renew();
    native().destroyGraphics(this.#graphics);
    if (!this.#disposed) this.#graphics = native().createGraphics();
  }

  /** The host has another desktop size from here on. What was appended before is drawn on the old one. */
  async resize(size: Size): Promise<void> {
    await this.complete();
    if (sameSize(size, this.#picture)) return;
    await this.#lock.write(async () => {
      const before = this.#picture;
      const picture = this.memory.take(size);
      copyOverlap(before, picture);
      this.#picture = picture;
      this.memory.giveBack(before);
      this.#touched = touchedCells(picture);
      this.handOn.resize(size);
      for (const watcher of this.#watchers) watcher.replaced(picture);
    });
  }

  async #job(batch: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      await this.#draw(batch);
    } catch (error) {
      this.#options.failed(error);
      throw error;
    }
  }

  async #draw(batch: Uint8Array<ArrayBuffer>): Promise<void> {
    const { pool, metrics, now } = this.#options;
    const arrivedAt = this.#batchSince ?? now();
    this.#batchSince = undefined;
    const drawn = this.#takeDrawn();
    const decoded = this.handOn.takeAppended();
    const keepers = this.#keepers;
    this.#keepers = [];
    const units = this.#takeUnits();
    const frameOpen = this.#frameOpen;
    const ended = this.#endedFrames;
    await this.#lock.write(async () => {
      const { pixels, width, height, stride } = this.#picture;
      const surface = { pixels, width, height, stride };
      const offer = frameOpen ? undefined : this.#firstOffer();
      const [touched, palette, graphics] = [this.#touched, this.#palette, this.#graphics];
      const keep = keepers.flatMap(({ offset, cell, keeper }) => {
        const shadow = keeper.shadow();
        if (shadow) keeper.done();
        return shadow ? [{ offset, cell, shadow }] : [];
      });
      const job = { batch, surface, touched, palette, graphics, keep, encode: offer?.request };
      const result = await pool.decode({ type: 'decode', ...job });
      metrics.decodeMs.observe(result.micros / 1000);
      this.handOn.drawn(decoded);
      this.#drawnFrames = ended;
      this.#giveUnits(units);
      for (const watcher of this.#watchers) watcher.touched(touched, arrivedAt);
      touched.fill(0);
      offer?.deliver(result.encoded && wholeBatch(result.encoded.cells, result.encoded.result));
      if (result.failedRecord !== undefined) throw new GatewayError('CODEC_INVALID', { record: result.failedRecord });
    });
    metrics.laneMs.observe(now() - arrivedAt);
    // What was asked for since needs no further job when nothing else was appended.
    if (this.#batch.length !== 0) this.#settle(drawn, frameOpen);
    else this.#settleIdle(drawn);
  }

  /** Nothing is left to draw. */
  #settleIdle(drawn: readonly (() => void)[] = []): void {
    this.#drawnFrames = this.#endedFrames;
    this.#giveUnits(this.#takeUnits());
    this.handOn.drawn(this.handOn.takeAppended());
    this.#settle([...drawn, ...this.#takeDrawn()], this.#frameOpen);
  }

  #collect(commands: readonly DecodeCommand[], arrivedAt: number): void {
    if (commands.length !== 0) this.#batchSince ??= arrivedAt;
    const decoded = this.handOn.takeDecoded();
    let next = 0;
    for (let i = 0; i <= commands.length; i++) {
      for (; next < decoded.length && decoded[next].after === i; next++) this.#keep(decoded[next]);
      if (i < commands.length) this.#batch.append(commands[i]);
    }
  }

  #keep({ cell, version }: DecodedCell): void {
    for (const watcher of this.#watchers) {
      const keeper = watcher.keeps?.(cell, version);
      if (keeper) this.#keepers.push({ offset: this.#batch.length, cell, keeper });
    }
  }

  /** Tiles are handed on while all who watch can draw them. */
  #handOnOrNot(): void {
    const active = [...this.#watchers].every((watcher) => watcher.handedOn === true);
    this.#collect(this.handOn.setActive(active), this.#options.now());
    this.#lane.commit();
  }

  /** One viewer is served in passing; with several, the others follow as usual, and another one is first next time. */
  #firstOffer(): EncodeOffer | undefined {
    for (const watcher of this.#watchers) {
      const offer = watcher.offer?.();
      if (!offer) continue;
      this.#watchers.delete(watcher);
      this.#watchers.add(watcher);
      return offer;
    }
    return undefined;
  }

  #takeDrawn(): readonly (() => void)[] {
    const drawn = this.#drawn;
    this.#drawn = [];
    return drawn;
  }

  #takeUnits(): readonly SentUnit[] {
    const units = this.#units;
    this.#units = [];
    this.#unitsInJob = units.length;
    return units;
  }

  #giveUnits(units: readonly SentUnit[]): void {
    for (const watcher of this.#watchers) for (const unit of units) watcher.video?.(unit);
    this.#unitsInJob = 0;
  }

  #settle(drawn: readonly (() => void)[], frameOpen: boolean): void {
    for (const action of drawn) action();
    if (frameOpen) this.#hold();
    else this.#release();
  }

  #hold(): void {
    const now = this.#options.now();
    this.#heldSince ??= now;
    const rest = this.#heldSince + OPEN_FRAME_MS - now;
    if (rest <= 0) this.#release();
    else this.#heldTimer ??= setTimeout(() => this.#release(), rest);
  }

  #release(): void {
    clearTimeout(this.#heldTimer);
    this.#heldTimer = undefined;
    this.#heldSince = undefined;
    for (const watcher of this.#watchers) watcher.settled();
  }
}

const touchedCells = (picture: Picture): Uint8Array => new Uint8Array(new SharedArrayBuffer(picture.grid.count));
