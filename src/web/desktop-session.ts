import { appendInput, type InputEvent } from '../wire/input.js';
import {
  type CredentialsMessage,
  type Notice,
  type Problem,
  type Rights,
  WIRE_VERSION,
  type WindowRequest,
} from '../wire/messages.js';
import type { Windows } from '../wire/windows.js';
import type { LinkState } from './connection/link.js';
import { localProblem } from './connection/problem.js';
import { DesktopInput } from './input/desktop-input.js';
import type { Platform } from './input/platform.js';
import { h } from './view/dom.js';
import { desktopFor, type Size } from './view/geometry.js';
import { messageNote } from './view/message-note.js';
import { Screen } from './view/screen.js';
import type { Settings } from './view/settings.js';
import { watermark } from './view/watermark.js';
import { ProgramView } from './windows/program-view.js';
import { WindowGate } from './windows/window-gate.js';
import { windowView } from './windows/window-view.js';
import type { FromWorker, PageHello, ToWorker } from './worker-messages.js';

/** Name of the worker's bundle beside this one; the build fills it in. */
declare const WORKER_FILE: string;

export interface DesktopSessionOptions {
  readonly gateway: string;
  readonly id: string;
  /** The text area that holds the focus. */
  readonly area: HTMLTextAreaElement;
  readonly platform: Platform;
  readonly settings: Settings;
  readonly keyboardLayout: number;
  /** Size of the window in CSS pixels. */
  readonly viewport: Size;
  readonly onMessage: (message: FromWorker) => void;
  /** A program's window has this title and picture. */
  readonly onName: (title: string, icon: string | undefined) => void;
  readonly onLeave: () => void;
}

/** A window that is being dragged asks for many sizes; the host is told of the one that stays. */
const RESIZE_MS = 250;

/** Tiles of 16 KiB that the gateway may refer to. */
const CACHE_SLOTS = { usual: 4096, little: 1024 } as const;

/** One session on the page's side: the worker that shows it, the screen it is shown on, and what the person does. */
export class DesktopSession {
  readonly id: string;
  readonly screen = new Screen();
  readonly input: DesktopInput;
  readonly program: ProgramView;
  readonly #options: DesktopSessionOptions;
  readonly #worker: Worker;
  #settings: Settings;
  #viewport: Size;
  #batch: InputEvent[] = [];
  readonly #gate = new WindowGate();
  #windows: Windows | undefined;
  #watermark: HTMLElement | undefined;
  readonly #messages = h('div', { class: 'messages' });
  #asked: Size;
  #resizable = false;
  #resizeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DesktopSessionOptions) {
    this.id = options.id;
    this.#options = options;
    this.#settings = options.settings;
    this.#viewport = options.viewport;
    this.#asked = desktopFor(options.viewport, devicePixelRatio);
    this.program = new ProgramView({
      request: (body) => this.#request(body),
      focus: () => this.input.focus(),
      onName: options.onName,
    });
    this.input = new DesktopInput({
      surface: this.screen,
      area: options.area,
      platform: options.platform,
      send: (event) => this.#collect(event),
      onLeave: options.onLeave,
    });
    this.#worker = new Worker(new URL(WORKER_FILE, import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#received(data);
    // A worker that cannot be loaded says nothing else.
    this.#worker.onerror = () =>
      this.#options.onMessage({ type: 'link', state: ended(localProblem('BROWSER_TOO_OLD')) });
    this.#start();
    this.applySettings(options.settings);
  }

  applySettings(settings: Settings): void {
    this.#settings = settings;
    this.input.keyboard.mode = settings.keyboardMode;
    this.input.keyboard.commandKey = settings.commandKey;
    this.screen.update({ mode: settings.mode });
    this.#follow();
  }

  /** The window has this size now. `forDesktop` leaves out what a virtual keyboard covers for the moment. */
  resized(viewport: Size, forDesktop: Size): void {
    this.#viewport = forDesktop;
    this.screen.update({ viewport, pixelRatio: devicePixelRatio });
    this.#follow();
  }

  set visible(visible: boolean) {
    this.#post({ type: 'visible', visible });
  }

  signIn(body: CredentialsMessage): void {
    this.#post({ type: 'credentials', body });
  }

  retryNow(): void {
    this.#post({ type: 'retry' });
  }

  /** Stops everything; the last picture stays on the screen until the screen is removed. */
  dispose(): void {
    clearTimeout(this.#resizeTimer);
    this.input.dispose();
    this.#flush();
    this.#worker.terminate();
    this.program.dispose();
    this.screen.dispose();
  }

  #start(): void {
    const { gateway, id, keyboardLayout } = this.#options;
    const canvas = this.screen.canvas.transferControlToOffscreen();
    const hello: PageHello = {
      version: WIRE_VERSION,
      ...desktopFor(this.#viewport, devicePixelRatio),
      keyboardLayout,
      cacheSlots: littleMemory() ? CACHE_SLOTS.little : CACHE_SLOTS.usual,
      windows: true,
      notices: true,
    };
    const start: ToWorker = { type: 'start', canvas, gateway, sessionId: id, hello };
    this.#worker.postMessage(start, [canvas]);
    if (document.hidden) this.visible = false;
  }

  #received(message: FromWorker): void {
    if (message.type === 'desktop') {
      this.#resizable = message.desktop.resizable;
      this.#follow();
    }
    if (message.type === 'shown') {
      this.screen.update({ desktop: message });
      this.#showWindows();
    }
    if (message.type === 'windows') {
      this.#windows = message.windows;
      this.#showWindows();
    }
    if (message.type === 'rights') this.#keepTo(message.rights);
    if (message.type === 'notice') this.#tell(message.notice);
    if (message.type === 'windowIcon') this.program.icon(message.window, message.png);
    if (message.type === 'cursor') this.screen.showCursor(message.cursor);
    // Whatever was down is up on a new connection, and the locks are unknown.
    if (message.type === 'link') this.input.releaseAll();
    this.#options.onMessage(message);
  }

  /** Below what was told before and is not read yet. */
  #tell(notice: Notice): void {
    if (!this.#messages.isConnected) this.#options.area.parentElement?.append(this.#messages);
    this.#messages.append(messageNote(notice, () => this.input.focus()));
  }

  /** Told again with each connection. */
  #keepTo({ watermark: text }: Rights): void {
    this.#watermark?.remove();
    this.#watermark = text === undefined ? undefined : watermark(text);
    if (this.#watermark) this.screen.element.append(this.#watermark);
  }

  #showWindows(): void {
    const windows = this.#windows;
    if (!windows) return;
    const view = windowView(windows, this.screen.desktop);
    this.screen.showWindows(view);
    this.#gate.windows = view && windows;
    this.program.update(windows);
  }

  #request(body: WindowRequest): void {
    this.#flush();
    this.#post({ type: 'window', body });
  }

  /** Asks the host for a desktop of the window's size, once the size has settled. */
  #follow(): void {
    clearTimeout(this.#resizeTimer);
    if (!this.#settings.follow || !this.#resizable) return;
    const body = desktopFor(this.#viewport, devicePixelRatio);
    if (body.width === this.#asked.width && body.height === this.#asked.height) return;
    this.#resizeTimer = setTimeout(() => {
      this.#asked = body;
      this.#post({ type: 'resize', body });
    }, RESIZE_MS);
  }

  /** Everything that one browser event caused leaves in one message. */
  #collect(event: InputEvent): void {
    if (!this.#gate.allows(event, (window) => this.program.pressed(window))) return;
    if (this.#batch.length === 0) queueMicrotask(() => this.#flush());
    appendInput(this.#batch, event);
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    const events = this.#batch;
    this.#batch = [];
    this.#post({ type: 'input', events });
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}

const ended = (problem: Problem): LinkState => ({ state: 'ended', problem });

function littleMemory(): boolean {
  const { deviceMemory } = navigator as { deviceMemory?: number };
  return deviceMemory !== undefined && deviceMemory <= 2;
}
