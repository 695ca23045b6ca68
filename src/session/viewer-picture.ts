import { areaOf, CopySearch, cellsIn, LEAST_CELLS } from '../display/copy-search.js';
import { FramePlanner, type PlannerOptions } from '../display/frame-planner.js';
import type { Picture } from '../display/framebuffer.js';
import { cellAt } from '../display/geometry.js';
import { PACING } from '../display/pacing.js';
import type { Copy } from '../wire/copies.js';
import type { VideoAbility } from '../wire/messages.js';
import { type EncodedBatch, encodeBatch } from '../workers/encode-batch.js';
import type { EncodeRequest } from '../workers/jobs.js';
import type { WorkerPool } from '../workers/pool.js';
import type { Figures } from './figures.js';
import { type SentUnit, ViewerVideo } from './graphics/viewer-video.js';
import type { SessionMetrics } from './metrics.js';
import { carried, frameMessage, type NextFrame, planFrame, withoutLeftOut } from './next-frame.js';
import type { Outbox } from './outbox.js';
import type { EncodeOffer, Keeper, Screen, ScreenWatcher } from './screen.js';
import { copiedOver, hasBase, nothingSeen, type Seen } from './seen.js';

export interface ViewerPictureOptions {
  readonly screen: Screen;
  readonly pool: Pick<WorkerPool, 'encode' | 'findCopy' | 'threads' | 'busy'>;
  readonly metrics: SessionMetrics;
  readonly figures: Figures;
  readonly outbox: Outbox;
  /** Slots of the browser's tile cache. */
  readonly cacheSlots: number;
  /** The viewer draws tiles as hosts encode them. */
  readonly handedOn: boolean;
  /** H.264 that the viewer decodes. */
  readonly video: VideoAbility;
  readonly planner: Partial<PlannerOptions>;
  readonly now: () => number;
  /** Tells the viewer that a desktop begins; all its pixels are void. */
  readonly announce: (picture: Picture, generation: number) => void;
  /** The viewer cannot be served any more. */
  readonly failed: (error: unknown) => void;
  /** The viewer does not acknowledge. */
  readonly lost: () => void;
  /** The viewer can draw H.264 only from a key frame on. */
  readonly wantsKeyFrame: () => void;
  /** The viewer shows more than before. */
  readonly progressed: () => void;
}

/** With more dirty cells than these, or more together with those that are drawn, several workers are faster than one. */
const MOST_OFFERED = 16;
const MOST_TOGETHER = 48;

/**
 * What one viewer has seen of a screen, and what it sees next.
 *
 * INVARIANT: the shadow equals what the viewer shows once it has drawn every frame handed to its sink; messages are
 * ordered and none is dropped, so that is known without asking.
 */
export class ViewerPicture implements ScreenWatcher {
  readonly #options: ViewerPictureOptions;
  readonly #planner: FramePlanner;
  #seen: Seen;
  /** What an encode job that is under way writes to. */
  #encoding: Seen | undefined;
  #pointer: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #copySearch = new CopySearch();
  readonly #sentAt = new Map<number, number>();
  readonly #video: ViewerVideo;
  /** By the sequence of a frame on its way: the newest frame of the host that is in it. */
  readonly #sentFrames = new Map<number, number>();
  #shown = 0;
  #closed = false;

  constructor(options: ViewerPictureOptions) {
    this.#options = options;
    this.#planner = new FramePlanner(options.planner);
    const { screen, cacheSlots, video, wantsKeyFrame, now } = options;
    this.#video = new ViewerVideo({ ability: video, wantsKeyFrame });
    this.#seen = nothingSeen(screen.picture, screen.memory, cacheSlots, 1, now());
    options.screen.watch(this);
    options.announce(options.screen.picture, this.#seen.generation);
    this.#video.begin();
  }

  get handedOn(): boolean {
    return this.#options.handedOn;
  }

  get current(): boolean {
    return this.#waiting === 0 && this.#planner.idle;
  }

  /** Number of the newest frame of the host that the viewer has drawn; infinite when nothing is left to draw. */
  get shown(): number {
    return this.current ? Number.POSITIVE_INFINITY : this.#shown;
  }

  get waitsForKeyFrame(): boolean {
    return this.#video.waitsForKeyFrame;
  }

  /** Cells and H.264 that the viewer has yet to be sent. */
  get #waiting(): number {
    return this.#seen.dirty.count + this.#video.count;
  }

  touched(cells: Uint8Array, arrivedAt: number): void {
    this.#seen.dirty.merge(cells, arrivedAt);
  }

  handed(cells: Uint8Array, arrivedAt: number): void {
    const { dirty, unknown } = this.#seen;
    for (const cell of cells.keys()) {
      if (cells[cell] === 0 || dirty.has(cell) || unknown[cell] !== 0) continue;
      hasBase(this.#seen, cell, this.#options.screen.handOn);
    }
    dirty.merge(cells, arrivedAt);
  }

  video(unit: SentUnit): void {
    this.#video.add(unit);
  }

  /** The viewer's decoder for this surface has lost its state. */
  resetVideo(surface: number): void {
    this.#video.reset(surface);
  }

  settled(): void {
    this.pump();
  }

  keeps(cell: number, version: number): Keeper | undefined {
    const seen = this.#seen;
    const shows = (): boolean => seen === this.#seen && !this.#closed && seen.versions[cell] === version;
    if (!shows()) return undefined;
    return {
      // Since it was asked, the viewer may have been sent something newer.
      shadow: () => (shows() ? surfaceOf(seen.shadow) : undefined),
      done: () => {
        seen.unknown[cell] = 0;
      },
    };
  }

  offer(): EncodeOffer | undefined {
    const now = this.#options.now();
    this.#planner.setSinkReady(this.#options.outbox.ready);
    // Something is about to be dirty, if nothing is yet.
    const plan = this.#planner.plan(now, 1);
    if (this.#closed || plan.type !== 'encode') return undefined;
    const seen = this.#seen;
    // While jobs wait for a worker, no second one is free to help, and a job of its own would wait its turn again.
    const { busy } = this.#options.pool;
    if (!busy && MOST_OFFERED < seen.dirty.count) return undefined;
    // What may have moved is looked at first.
    const together = this.#copySearch.hopeful ? LEAST_CELLS - 1 : MOST_TOGETHER;
    const mostCells = busy ? seen.dirty.grid.count : together;
    const next = this.#next(seen, plan.byteBudget);
    const except = this.#options.screen.handOn.madeOfTiles();
    this.#planner.begin();
    this.#encoding = seen;
    return {
      request: { ...requestOf(seen, next), mostCells, except },
      deliver: (batch) => {
        if (batch) this.#encoded(seen, next, batch);
        else this.#planner.nothingToSend();
        this.#settle(seen);
      },
    };
  }

  /** Also when the viewer has lost its picture: what was encoded meanwhile for the one before is dropped. */
  replaced(picture: Picture): void {
    const { screen, cacheSlots, now } = this.#options;
    const before = this.#seen;
    if (before !== this.#encoding) screen.memory.giveBack(before.shadow);
    this.#seen = nothingSeen(picture, screen.memory, cacheSlots, before.generation + 1, now());
    this.#video.forget();
    this.#options.announce(picture, this.#seen.generation);
    this.pump();
  }

  /** The viewer has lost its picture. */
  refresh(): void {
    this.replaced(this.#options.screen.picture);
    this.#video.begin();
  }

  pointerMoved(x: number, y: number): void {
    this.#pointer = cellAt(this.#seen.dirty.grid, x, y);
  }

  setVisible(visible: boolean): void {
    this.#planner.setVisible(visible, this.#options.now());
    this.#video.setVisible(visible);
    this.pump();
  }

  acknowledge(sequence: number, drawMs: number): void {
    const now = this.#options.now();
    if (!this.#planner.acknowledge(sequence, drawMs, now)) return;
    for (const [sent, at] of this.#sentAt) {
      if (sequence < sent) break;
      this.#options.metrics.ackMs.observe(now - at);
      this.#options.figures.acknowledged(now - at);
      this.#sentAt.delete(sent);
      this.#shown = this.#sentFrames.get(sent) ?? this.#shown;
      this.#sentFrames.delete(sent);
    }
    this.pump();
    this.#options.progressed();
  }

  /** Starts the next frame if it is time for one. Called whenever something changed that might make it so. */
  pump(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#planner.setSinkReady(this.#options.outbox.ready);
    const now = this.#options.now();
    const plan = this.#planner.plan(now, this.#options.screen.held ? 0 : this.#waiting);
    if (plan.type === 'lost') this.#options.lost();
    else if (plan.type === 'encode') this.#encode(plan.byteBudget).catch(this.#options.failed);
    else if (plan.until !== undefined) this.#timer = setTimeout(() => this.pump(), Math.max(plan.until - now, 1));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    const { screen } = this.#options;
    screen.unwatch(this);
    if (this.#seen !== this.#encoding) screen.memory.giveBack(this.#seen.shadow);
  }

  /** No job writes to `seen` any more; its memory is free when nobody else needs it. */
  #settle(seen: Seen): void {
    this.#encoding = undefined;
    if (seen !== this.#seen || this.#closed) this.#options.screen.memory.giveBack(seen.shadow);
  }

  async #encode(byteBudget: number): Promise<void> {
    this.#planner.begin();
    let waits = false;
    await this.#options.screen.read(async (picture) => {
      if (this.#closed) return;
      const seen = this.#seen;
      this.#encoding = seen;
      try {
        const next = await this.#withCopy(seen, picture, byteBudget);
        const job = { surface: surfaceOf(picture), ...requestOf(seen, next) };
        const batch = next.encode.length === 0 ? NO_BATCH : await encodeBatch(this.#options.pool, job);
        this.#encoded(seen, next, batch);
        waits = isEmpty(next);
      } finally {
        this.#settle(seen);
      }
    });
    // What is about to be drawn settles when it is.
    if (!waits) this.pump();
    // Also when there was nothing to send.
    this.#options.progressed();
  }

  /** What moved is copied on the viewer's picture and on its shadow, and then compared like everything else. */
  async #withCopy(seen: Seen, picture: Picture, byteBudget: number): Promise<NextFrame> {
    const { pool, screen, metrics, now } = this.#options;
    const next = this.#next(seen, byteBudget);
    if (!this.#copySearch.wants(next.encode)) return next;
    const [surface, shadow, except] = [surfaceOf(picture), surfaceOf(seen.shadow), screen.handOn.unsettled()];
    const area = areaOf(next.encode, picture.grid, picture);
    const { copy, micros } = await pool.findCopy({ type: 'copy', surface, shadow, area, except });
    metrics.encodeMs.observe(micros / 1000);
    this.#copySearch.result(copy !== undefined);
    if (!copy) return this.#next(seen, byteBudget);
    const { left, top, width, height, x, y } = copy;
    copiedOver(seen, cellsIn({ left: x, top: y, width, height }, picture.grid), now());
    return this.#next(seen, byteBudget, [{ left, top, width, height, toLeft: x, toTop: y }]);
  }

  #next(seen: Seen, byteBudget: number, copies: readonly Copy[] = []): NextFrame {
    // H.264 goes first; what it leaves is for tiles, and a few always go.
    const rest = Math.max(byteBudget - this.#video.bytes, PACING.leastBytes);
    return planFrame(seen, this.#options.screen, rest, this.#pointer, copies);
  }

  #encoded(seen: Seen, planned: NextFrame, batch: EncodedBatch): void {
    const next = withoutLeftOut(planned, batch);
    const arrivedAt = carried(seen, next, batch, this.#options.screen.handOn);
    this.#options.metrics.encodeMs.observe(batch.micros / 1000);
    const something = next.copies.length + batch.tiles + next.records.count + this.#video.count !== 0;
    if (seen === this.#seen && something && !this.#closed) this.#send(next, batch, seen, arrivedAt);
    else this.#planner.nothingToSend();
  }

  #send(next: NextFrame, batch: EncodedBatch, seen: Seen, drawnAt: number): void {
    const { metrics, figures, outbox, screen, now } = this.#options;
    const units = this.#video.take();
    const arrivedAt = Math.min(drawnAt, units[0]?.arrivedAt ?? now());
    for (const part of batch.parts) seen.cache.assign(part.bytes, part.stores, part.hashes);
    const sequence = outbox.nextSequence();
    const tileCount = batch.tiles + next.records.count;
    const message = frameMessage(sequence, batch, next, {
      generation: seen.generation,
      tileCount,
      arrivedAt,
      video: units.map(({ bytes }) => bytes),
    });
    let bytes = message.length;
    const handed = next.records.count + units.length !== 0;
    if (screen.hostPacks && handed) bytes = outbox.writePacked(sequence, message);
    else outbox.write(message);
    const sentAt = now();
    this.#sentAt.set(sequence, sentAt);
    this.#sentFrames.set(sequence, screen.drawnFrames);
    // A budget counts bytes before they are packed, so what the line carries is measured in the same.
    this.#planner.sent(sequence, message.length, sentAt);
    figures.sent(bytes);
    metrics.framesSent++;
    metrics.frameBytes += bytes;
    metrics.tilesSent += tileCount;
    metrics.latencyMs.observe(sentAt - arrivedAt);
  }
}

const surfaceOf = ({ pixels, width, height, stride }: Picture) => ({ pixels, width, height, stride });

const isEmpty = ({ handed, encode, shown }: NextFrame): boolean => handed.length + encode.length + shown.length === 0;

/** A frame without encoded tiles needs no worker. */
const NO_BATCH: EncodedBatch = { parts: [], tiles: 0, done: new Uint16Array(0), micros: 0 };

const requestOf = ({ shadow, cache }: Seen, { encode, byteBudget, prefix }: NextFrame): EncodeRequest => ({
  ...{ shadow: surfaceOf(shadow), cells: encode, cache: cache.table, byteBudget, prefix },
});
