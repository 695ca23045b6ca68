import { Writable } from 'node:stream';
import { HandedOnCanvas } from '../../bench/pipeline/handed-on-canvas.js';
import type { DecodeCommand } from '../../src/codec/commands.js';
import { copyRgba } from '../../src/display/framebuffer.js';
import type { Size } from '../../src/display/geometry.js';
import { Figures } from '../../src/session/figures.js';
import { SessionMetrics } from '../../src/session/metrics.js';
import { Outbox } from '../../src/session/outbox.js';
import { Screen } from '../../src/session/screen.js';
import { ViewerPicture } from '../../src/session/viewer-picture.js';
import { readGatewayMessage } from '../../src/wire/gateway-messages.js';
import { TileDecoder } from '../../src/wire/tiles.js';
import { Unpacker } from '../../src/wire/unpacker.js';
import type { WorkerPool } from '../../src/workers/pool.js';

const SLOTS = 64;

/** A screen that is drawn on by records, and those who watch it, without a host or a session. */
export class ScreenScene {
  readonly screen: Screen;
  readonly metrics = new SessionMetrics();
  readonly #pool: WorkerPool;
  readonly #watchers: Watcher[] = [];
  #failed: unknown;

  constructor(size: Size, pool: WorkerPool) {
    this.#pool = pool;
    const { metrics } = this;
    this.screen = new Screen(size, { pool, metrics, laneBytes: 1 << 20, now: Date.now, failed: (e) => this.#fail(e) });
    this.screen.hostPacks = true;
  }

  watch(handedOn: boolean): Watcher {
    const watcher = new Watcher(this.screen, this.#pool, this.metrics, handedOn, (error) => this.#fail(error));
    this.#watchers.push(watcher);
    return watcher;
  }

  /** Draws commands as one frame of the host. */
  draw(...commands: readonly DecodeCommand[]): void {
    for (const command of commands) this.screen.append(command, Date.now());
    this.screen.commit();
  }

  /** The picture with all that was drawn, as RGBA. */
  async picture(): Promise<Uint8Array> {
    await this.screen.complete();
    if (this.#failed) throw this.#failed;
    return this.screen.read((picture) => copyRgba(picture));
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
    this.screen.dispose();
  }

  #fail(error: unknown): void {
    this.#failed ??= error;
  }
}

/** A viewer of a screen: acknowledges what it has drawn when it is told to, or at once. */
export class Watcher {
  readonly handedOn = new HandedOnCanvas();
  readonly #unpacker = new Unpacker();
  canvas: TileDecoder | undefined;
  copies = 0;
  bytes = 0;
  frames = 0;
  /** Frames are drawn after so many turns of the event loop. */
  slowness = 0;
  readonly #picture: ViewerPicture;
  readonly #sink: Writable;
  #error: unknown;

  constructor(
    screen: Screen,
    pool: WorkerPool,
    metrics: SessionMetrics,
    handedOn: boolean,
    failed: (error: unknown) => void,
  ) {
    this.#sink = new Writable({
      decodeStrings: false,
      highWaterMark: 1 << 20,
      write: (message: Uint8Array, _encoding, done) => {
        void this.#take(message).then(() => done());
      },
    });
    const outbox = new Outbox(this.#sink, handedOn);
    const nothing = (): void => {};
    this.#picture = new ViewerPicture({
      ...{ screen, pool, metrics, outbox, handedOn, failed, cacheSlots: SLOTS, planner: {}, now: Date.now, video: 0 },
      announce: ({ width, height }, generation) =>
        outbox.send('desktop', { generation, width, height, resizable: false }),
      figures: new Figures(nothing),
      ...{ lost: nothing, wantsKeyFrame: nothing, progressed: nothing },
    });
    this.#picture.pump();
  }

  /** Resolves when the watcher has drawn all there is. */
  async current(): Promise<Uint8Array> {
    const signal = AbortSignal.timeout(20_000);
    while (!this.#picture.current) {
      signal.throwIfAborted();
      await new Promise(setImmediate);
    }
    if (this.#error) throw this.#error;
    return new Uint8Array(this.canvas?.rgba.buffer ?? new ArrayBuffer(0));
  }

  close(): void {
    this.#picture.close();
    this.#sink.destroy();
    this.handedOn.close();
  }

  async #take(bytes: Uint8Array): Promise<void> {
    for (let turn = 0; turn < this.slowness; turn++) await new Promise(setImmediate);
    try {
      this.#draw(bytes);
    } catch (error) {
      this.#error ??= error;
    }
  }

  #draw(bytes: Uint8Array): void {
    const message = readGatewayMessage(bytes, this.#unpacker);
    if (message.type === 'desktop') {
      this.canvas = new TileDecoder(message.body.width, message.body.height, SLOTS, this.handedOn.draw);
    }
    if (message.type !== 'frame') return;
    const { copies, tiles, tileCount, tables } = message.body;
    this.bytes += bytes.length;
    this.frames++;
    this.copies += copies.length;
    this.canvas?.copy(copies);
    this.canvas?.decode(tiles, tileCount, undefined, tables);
    setImmediate(() => this.#picture.acknowledge(message.sequence, 0));
  }
}
