import { EventEmitter, once } from 'node:events';
import type { Writable } from 'node:stream';
import { copyRgba } from '../display/framebuffer.js';
import type { Size } from '../display/geometry.js';
import { GatewayError } from '../errors.js';
import type { InputEvent } from '../rdp/input/events.js';
import type { Credentials } from '../rdp/settings.js';
import { type Hello, type Indicators, type Notice, type Pointer, type Status, WIRE_VERSION } from '../wire/messages.js';
import { Allowance } from './allowance.js';
import { CredentialDesk } from './credential-desk.js';
import { Desktop } from './desktop.js';
import { coded } from './end-reason.js';
import { Figures } from './figures.js';
import { HostRunner, type HostRunnerPort } from './host-runner.js';
import { problemOf } from './problem.js';
import type { Wish } from './resizer.js';
import type { Screen } from './screen.js';
import { ScreenReader, type SessionFrame } from './screen-reader.js';
import { type SessionInput, type SessionOptions, sessionOptions } from './session-options.js';
import { Viewer, type ViewerPort } from './viewer.js';
import { Viewers } from './viewers.js';

export interface SessionEvents {
  status: [Status];
  /** The desktop has this size from now on. */
  desktop: [Size];
  pointer: [Pointer];
  indicators: [Indicators];
  /** A whole message of a static channel. */
  channelData: [{ readonly channel: string; readonly data: Uint8Array }];
  /** How many viewers there are, those who only watch left out. */
  viewers: [number];
  /** The first frame is on its way to a viewer. */
  shown: [];
  closed: [GatewayError];
}

export interface Snapshot extends Size {
  readonly rgba: Uint8Array;
}

/** How long a host has to answer a goodbye. */
const FAREWELL_MS = 2000;
/** Each viewer that comes is sent the whole picture: a page that is reloaded is one. */
const VIEWERS_PER_SECOND = 2;
const VIEWERS_BURST = 30;

/**
 * One RDP connection, its picture, and those who look at it. The connection and the picture outlive viewers; viewers and
 * the picture outlive a connection that breaks off and is resumed.
 *
 * Begins with the first viewer or with {@link connect}. Ends with {@link close}, {@link destroy}, the host, or when the
 * last viewer has been gone for the grace period; `closed` then resolves with the reason.
 */
export class Session extends EventEmitter<SessionEvents> {
  readonly options: SessionOptions;
  /** Resolves with the reason, SESSION_ENDED when it was asked for. Never rejects. */
  readonly closed: Promise<GatewayError>;
  readonly figures = new Figures(() => this.emit('shown'));
  readonly #abort = new AbortController();
  readonly #desk: CredentialDesk;
  readonly #viewers: Viewers;
  readonly #arrivals: Allowance;
  readonly #desktop: Desktop;
  readonly #viewerPort: ViewerPort;
  #status: Status;
  #viewerCount = 0;
  #running: Promise<never> | undefined;
  /** Why it ends, once it does so in order. */
  #closing: GatewayError | undefined;
  #resolveClosed: (reason: GatewayError) => void = () => {};

  constructor({ credentials, ...input }: SessionInput) {
    super();
    this.options = sessionOptions(input);
    const { host, graceMs } = this.options;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#arrivals = new Allowance(VIEWERS_PER_SECOND, VIEWERS_BURST, this.options.now());
    this.#desk = new CredentialDesk(credentials);
    this.#status = { state: 'connecting', host: host.target.host };
    this.#viewers = new Viewers({
      graceMs,
      watched: (watched) => this.#desktop.setWatched(watched),
      changed: () => this.#viewersChanged(),
      abandoned: () => this.destroy(new GatewayError('SESSION_ENDED')),
    });
    this.#desktop = new Desktop(this.options, this.#viewers, {
      sized: (size) => this.emit('desktop', size),
      pointer: (pointer) => this.emit('pointer', pointer),
      indicators: (indicators) => this.emit('indicators', indicators),
      channelData: (channel, data) => this.emit('channelData', { channel, data }),
      programEnded: (reason) => void this.#leave(reason, AbortSignal.timeout(FAREWELL_MS)),
      failed: (error) => this.destroy(coded(error)),
    });
    this.#viewerPort = this.#viewerSide();
  }

  get id(): string {
    return this.options.id;
  }

  get status(): Status {
    return this.#status;
  }

  /** Undefined before the first connection. */
  get size(): Size | undefined {
    const picture = this.#desktop.screen?.picture;
    return picture && { width: picture.width, height: picture.height };
  }

  get viewerCount(): number {
    return this.#viewers.count;
  }

  get ended(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Connects without a viewer. Resolves when the desktop is there; rejects with the coded reason when it never is. */
  async connect({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    this.#start();
    if (this.#status.state === 'active') return;
    const stop = (): void => this.destroy(new GatewayError('ABORTED', {}, { cause: signal?.reason }));
    let look: (status: Status) => void = () => {};
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        look = ({ state }) => state === 'active' && resolve();
        this.on('status', look);
        void this.closed.then(reject);
      });
    } finally {
      this.off('status', look);
      signal?.removeEventListener('abort', stop);
    }
  }

  /**
   * Lets a viewer in. The session writes whole wire messages to `sink` and destroys it with a coded error when the viewer
   * has to go; the viewer leaves by closing the sink. Throws SESSION_ENDED, ABORTED when
   * the sink is closed already, or TOO_MANY_VIEWERS when there is no room or too many came lately. One that `watches`
   * takes no part, and nothing waits for it.
   */
  attach(sink: Writable, hello: Hello, { watches = false }: { watches?: boolean } = {}): Viewer {
    if (this.ended) throw new GatewayError('SESSION_ENDED');
    if (sink.destroyed) throw new GatewayError('ABORTED', {}, { detail: 'the viewer has left' });
    const { id, gateway, graceMs, maxViewers, rights } = this.options;
    if (maxViewers <= this.#viewers.all().length || !this.#arrivals.take(1, this.options.now())) {
      throw new GatewayError('TOO_MANY_VIEWERS', { maxViewers });
    }
    const viewer = new Viewer(this.#viewerPort, sink, hello, { watches });
    // Another one may watch without changing the size.
    if (this.#viewers.count === 0 && !watches) this.#desktop.follow(hello);
    viewer.welcome({ version: WIRE_VERSION, sessionId: id, graceMs, gateway });
    if (rights) viewer.rights(rights);
    viewer.status(this.#status);
    this.#desktop.greet(viewer);
    this.#viewers.add(viewer);
    if (!watches) this.#start();
    return viewer;
  }

  /** What a person did. Lost while there is no connection. */
  input(events: readonly InputEvent[]): void {
    this.#desktop.input(events);
  }

  /** Asks the host for another desktop size, as soon as it can be asked. */
  resize(wish: Wish): void {
    this.#desktop.resize(wish);
  }

  /** Answers state `credentials`. */
  provideCredentials(credentials: Credentials): void {
    this.#desk.answer(credentials);
  }

  /** Shows everybody who takes part something to read. */
  notify(notice: Notice): void {
    for (const viewer of this.#viewers.all()) if (!viewer.watches) viewer.notice(notice);
  }

  /** Sends a message on a static channel that was joined. */
  sendChannel(channel: string, data: Uint8Array): boolean {
    return this.#desktop.stream?.sendChannel(channel, data) ?? false;
  }

  /**
   * Frames for a program: each is the picture at the time it was asked for and what changed since the one before. Ends
   * when the session is closed; throws the coded reason when it fails.
   */
  async *frames({ signal }: { signal?: AbortSignal } = {}): AsyncGenerator<SessionFrame, void, void> {
    const stop = signal ? AbortSignal.any([signal, this.#abort.signal]) : this.#abort.signal;
    const release = this.#viewers.addReader();
    let reader: ScreenReader | undefined;
    try {
      const screen = await this.#firstScreen(stop);
      if (screen) reader = new ScreenReader(screen, this.options.now);
      for (let frame = await reader?.next(stop); frame; frame = await reader?.next(stop)) yield frame;
    } finally {
      reader?.close();
      release();
    }
    const reason = this.#abort.signal.aborted ? await this.closed : undefined;
    if (reason && reason.code !== 'SESSION_ENDED') throw reason;
  }

  /**
   * The picture after everything that has arrived so far is drawn. Rejects with SESSION_ENDED before the first connection.
   * Where viewers are shown H.264 it is black: nothing but they decodes that, and a host is only let use it for them.
   */
  async snapshot(): Promise<Snapshot> {
    const { screen } = this.#desktop;
    if (!screen) throw new GatewayError('SESSION_ENDED', {}, { detail: 'not connected yet' });
    await screen.complete();
    return screen.read((picture) => ({ width: picture.width, height: picture.height, rgba: copyRgba(picture) }));
  }

  /** Resolves when everything that has arrived so far is drawn. Rejects with a coded error when it cannot be. */
  async drained(): Promise<void> {
    await this.#desktop.screen?.drained();
  }

  /** Says goodbye to the host and to all viewers, then ends. */
  async close({
    signal,
    reason = new GatewayError('SESSION_ENDED'),
  }: {
    signal?: AbortSignal;
    reason?: GatewayError;
  } = {}): Promise<void> {
    const late = AbortSignal.timeout(FAREWELL_MS);
    const stop = signal ? AbortSignal.any([signal, late]) : late;
    await this.#leave(reason, stop);
  }

  /** Ends now. Everything the session holds is released; `closed` resolves with the reason. */
  destroy(reason: GatewayError = new GatewayError('SESSION_ENDED')): void {
    if (this.#abort.signal.aborted) return;
    this.#abort.abort(reason);
    const ended = reason.code === 'SESSION_ENDED';
    this.#setStatus({ state: 'ended', error: ended ? undefined : problemOf(reason) });
    for (const viewer of this.#viewers.all()) viewer.end(reason);
    this.#viewers.close();
    this.#desktop.close();
    this.options.metrics.ended(reason.code);
    this.options.logger.info({ sessionId: this.id, code: reason.code, err: reason }, 'Session ended');
    this.#resolveClosed(reason);
    this.emit('closed', reason);
  }

  /** Says goodbye to the host and ends with `reason` when it has answered, or at `stop`. */
  async #leave(reason: GatewayError, stop: AbortSignal): Promise<void> {
    this.#closing ??= reason;
    const end = (): void => this.destroy(this.#closing);
    if (this.#desktop.stream && !stop.aborted) {
      stop.addEventListener('abort', end, { once: true });
      this.#desktop.stream.leave();
    } else end();
    await this.closed;
    stop.removeEventListener('abort', end);
  }

  #start(): void {
    if (this.#running || this.ended) return;
    this.options.metrics.sessionsStarted++;
    const runner = new HostRunner(this.options, this.#desk, this.#hostSide());
    this.#running = runner.run(this.#abort.signal);
    this.#running.catch((error: unknown) => {
      this.destroy(this.#closing ?? coded(error));
    });
  }

  #viewersChanged(): void {
    this.#desktop.graphics?.viewersChanged();
    const { count } = this.#viewers;
    if (count === this.#viewerCount) return;
    this.#viewerCount = count;
    this.emit('viewers', count);
  }

  #setStatus(status: Status): void {
    this.#status = status;
    for (const viewer of this.#viewers.all()) viewer.status(status);
    this.emit('status', status);
  }

  async #firstScreen(signal: AbortSignal): Promise<Screen | undefined> {
    while (!this.#desktop.screen && !signal.aborted) {
      await once(this, 'desktop', { signal }).catch(() => {});
    }
    return signal.aborted ? undefined : this.#desktop.screen;
  }

  #viewerSide(): ViewerPort {
    const { pool, metrics, now, planner } = this.options;
    return {
      ...{ pool, metrics, now, planner, figures: this.figures },
      resizable: () => this.#desktop.resizable,
      input: (events) => this.#desktop.input(events),
      resize: (wish) => this.#desktop.resize(wish),
      window: (request) => this.#desktop.program?.request(request),
      credentials: (credentials) => this.provideCredentials(credentials),
      visibilityChanged: () => this.#viewers.update(),
      progressed: () => this.#desktop.graphics?.progressed(),
      wantsKeyFrame: () => this.#desktop.graphics?.wantsKeyFrame(),
      failed: (error) => this.destroy(coded(error)),
      left: (viewer) => this.#viewers.remove(viewer),
    };
  }

  #hostSide(): HostRunnerPort {
    return {
      status: (status) => this.#setStatus(status),
      client: () => this.#desktop.client,
      graphics: () => this.#desktop.offer,
      programRuns: () => this.#desktop.program?.running ?? false,
      canAsk: () => this.#viewers.count !== 0,
      connected: (stream) => this.#desktop.connected(stream),
      disconnected: () => this.#desktop.disconnected(),
      event: (event) => this.#desktop.event(event),
      chunk: (bytes, units) => this.#desktop.chunk(bytes, units),
    };
  }
}
