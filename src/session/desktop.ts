import { setTimeout as delay } from 'node:timers/promises';
import type { Size } from '../display/geometry.js';
import type { GatewayError } from '../errors.js';
import type { ActiveEvent } from '../rdp/active/events.js';
import type { InputEvent } from '../rdp/input/events.js';
import type { GraphicsOffer } from '../rdp/settings.js';
import type { Hello, Indicators, Pointer } from '../wire/messages.js';
import { Allowance } from './allowance.js';
import { countCodecs } from './codec-counts.js';
import { HostGraphics } from './graphics/host-graphics.js';
import { offerTo } from './graphics/offer.js';
import { applyHostEvent, type HostEventsPort } from './host-events.js';
import type { HostStream } from './host-stream.js';
import { Program } from './program/program.js';
import { allowedSize, type ClientShape, Resizer, type Wish } from './resizer.js';
import { Screen } from './screen.js';
import type { SessionOptions } from './session-options.js';
import { Traffic } from './traffic.js';
import type { Viewer } from './viewer.js';
import type { Viewers } from './viewers.js';

/** Whom a desktop tells of its changes, besides viewers. */
export interface DesktopPort {
  sized(size: Size): void;
  pointer(pointer: Pointer): void;
  indicators(indicators: Indicators): void;
  channelData(channel: string, data: Uint8Array): void;
  /** The program that was shown alone is over, or never began. */
  programEnded(reason: GatewayError): void;
  /** Nothing more can be drawn. */
  failed(error: unknown): void;
}

const STATS_EVERY_MS = 1000;

/**
 * Pixels of new desktops. Each is memory to clear, copy and encode for every viewer, for a message of some hundred bytes;
 * a host that changes its size more often waits. A window that is dragged at 4K stays below.
 */
const CHANGED_PIXELS_PER_SECOND = 16 * 1024 * 1024;
const CHANGED_PIXELS_BURST = 64 * 1024 * 1024;
/** A small desktop costs as much as this. */
const CHANGE_LEAST = 1024 * 1024;
const CHANGE_WAIT_MS = 100;

/**
 * What a host shows: the picture, its size, the pointer and the lock keys. It stays while connections come and go, and is
 * what a viewer that comes later is told.
 */
export class Desktop {
  readonly traffic = new Traffic();
  /** Of a session that shows one alone. */
  readonly program: Program | undefined;
  readonly #options: SessionOptions;
  readonly #viewers: Viewers;
  readonly #port: DesktopPort;
  readonly #resizer: Resizer;
  readonly #statsTimer: NodeJS.Timeout;
  #client: ClientShape;
  #stream: HostStream | undefined;
  #events: HostEventsPort | undefined;
  #pointer: Pointer = { kind: 'default' };
  #indicators: Indicators | undefined;
  #resizable = false;
  readonly #changes: Allowance;
  #closed = false;

  constructor(options: SessionOptions, viewers: Viewers, port: DesktopPort) {
    this.#options = options;
    this.#viewers = viewers;
    this.#port = port;
    this.#client = options.host;
    this.program = options.host.program && this.#newProgram();
    this.#changes = new Allowance(CHANGED_PIXELS_PER_SECOND, CHANGED_PIXELS_BURST, options.now());
    this.#resizer = new Resizer((wish) => this.#requestSize(wish));
    this.#statsTimer = setInterval(() => this.#sendStats(), STATS_EVERY_MS).unref();
  }

  /** Undefined before the first connection. */
  get screen(): Screen | undefined {
    return this.#events?.screen;
  }

  /** Undefined before the first connection. */
  get graphics(): HostGraphics | undefined {
    return this.#events?.graphics;
  }

  /** What a host may be offered now. */
  get offer(): GraphicsOffer | undefined {
    const { graphics } = this.#options.host;
    return graphics && offerTo(this.#viewers.abilities, graphics);
  }

  get stream(): HostStream | undefined {
    return this.#stream;
  }

  /** What a host is told of the client when a connection begins. */
  get client(): ClientShape {
    return this.#client;
  }

  /** The host follows a viewer's window. */
  get resizable(): boolean {
    return this.#resizable;
  }

  /** Tells a viewer that just came everything it missed. */
  greet(viewer: Viewer): void {
    if (this.screen) viewer.show(this.screen);
    viewer.pointer(this.#pointer);
    if (this.#indicators) viewer.indicators(this.#indicators);
    this.#tellWindows(viewer);
  }

  /** The window of a lone viewer decides the size. */
  follow({ width, height, scaleFactor, keyboardLayout }: Hello): void {
    this.#client = allowedSize({ width, height, scaleFactor, keyboardLayout });
    if (this.screen) this.#resizer.want(this.#client);
  }

  resize(wish: Wish): void {
    this.#client = { ...this.#client, ...allowedSize(wish) };
    this.#resizer.want(wish);
    this.#sizeProgram();
  }

  input(events: readonly InputEvent[]): void {
    const { metrics } = this.#options;
    const taken = this.#stream?.input(events) ?? 0;
    metrics.inputEvents += taken;
    metrics.inputDropped += events.length - taken;
  }

  /** A connection is active; the picture of the one before stays until the host paints over it. */
  async connected(stream: HostStream): Promise<void> {
    const { width, height } = stream.connection.connected.activation;
    this.#stream = stream;
    this.#resizable = false;
    if (!this.#viewers.watched) stream.showOutput(false);
    if (this.#events) {
      await this.#events.graphics.begin();
      await this.#resizeTo({ width, height });
    } else this.#begin({ width, height });
    this.graphics?.connected(stream.connection.settings.graphics);
    this.program?.connected(
      stream.connection.connected.activation.host.remotePrograms,
      this.#programArea({ width, height }),
    );
  }

  disconnected(): void {
    this.#stream = undefined;
    this.graphics?.disconnected();
    this.program?.disconnected();
  }

  /** Somebody looks, or nobody does any more. */
  setWatched(watched: boolean): void {
    this.#stream?.showOutput(watched);
    this.graphics?.setWatched(watched);
  }

  event(event: ActiveEvent): void | Promise<void> {
    countCodecs(event, this.#options.metrics.codecs);
    if (this.program?.event(event)) return;
    return this.#events && applyHostEvent(event, this.#events);
  }

  /** What arrived in one go has been applied; resolves when the lane has room for more. */
  chunk(bytes: number, units: number): void | Promise<void> {
    const { metrics } = this.#options;
    metrics.hostBytes += bytes;
    metrics.hostUnits += units;
    this.traffic.chunk(bytes, this.screen?.commit() ?? false);
    this.program?.flush();
    if (this.screen?.full) return this.screen.room();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#statsTimer);
    this.#resizer.close();
    this.program?.close();
    this.graphics?.close();
    this.screen?.dispose();
  }

  #begin(size: Size): void {
    const { pool, metrics, laneBytes, now, logger } = this.#options;
    const screen = new Screen(size, { pool, metrics, laneBytes, now, failed: (error) => this.#port.failed(error) });
    const graphics = this.#newGraphics(screen);
    this.#events = {
      ...{ screen, graphics, traffic: this.traffic, logger, now },
      acknowledge: (frameId) => this.#stream?.acknowledge(frameId),
      // The pipeline has its own size, and a host that uses it draws nothing otherwise.
      reactivated: (size) => (graphics.sized ? this.#repaint() : this.#resizeTo(size)),
      resizable: () => this.#becomeResizable(),
      pointer: (pointer) => this.#showPointer(pointer),
      indicators: (indicators) => this.#showIndicators(indicators),
      channelData: (channel, data) => this.#port.channelData(channel, data),
    };
    for (const viewer of this.#viewers.all()) viewer.show(screen);
    this.#port.sized(size);
  }

  #newProgram(): Program {
    return new Program({
      now: this.#options.now,
      host: () => this.#stream,
      windows: (windows) => {
        for (const viewer of this.#viewers.all()) viewer.windows(windows);
      },
      icon: (icon) => {
        for (const viewer of this.#viewers.all()) viewer.windowIcon(icon);
      },
      ended: (reason) => this.#port.programEnded(reason),
    });
  }

  /** What a viewer that just came missed of the program. */
  #tellWindows(viewer: Viewer): void {
    const told = this.program?.windows;
    if (!told) return;
    viewer.windows(told);
    for (const { id } of told.windows) {
      const icon = this.program?.icon(id);
      if (icon) viewer.windowIcon(icon);
    }
  }

  #sizeProgram(): void {
    if (this.screen) this.program?.resize(this.#programArea(this.screen.picture));
  }

  /** Windows may cover the desktop; of one that does not follow viewers, what their window shows of it. */
  #programArea({ width, height }: Size): Size {
    if (this.#resizable) return { width, height };
    return { width: Math.min(width, this.#client.width), height: Math.min(height, this.#client.height) };
  }

  #newGraphics(screen: Screen): HostGraphics {
    const { now, logger } = this.#options;
    return new HostGraphics({
      ...{ screen, traffic: this.traffic, logger, now },
      stream: () => this.#stream,
      offer: () => (this.#viewers.abilities.length === 0 ? undefined : this.offer),
      watchers: () => this.#viewers.all().filter((viewer) => viewer.visible),
      resized: ({ width, height }) => this.#changeSize({ width, height }),
    });
  }

  /** The host does not always repaint a desktop of a new size by itself. */
  async #resizeTo({ width, height }: Size): Promise<void> {
    await this.#changeSize({ width, height });
    await this.#repaint();
  }

  async #changeSize(size: Size): Promise<void> {
    await this.#mayChange(size);
    await this.screen?.resize(size);
    this.#port.sized(size);
    this.#sizeProgram();
  }

  async #repaint(): Promise<void> {
    this.#stream?.refresh();
  }

  async #mayChange({ width, height }: Size): Promise<void> {
    const pixels = Math.max(width * height, CHANGE_LEAST);
    while (!this.#closed && !this.#changes.take(pixels, this.#options.now())) {
      await delay(CHANGE_WAIT_MS, undefined, { ref: false });
    }
  }

  #requestSize(wish: Wish): boolean {
    const picture = this.screen?.picture;
    if (!picture || !this.#stream || !this.#resizable) return false;
    if (picture.width === wish.width && picture.height === wish.height) return true;
    return this.#stream.resize(wish);
  }

  /** Viewers learn it with the desktop, so the desktop is announced again. */
  #becomeResizable(): void {
    if (!this.#resizable) {
      this.#resizable = true;
      for (const viewer of this.#viewers.all()) viewer.repaint();
      this.#sizeProgram();
    }
    this.#resizer.flush();
  }

  #showPointer(pointer: Pointer): void {
    // Where the host put the pointer is news for those who are there; its shape is also for those who come later.
    if (pointer.kind !== 'position') this.#pointer = pointer;
    for (const viewer of this.#viewers.all()) viewer.pointer(pointer);
    this.#port.pointer(pointer);
  }

  #showIndicators(indicators: Indicators): void {
    this.#indicators = indicators;
    for (const viewer of this.#viewers.all()) viewer.indicators(indicators);
    this.#port.indicators(indicators);
  }

  #sendStats(): void {
    const stats = this.traffic.take();
    for (const viewer of this.#viewers.all()) viewer.stats(stats);
  }
}
