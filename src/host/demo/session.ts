import { ByteWriter } from '../../bytes/writer.js';
import type { ClientEvent } from '../../rdp/accept/receive.js';
import type { DesktopSize } from '../../rdp/accept/settings.js';
import type { InputEvent } from '../../rdp/input/events.js';
import { DataPduType } from '../../rdp/share/data-header.js';
import { writeKeyboardIndicators } from '../../rdp/share/keyboard-indicators.js';
import type { HostClient } from '../server/client.js';
import { ClientChannels } from '../server/dynamic-channels.js';
import type { InputState } from './apps/input-monitor.js';
import { SentPicture } from './changes.js';
import { DisplayControlHost, type Layout } from './display-control.js';
import { Keyboard } from './keyboard.js';
import { Magnifier, scaleFor } from './magnifier.js';
import { BitmapOutput, GraphicsOutput, type Output } from './output.js';
import type { Rect } from './pixels/rect.js';
import { possibleSize } from './possible-size.js';
import { ProgramHost } from './program/program-host.js';
import type { CursorName, Keystroke, MouseButton } from './scene/app.js';
import { Desktop } from './scene/desktop.js';
import type { Scene } from './scene/scene.js';
import type { LockKeys } from './scene/taskbar.js';
import { UpdateSender } from './sender.js';

const FRAME_MS = 50;
/** With more than this unsent, a frame is left out: what it would have shown is in the next one. */
const MAX_BACKLOG = 0x2_0000;

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');

const scaled = ({ left, top, right, bottom }: Rect, by: number): Rect => ({
  left: left * by,
  top: top * by,
  right: right * by,
  bottom: bottom * by,
});

/** One client looking at a desktop of its own, or at the windows of the program that it asked for. */
export class DemoSession {
  readonly #client: HostClient;
  readonly #program: ProgramHost | undefined;
  readonly #desktop: Scene;
  readonly #keyboard = new Keyboard();
  readonly #sender: UpdateSender;
  readonly #channels: ClientChannels | undefined;
  readonly #held = new Set<MouseButton>();
  readonly #clicks: Record<MouseButton, number> = { left: 0, right: 0, middle: 0, x1: 0, x2: 0 };
  readonly #wheel = { vertical: 0, horizontal: 0 };
  readonly #timer: NodeJS.Timeout;
  readonly #started = performance.now();
  #output: Output;
  #size: DesktopSize;
  #magnifier: Magnifier;
  #sent: SentPicture;
  #pointer = { x: 0, y: 0 };
  #key = 'none yet';
  #cursor: CursorName | undefined;
  #shownLocks: LockKeys;
  #visible = true;
  #frames = 0;
  /** The newest size that was asked for while another was being agreed on. */
  #wanted: Layout | undefined;
  #resizing = false;

  constructor(client: HostClient) {
    this.#client = client;
    const { desktop } = client.activation;
    this.#size = desktop;
    this.#program = ProgramHost.of(client, desktop);
    this.#magnifier = this.#magnify(desktop, client.accepted.core.desktopScaleFactor);
    const { width, height } = this.#magnifier.inner;
    this.#desktop = this.#program?.scene ?? new Desktop(width, height, () => this.input, Date.now());
    this.#sent = new SentPicture(desktop.width, desktop.height);
    this.#sender = new UpdateSender(client);
    this.#shownLocks = this.#keyboard.locks;
    this.#channels = ClientChannels.of(client);
    this.#channels?.open(new DisplayControlHost((layout) => void this.#resize(layout)));
    this.#output = this.#chooseOutput();
    this.#timer = setInterval(() => this.#tick(), FRAME_MS);
    client.start({ event: (event) => this.#receive(event), closed: () => clearInterval(this.#timer) });
    this.#channels?.start();
    this.#program?.channel.start();
    this.#tick();
  }

  /** What the text box holds. */
  get text(): string {
    return this.#desktop.text;
  }

  get input(): InputState {
    return { ...this.#pointer, held: this.#held, clicks: this.#clicks, wheel: this.#wheel, key: this.#key };
  }

  get locks(): LockKeys {
    return this.#keyboard.locks;
  }

  get size(): DesktopSize {
    return this.#size;
  }

  /** Frames sent so far; stands still while output is suppressed. */
  get frames(): number {
    return this.#frames;
  }

  /** Windows of a program have the places that the client is told, so that they are never enlarged. */
  #magnify(desktop: DesktopSize, scaleFactor: number): Magnifier {
    return new Magnifier(desktop, this.#program ? 1 : scaleFor(desktop, scaleFactor));
  }

  /** The graphics pipeline for whoever offers it; bitmaps for everybody else, and in case it comes to nothing. */
  #chooseOutput(): Output {
    const bitmaps = (): Output => new BitmapOutput(this.#client, this.#sender);
    if (!this.#channels || !GraphicsOutput.suits(this.#client)) return bitmaps();
    return new GraphicsOutput(this.#channels, {
      size: () => this.#size,
      possible: possibleSize,
      onReady: () => this.#sent.forget(),
      onGone: () => {
        this.#output = bitmaps();
        this.#sent.forget();
      },
    });
  }

  #receive(event: ClientEvent): void {
    switch (event.type) {
      case 'input':
        for (const each of event.events) this.#input(each);
        this.#updateCursor();
        // What somebody does shows at once, not with the next frame.
        if (event.events.some(({ type }) => type !== 'move')) this.#tick();
        return;
      case 'output':
        this.#visible = event.wanted;
        if (event.wanted) this.#sent.forget();
        return;
      case 'refresh':
        this.#sent.forget();
        return;
      case 'channelData':
        this.#channels?.receive(event.channelId, event.data);
        this.#program?.channel.receive(event.channelId, event.data);
    }
  }

  #input(event: InputEvent): void {
    switch (event.type) {
      case 'key':
        this.#key = `0x${event.extended ? 'E0 ' : ''}${hex(event.scancode)} ${event.down ? 'down' : 'up'}`;
        this.#typed(this.#keyboard.key(event));
        return;
      case 'unicode':
        this.#key = `U+${hex(event.unit).padStart(4, '0')} ${event.down ? 'down' : 'up'}`;
        this.#typed(this.#keyboard.unicode(event.unit, event.down));
        return;
      case 'synchronize':
        this.#keyboard.synchronize(event);
        return;
      case 'move':
        this.#pointer = { x: event.x, y: event.y };
        this.#desktop.pointerMoved(...this.#scenePoint(event));
        return;
      case 'button':
        this.#button(event);
        return;
      case 'wheel':
        this.#wheel[event.axis] += event.delta;
        if (event.axis === 'vertical') this.#desktop.wheel(event.delta, ...this.#scenePoint(event));
        else this.#desktop.inputChanged();
    }
  }

  #typed(stroke: Keystroke | undefined): void {
    if (stroke) this.#desktop.type(stroke);
    this.#desktop.inputChanged();
  }

  #button({ button, down, x, y }: Extract<InputEvent, { type: 'button' }>): void {
    this.#pointer = { x, y };
    if (down) {
      this.#held.add(button);
      this.#clicks[button]++;
    } else this.#held.delete(button);
    this.#desktop.button(button, down, ...this.#scenePoint({ x, y }));
  }

  #scenePoint({ x, y }: { readonly x: number; readonly y: number }): [number, number] {
    return [this.#magnifier.toScene(x), this.#magnifier.toScene(y)];
  }

  #updateCursor(): void {
    const cursor = this.#desktop.cursorAt(...this.#scenePoint(this.#pointer));
    if (cursor === this.#cursor || !this.#client.active) return;
    this.#cursor = cursor;
    this.#sender.cursor(cursor, this.#magnifier.scale);
  }

  #tick(): void {
    if (!this.#client.active || !this.#visible || MAX_BACKLOG < this.#client.backlog || !this.#output.room) return;
    this.#frames++;
    this.#updateCursor();
    this.#showLocks();
    if (!this.#sent.known) this.#desktop.redraw();
    const clock = new Date().toTimeString().slice(0, 8);
    const cells = this.#desktop.tick(performance.now() - this.#started, clock, this.#keyboard.locks);
    const scene = this.#desktop.surface;
    const surface = this.#magnifier.surface(scene);
    const parts = cells.flatMap((cell) => this.#magnifier.enlarge(scene, cell));
    const { scale } = this.#magnifier;
    const moves = this.#desktop.takeMoves().map(({ from, dx, dy }) => ({
      from: scaled(from, scale),
      dx: dx * scale,
      dy: dy * scale,
    }));
    this.#output.show({ surface, sent: this.#sent, moves, parts });
    this.#sent.remember();
  }

  /** Lock keys that were toggled here light up on the client's keyboard. */
  #showLocks(): void {
    const { locks } = this.#keyboard;
    if (locks === this.#shownLocks) return;
    this.#shownLocks = locks;
    const w = new ByteWriter(4);
    writeKeyboardIndicators(w, { ...locks, kanaLock: false });
    this.#client.sendData(DataPduType.SET_KEYBOARD_INDICATORS, w.finish());
  }

  async #resize(layout: Layout): Promise<void> {
    this.#wanted = layout;
    if (this.#resizing) return;
    this.#resizing = true;
    while (this.#wanted && this.#client.active) {
      const { scaleFactor, ...asked } = this.#wanted;
      this.#wanted = undefined;
      const desktop = await this.#output.resize(asked);
      this.#size = desktop;
      this.#magnifier = this.#magnify(desktop, scaleFactor);
      this.#desktop.resize(this.#magnifier.inner.width, this.#magnifier.inner.height);
      this.#sent = new SentPicture(desktop.width, desktop.height);
      this.#cursor = undefined;
    }
    this.#resizing = false;
    this.#tick();
  }
}
