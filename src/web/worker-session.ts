import type { GatewayMessage, Hello, Stats } from '../wire/messages.js';
import { WIRE_LIMITS } from '../wire/messages.js';
import type { Abilities } from './abilities.js';
import { Link } from './connection/link.js';
import { Meter } from './connection/meter.js';
import { transportsTo } from './connection/open.js';
import { later } from './later.js';
import { canvasTarget } from './renderer/canvas-target.js';
import { pngOf } from './renderer/cursor-image.js';
import { DesktopPicture, type Means } from './renderer/desktop-picture.js';
import { Renderer } from './renderer/renderer.js';
import type { VideoOptions } from './video/video-layer.js';
import type { CursorMessage, FromWorker, ToWorker } from './worker-messages.js';

type Start = Extract<ToWorker, { type: 'start' }>;

const FIGURES_MS = 1000;

/** Joins link and renderer, which do not know each other, and tells the page what it has to show. */
export class WorkerSession {
  readonly #post: (message: FromWorker) => void;
  readonly #link: Link;
  readonly #renderer: Renderer;
  readonly #meter = new Meter(performance.now());
  #hello: Hello;
  #visible = true;
  #hostStats: Stats | undefined;
  /** What the desktop was drawn with since the figures were last taken. */
  readonly #means = new Set<Means>();
  /** Counts cursors: encoding takes a moment, and a later one must not be overtaken. */
  #cursors = 0;

  constructor(
    { canvas, gateway, sessionId, hello }: Start,
    { kernels, video }: Abilities,
    post: (message: FromWorker) => void,
  ) {
    this.#post = post;
    this.#hello = { ...hello, video: video?.ability ?? 0, handedOn: kernels !== undefined, unpacks: true };
    const videoOptions: VideoOptions | undefined = video && {
      open: video.open,
      later,
      onLost: (surface) => this.#link.send('videoReset', { surface }),
    };
    const { cacheSlots } = hello;
    const onUsed = (means: Means) => this.#means.add(means);
    this.#renderer = new Renderer({
      target: canvasTarget(canvas),
      makePicture: (width, height) =>
        new DesktopPicture({ width, height, cacheSlots, kernels, video: videoOptions, onUsed }),
      nextFrame: (task) => requestAnimationFrame(task),
      onShown: (width, height) => post({ type: 'shown', width, height }),
      onError: (error) => this.#link.refuse(error),
    });
    this.#link = new Link({
      open: transportsTo(gateway, sessionId),
      hello: () => this.#hello,
      clock: { now: () => performance.now(), later },
      random: Math.random,
      onMessage: (message, bytes) => this.#received(message, bytes),
      onState: (state) => {
        post({ type: 'link', state });
        if (state.state === 'open' && !this.#visible) this.#link.send('visibility', { visible: false });
      },
    });
    setInterval(() => this.#postFigures(), FIGURES_MS);
  }

  handle(message: Exclude<ToWorker, Start>): void {
    switch (message.type) {
      case 'input':
        this.#input(message.events);
        return;
      case 'resize':
        this.#hello = { ...this.#hello, ...message.body };
        this.#link.send('resize', message.body);
        return;
      case 'visible':
        this.#visible = message.visible;
        this.#renderer.visible = message.visible;
        this.#link.send('visibility', { visible: message.visible });
        return;
      case 'credentials':
        this.#link.send('credentials', message.body);
        return;
      case 'window':
        this.#link.send('window', message.body);
        return;
      case 'retry':
        this.#link.retryNow();
    }
  }

  #input(events: Extract<ToWorker, { type: 'input' }>['events']): void {
    for (let at = 0; at < events.length; at += WIRE_LIMITS.inputEvents) {
      this.#link.send('input', events.slice(at, at + WIRE_LIMITS.inputEvents));
    }
  }

  #received(message: GatewayMessage, bytes: number): void {
    switch (message.type) {
      case 'status':
        this.#post({ type: 'status', status: message.body });
        return;
      case 'rights':
        this.#post({ type: 'rights', rights: message.body });
        return;
      case 'notice':
        this.#post({ type: 'notice', notice: message.body });
        return;
      case 'desktop':
        this.#renderer.desktop(message.body);
        this.#post({ type: 'desktop', desktop: message.body });
        return;
      case 'frame':
        this.#meter.received(bytes);
        this.#draw(message);
        return;
      case 'pointer':
        void this.#cursor(message.body);
        return;
      case 'windows':
        this.#post({ type: 'windows', windows: message.body });
        return;
      case 'windowIcon':
        void this.#windowIcon(message.body);
        return;
      case 'stats':
        this.#hostStats = message.body;
    }
  }

  #draw({ sequence, body }: Extract<GatewayMessage, { type: 'frame' }>): void {
    const arrived = performance.now();
    this.#renderer.frame(body, () => {
      const drawMs = performance.now() - arrived;
      const gatewayNow = this.#link.gatewayNow();
      this.#meter.drawn(drawMs, gatewayNow === undefined ? undefined : Math.max(0, gatewayNow - body.arrivedAt));
      this.#link.send('ack', { sequence, drawMs });
    });
  }

  async #cursor(pointer: Extract<GatewayMessage, { type: 'pointer' }>['body']): Promise<void> {
    // Where the host moves its pointer to cannot be shown: a page does not move the person's.
    if (pointer.kind === 'position') return;
    this.#cursors += 1;
    const mine = this.#cursors;
    const cursor: CursorMessage =
      pointer.kind === 'image' ? { ...pointer, rgba: undefined, png: await pngOf(pointer) } : pointer;
    if (mine === this.#cursors) this.#post({ type: 'cursor', cursor });
  }

  async #windowIcon(icon: Extract<GatewayMessage, { type: 'windowIcon' }>['body']): Promise<void> {
    this.#post({ type: 'windowIcon', window: icon.window, png: await pngOf(icon) });
  }

  #postFigures(): void {
    const figures = this.#meter.take(performance.now());
    const means = [...this.#means];
    this.#means.clear();
    this.#post({ type: 'figures', figures, means, roundTrip: this.#link.roundTrip, host: this.#hostStats });
  }
}
