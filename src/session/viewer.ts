import type { Writable } from 'node:stream';
import type { PlannerOptions } from '../display/frame-planner.js';
import type { Picture } from '../display/framebuffer.js';
import { GatewayError } from '../errors.js';
import type { InputEvent } from '../rdp/input/events.js';
import type { Credentials } from '../rdp/settings.js';
import type { GatewayMessageName } from '../wire/gateway-messages.js';
import { wireInvalid } from '../wire/header.js';
import type {
  Hello,
  Indicators,
  Notice,
  Pointer,
  Rights,
  Stats,
  Status,
  ViewerMessage,
  Welcome,
  WindowRequest,
} from '../wire/messages.js';
import { readViewerMessage } from '../wire/viewer-messages.js';
import type { Windows } from '../wire/windows.js';
import type { WorkerPool } from '../workers/pool.js';
import { Allowance } from './allowance.js';
import { coded } from './end-reason.js';
import type { Figures } from './figures.js';
import { HeldInput } from './held-input.js';
import type { SessionMetrics } from './metrics.js';
import { type GatewayBody, Outbox } from './outbox.js';
import { problemOf } from './problem.js';
import type { SlottedIcon } from './program/window-list.js';
import type { Wish } from './resizer.js';
import type { Screen } from './screen.js';
import { ViewerPicture } from './viewer-picture.js';

/** What a viewer asks of its session. */
export interface ViewerPort {
  readonly pool: Pick<WorkerPool, 'encode' | 'findCopy' | 'threads' | 'busy'>;
  readonly metrics: SessionMetrics;
  readonly figures: Figures;
  readonly now: () => number;
  readonly planner: Partial<PlannerOptions>;
  resizable(): boolean;
  input(events: readonly InputEvent[]): void;
  resize(wish: Wish): void;
  window(request: WindowRequest): void;
  credentials(credentials: Credentials): void;
  visibilityChanged(): void;
  /** The viewer shows more of what there is than before. */
  progressed(): void;
  /** The viewer can draw H.264 only from a key frame on. */
  wantsKeyFrame(): void;
  /** Pixels can no longer be encoded; that is the session's trouble. */
  failed(error: unknown): void;
  left(viewer: Viewer): void;
}

/** Events per second that no person produces. */
const INPUT_PER_SECOND = 2000;
const INPUT_BURST = 4000;
/** Asking for every pixel again is cheap for a viewer and not for us. */
const REFRESH_PER_SECOND = 1;
const REFRESH_BURST = 3;
const FAREWELL_MS = 1000;

/** One browser at a session: reads its messages, writes what it should see. Ends with its sink, or when it misbehaves. */
export class Viewer {
  readonly hello: Hello;
  /** It only looks, and is nobody that the session is there for. */
  readonly watches: boolean;
  readonly #port: ViewerPort;
  readonly #sink: Writable;
  readonly #outbox: Outbox;
  readonly #inputs: Allowance;
  readonly #refreshes: Allowance;
  readonly #held = new HeldInput();
  #picture: ViewerPicture | undefined;
  #visible = true;
  #ended = false;

  constructor(port: ViewerPort, sink: Writable, hello: Hello, { watches = false }: { watches?: boolean } = {}) {
    this.watches = watches;
    this.#port = port;
    this.#sink = sink;
    this.hello = hello;
    this.#outbox = new Outbox(sink, hello.unpacks);
    this.#inputs = new Allowance(INPUT_PER_SECOND, INPUT_BURST, port.now());
    this.#refreshes = new Allowance(REFRESH_PER_SECOND, REFRESH_BURST, port.now());
    sink.on('drain', this.#onDrain).on('close', this.#onClose).on('error', this.#onClose);
  }

  get visible(): boolean {
    return this.#visible;
  }

  /** Has this viewer drawn everything that the session has? */
  get current(): boolean {
    return this.#picture?.current ?? false;
  }

  /** Number of the newest frame of the host that this viewer has drawn; infinite when nothing is left to draw. */
  get shown(): number {
    return this.#picture?.shown ?? Number.POSITIVE_INFINITY;
  }

  /** Can this viewer go on with H.264 only from a key frame? */
  get waitsForKeyFrame(): boolean {
    return this.#picture?.waitsForKeyFrame ?? false;
  }

  welcome(welcome: Welcome): void {
    this.#send('welcome', welcome);
  }

  status(status: Status): void {
    this.#send('status', status);
  }

  /** From now on this viewer sees `screen`. */
  show(screen: Screen): void {
    if (this.#ended) return;
    const { pool, metrics, figures, now, planner } = this.#port;
    this.#picture = new ViewerPicture({
      screen,
      pool,
      metrics,
      figures,
      outbox: this.#outbox,
      cacheSlots: this.hello.cacheSlots,
      handedOn: this.hello.handedOn,
      video: this.hello.video,
      planner,
      now,
      announce: (picture, generation) => this.#announce(picture, generation),
      failed: (error) => this.#port.failed(error),
      lost: () => this.end(new GatewayError('VIEWER_TIMEOUT')),
      progressed: () => this.#port.progressed(),
      wantsKeyFrame: () => this.#port.wantsKeyFrame(),
    });
    // Announcing the desktop may have been too much for the sink.
    if (this.#ended) this.#picture.close();
    else this.#picture.setVisible(this.#visible);
  }

  /** Sends the desktop and every pixel again. */
  repaint(): void {
    this.#picture?.refresh();
  }

  pointer(pointer: Pointer): void {
    this.#sendLatest('pointer', pointer, pointer.kind === 'position' ? 'pointer position' : 'pointer');
  }

  indicators(indicators: Indicators): void {
    this.#sendLatest('indicators', indicators);
  }

  stats(stats: Stats): void {
    this.#sendLatest('stats', stats);
  }

  /** The windows of the session's program, for viewers that show them. */
  windows(windows: Windows): void {
    if (this.hello.windows) this.#sendLatest('windows', windows);
  }

  windowIcon({ slot, ...icon }: SlottedIcon): void {
    if (this.hello.windows) this.#sendLatest('windowIcon', icon, `icon ${slot}`);
  }

  /** For viewers that keep to it. */
  rights(rights: Rights): void {
    if (this.hello.notices) this.#send('rights', this.watches ? { ...rights, viewOnly: true } : rights);
  }

  notice(notice: Notice): void {
    if (this.hello.notices) this.#send('notice', notice);
  }

  /** One whole message from the viewer. Trouble with it ends this viewer and nothing else. */
  receive(message: Uint8Array): void {
    if (this.#ended) return;
    try {
      this.#handle(readViewerMessage(message));
    } catch (error) {
      this.end(coded(error));
    }
  }

  /** Says goodbye, with the error if there is one, and closes the sink. */
  end(error?: GatewayError): void {
    if (this.#ended) return;
    if (error?.code === 'VIEWER_TOO_SLOW') this.#port.metrics.viewersTooSlow++;
    this.#finish();
    if (!error) this.#sink.end();
    else if (error.code === 'VIEWER_TOO_SLOW' || this.#sink.destroyed) this.#sink.destroy(error);
    else this.#sayBye(error);
  }

  /** The last message gets some time to leave; a viewer that takes nothing gets no more than that. */
  #sayBye(error: GatewayError): void {
    const destroy = (): void => {
      clearTimeout(timer);
      this.#sink.destroy(error);
    };
    const timer = setTimeout(destroy, FAREWELL_MS);
    this.#sink.once('close', () => clearTimeout(timer));
    this.#outbox.last(problemOf(error), destroy);
  }

  #handle(message: ViewerMessage): void {
    switch (message.type) {
      case 'hello':
        throw wireInvalid('Header', 'type', 'hello');
      case 'ack':
        this.#picture?.acknowledge(message.body.sequence, message.body.drawMs);
        break;
      case 'input':
        this.#input(message.body);
        break;
      case 'resize':
        if (!this.watches) this.#port.resize(message.body);
        break;
      case 'window':
        if (!this.watches) this.#port.window(message.body);
        break;
      case 'visibility':
        this.#setVisible(message.body.visible);
        break;
      case 'ping':
        this.#sendLatest('pong', { time: message.body.time, gatewayTime: this.#port.now() });
        break;
      case 'credentials':
        if (!this.watches) this.#port.credentials(message.body);
        break;
      case 'refresh':
        if (this.#refreshes.take(1, this.#port.now())) this.#picture?.refresh();
        break;
      case 'videoReset':
        this.#picture?.resetVideo(message.body.surface);
    }
  }

  #input(events: readonly InputEvent[]): void {
    if (this.watches) return;
    if (!this.#inputs.take(events.length, this.#port.now())) throw new GatewayError('VIEWER_FLOOD');
    const last = events.findLast((event) => event.type === 'move' || event.type === 'button' || event.type === 'wheel');
    if (last) this.#picture?.pointerMoved(last.x, last.y);
    this.#held.note(events);
    this.#port.input(events);
  }

  #setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    this.#picture?.setVisible(visible);
    this.#port.visibilityChanged();
  }

  #announce({ width, height }: Picture, generation: number): void {
    this.#send('desktop', { generation, width, height, resizable: this.#port.resizable() });
  }

  #send<Name extends GatewayMessageName>(type: Name, body: GatewayBody<Name>): void {
    this.#guarded(() => this.#outbox.send(type, body));
  }

  /** For what is void once there is a newer one. */
  #sendLatest<Name extends GatewayMessageName>(type: Name, body: GatewayBody<Name>, kind: string = type): void {
    this.#guarded(() => this.#outbox.sendLatest(kind, type, body));
  }

  #guarded(send: () => void): void {
    if (this.#ended) return;
    try {
      send();
    } catch (error) {
      this.end(coded(error));
    }
  }

  readonly #onDrain = (): void => {
    this.#guarded(() => this.#outbox.flush());
    this.#picture?.pump();
  };

  readonly #onClose = (): void => this.#finish();

  /** Releases everything but the sink, which closes by itself. Errors of a closing sink have nobody to tell. */
  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.off('drain', this.#onDrain);
    this.#picture?.close();
    this.#port.input(this.#held.release());
    this.#port.left(this);
  }
}
