import { TileCache } from '../codec/tile-cache.js';
import { DirtyCells } from '../display/dirty-cells.js';
import { FramePlanner, type PlannerOptions } from '../display/frame-planner.js';
import type { Picture } from '../display/framebuffer.js';
import { cellAt } from '../display/geometry.js';
import type { PictureMemory } from '../display/picture-memory.js';
import { finishFrame, framePrefix, writeFrame } from '../wire/frame.js';
import { type EncodedBatch, encodeBatch } from '../workers/encode-batch.js';
import type { EncodeRequest } from '../workers/jobs.js';
import type { WorkerPool } from '../workers/pool.js';
import type { SessionMetrics } from './metrics.js';
import type { Outbox } from './outbox.js';
import type { EncodeOffer, Screen, ScreenWatcher } from './screen.js';

export interface ViewerPictureOptions {
  readonly screen: Screen;
  readonly pool: Pick<WorkerPool, 'encode' | 'threads' | 'busy'>;
  readonly metrics: SessionMetrics;
  readonly outbox: Outbox;
  /** Slots of the browser's tile cache. */
  readonly cacheSlots: number;
  readonly planner: Partial<PlannerOptions>;
  readonly now: () => number;
  /** Tells the viewer that a desktop begins; all its pixels are void. */
  readonly announce: (picture: Picture, generation: number) => void;
  /** The viewer cannot be served any more. */
  readonly failed: (error: unknown) => void;
  /** The viewer does not acknowledge. */
  readonly lost: () => void;
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
  readonly #sentAt = new Map<number, number>();
  #closed = false;

  constructor(options: ViewerPictureOptions) {
    this.#options = options;
    this.#planner = new FramePlanner(options.planner);
    const { screen, cacheSlots, now } = options;
    this.#seen = nothingSeen(screen.picture, screen.memory, cacheSlots, 1, now());
    options.screen.watch(this);
    options.announce(options.screen.picture, this.#seen.generation);
  }

  get current(): boolean {
    return this.#seen.dirty.count === 0 && this.#planner.idle;
  }

  touched(cells: Uint8Array, arrivedAt: number): void {
    this.#seen.dirty.merge(cells, arrivedAt);
  }

  settled(): void {
    this.pump();
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
    const mostCells = busy ? seen.dirty.grid.count : MOST_TOGETHER;
    this.#planner.begin();
    this.#encoding = seen;
    return {
      request: { ...this.#request(seen, plan.byteBudget), mostCells },
      deliver: (batch) => {
        if (batch) this.#encoded(seen, batch);
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
    this.#options.announce(picture, this.#seen.generation);
    this.pump();
  }

  /** The viewer has lost its picture. */
  refresh(): void {
    this.replaced(this.#options.screen.picture);
  }

  pointerMoved(x: number, y: number): void {
    this.#pointer = cellAt(this.#seen.dirty.grid, x, y);
  }

  setVisible(visible: boolean): void {
    this.#planner.setVisible(visible, this.#options.now());
    this.pump();
  }

  acknowledge(sequence: number, drawMs: number): void {
    const now = this.#options.now();
    if (!this.#planner.acknowledge(sequence, drawMs, now)) return;
    for (const [sent, at] of this.#sentAt) {
      if (sequence < sent) break;
      this.#options.metrics.ackMs.observe(now - at);
      this.#sentAt.delete(sent);
    }
    this.pump();
  }

  /** Starts the next frame if it is time for one. Called whenever something changed that might make it so. */
  pump(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#planner.setSinkReady(this.#options.outbox.ready);
    const now = this.#options.now();
    const plan = this.#planner.plan(now, this.#options.screen.held ? 0 : this.#seen.dirty.count);
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
    await this.#options.screen.read(async (picture) => {
      if (this.#closed) return;
      const seen = this.#seen;
      const job = { surface: surfaceOf(picture), ...this.#request(seen, byteBudget) };
      this.#encoding = seen;
      try {
        this.#encoded(seen, await encodeBatch(this.#options.pool, job));
      } finally {
        this.#settle(seen);
      }
    });
    this.pump();
  }

  #request({ shadow, dirty, cache }: Seen, byteBudget: number): EncodeRequest {
    const cells = dirty.ordered(this.#pointer);
    return { shadow: surfaceOf(shadow), cells, cache: cache.table, byteBudget, prefix: framePrefix({}) };
  }

  /** INVARIANT: called before the picture may be written again, so what is clean now is clean in the picture encoded. */
  #encoded(seen: Seen, batch: EncodedBatch): void {
    const arrivedAt = seen.dirty.oldest(batch.done) ?? this.#options.now();
    seen.dirty.clear(batch.done);
    this.#options.metrics.encodeMs.observe(batch.micros / 1000);
    if (seen === this.#seen && batch.tiles !== 0 && !this.#closed) this.#send(batch, seen, arrivedAt);
    else this.#planner.nothingToSend();
  }

  #send(batch: EncodedBatch, seen: Seen, arrivedAt: number): void {
    const { metrics, outbox, now } = this.#options;
    for (const part of batch.parts) seen.cache.assign(part.bytes, part.stores, part.hashes);
    const sequence = outbox.nextSequence();
    const message = frameMessage(sequence, batch, {
      generation: seen.generation,
      tileCount: batch.tiles,
      arrivedAt,
    });
    outbox.write(message);
    const sentAt = now();
    this.#sentAt.set(sequence, sentAt);
    this.#planner.sent(sequence, message.length, sentAt);
    metrics.framesSent++;
    metrics.frameBytes += message.length;
    metrics.tilesSent += batch.tiles;
    metrics.latencyMs.observe(sentAt - arrivedAt);
  }
}

/** One desktop as one viewer knows it. */
interface Seen {
  readonly shadow: Picture;
  readonly cache: TileCache;
  readonly dirty: DirtyCells;
  readonly generation: number;
}

function nothingSeen(
  picture: Picture,
  memory: PictureMemory,
  cacheSlots: number,
  generation: number,
  now: number,
): Seen {
  const dirty = new DirtyCells(picture.grid);
  dirty.addAll(now);
  return { shadow: memory.take(picture), cache: new TileCache(cacheSlots), dirty, generation };
}

const surfaceOf = ({ pixels, width, height, stride }: Picture) => ({ pixels, width, height, stride });

/** A batch of one part has room for the header already; several are joined. */
function frameMessage(
  sequence: number,
  { parts }: EncodedBatch,
  frame: { readonly generation: number; readonly tileCount: number; readonly arrivedAt: number },
): Uint8Array {
  if (parts.length === 1) return finishFrame(parts[0].bytes, sequence, frame);
  const tiles = parts.map((part, index) => (index === 0 ? part.bytes.subarray(framePrefix({})) : part.bytes));
  return writeFrame(sequence, { ...frame, tiles });
}
