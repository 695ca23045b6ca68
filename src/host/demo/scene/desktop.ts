import { InputMonitor, type InputState } from '../apps/input-monitor.js';
import { LogPane } from '../apps/log.js';
import { Motion } from '../apps/motion.js';
import { Notepad } from '../apps/notepad.js';
import { PhotoViewer } from '../apps/photo-viewer.js';
import { drawText } from '../font/text.js';
import { covers, hit, intersect, isEmpty, moved, type Rect, rect } from '../pixels/rect.js';
import { Surface } from '../pixels/surface.js';
import type { App, CursorName, Keystroke, MouseButton } from './app.js';
import { Damage } from './damage.js';
import { type Move, WindowFrame } from './frame.js';
import { placeWindows } from './layout.js';
import type { Scene } from './scene.js';
import { type LockKeys, TASKBAR_HEIGHT, Taskbar } from './taskbar.js';
import { paintWallpaper } from './wallpaper.js';

/** Windows, wallpaper and taskbar, composed into one picture. */
export class Desktop implements Scene {
  readonly notepad = new Notepad();
  readonly #monitor: InputMonitor;
  readonly #apps: readonly App[];
  #surface!: Surface;
  #wallpaper!: Surface;
  #damage!: Damage;
  #taskbar!: Taskbar;
  /** Bottom to top. */
  #windows: WindowFrame[] = [];
  /** The window being dragged, and where in it the pointer took hold. */
  #drag: { readonly window: WindowFrame; readonly dx: number; readonly dy: number } | undefined;
  /** The window that a button went down in gets the release as well. */
  #grabbed: WindowFrame | undefined;

  constructor(width: number, height: number, input: () => InputState, startedAt: number) {
    this.#monitor = new InputMonitor(input);
    this.#apps = [new LogPane(startedAt), new Motion(), new PhotoViewer(), this.#monitor, this.notepad];
    this.resize(width, height);
  }

  get text(): string {
    return this.notepad.text;
  }

  /** The composed picture. */
  get surface(): Surface {
    return this.#surface;
  }

  /** Lays everything out again at another size; what the windows hold stays. */
  resize(width: number, height: number): void {
    this.#surface = new Surface(width, height);
    this.#damage = new Damage(width, height);
    const { notepad, input, motion, photo, log, heading } = placeWindows(width, height);
    this.#wallpaper = paintWallpaper(width, height);
    if (heading) this.#drawHeading(heading.x, heading.y);
    const places = [log, motion, photo, input, notepad];
    this.#windows = this.#apps.map((app, i) => new WindowFrame(app, places[i]));
    this.#drag = undefined;
    this.#grabbed = undefined;
    for (const window of this.#windows) window.open((area) => this.#damage.add(area));
    const bar = rect(0, height - TASKBAR_HEIGHT, width, TASKBAR_HEIGHT);
    this.#taskbar = new Taskbar(this.#wallpaper.window(bar), (area) => this.#damage.add(moved(area, 0, bar.top)));
    this.#activate(this.#windows[this.#windows.length - 1]);
    this.#damage.add(this.#surface.bounds);
  }

  /** The next tick composes everything. */
  redraw(): void {
    this.#damage.add(this.#surface.bounds);
  }

  /** Advances what moves by itself, composes what changed and returns the cells concerned. */
  tick(now: number, clock: string, locks: LockKeys): Rect[] {
    for (const { app } of this.#windows) app.tick?.(now);
    this.#taskbar.status(clock, locks);
    const cells = this.#damage.take();
    for (const cell of cells) this.#compose(cell);
    return cells;
  }

  /** What has moved since the last call, for whoever would rather copy than draw. */
  takeMoves(): Move[] {
    return this.#windows.flatMap((window) => window.takeMoves());
  }

  cursorAt(x: number, y: number): CursorName {
    if (this.#drag) return 'move';
    if (this.#onTaskbar(y)) return this.#taskbar.buttonAt(x, y - this.#taskbarTop) ? 'hand' : 'arrow';
    const window = this.#windowAt(x, y);
    if (!window || window.onTitle(x, y)) return 'arrow';
    return window.app.cursorAt?.(...this.#inside(window, x, y)) ?? 'arrow';
  }

  pointerMoved(x: number, y: number): void {
    this.inputChanged();
    if (!this.#drag) return;
    const { window, dx, dy } = this.#drag;
    this.#damage.add(window.extent);
    window.left = x - dx;
    // The title bar stays within reach.
    window.top = Math.max(0, Math.min(this.#taskbarTop - 24, y - dy));
    this.#damage.add(window.extent);
  }

  button(button: MouseButton, down: boolean, x: number, y: number): void {
    this.inputChanged();
    if (!down) {
      if (button === 'left') this.#drag = undefined;
      this.#grabbed?.app.press?.(button, false, ...this.#inside(this.#grabbed, x, y));
      this.#grabbed = undefined;
      return;
    }
    if (this.#onTaskbar(y)) {
      const title = this.#taskbar.buttonAt(x, y - this.#taskbarTop);
      const chosen = this.#windows.find(({ app }) => app.title === title);
      if (chosen) this.#activate(chosen);
      return;
    }
    const window = this.#windowAt(x, y);
    if (!window) return;
    this.#activate(window);
    if (window.onTitle(x, y)) {
      if (button === 'left') this.#drag = { window, dx: x - window.left, dy: y - window.top };
      return;
    }
    this.#grabbed = window;
    window.app.press?.(button, true, ...this.#inside(window, x, y));
  }

  wheel(delta: number, x: number, y: number): void {
    this.inputChanged();
    this.#windowAt(x, y)?.app.wheel?.(delta);
  }

  /** Whatever is typed goes to the text box: it is the only place to type. */
  type(stroke: Keystroke): void {
    this.notepad.type(stroke);
  }

  /** The input monitor's figures are out of date. */
  inputChanged(): void {
    this.#monitor.changed();
  }

  get #taskbarTop(): number {
    return this.#surface.height - TASKBAR_HEIGHT;
  }

  #onTaskbar(y: number): boolean {
    return this.#taskbarTop <= y;
  }

  #windowAt(x: number, y: number): WindowFrame | undefined {
    return this.#windows.findLast((window) => hit(window.bounds, x, y));
  }

  #inside(window: WindowFrame, x: number, y: number): [number, number] {
    return [x - window.left - window.content.left, y - window.top - window.content.top];
  }

  #activate(window: WindowFrame): void {
    this.#windows = [...this.#windows.filter((other) => other !== window), window];
    for (const each of this.#windows) {
      each.active = each === window;
      this.#damage.add(each.extent);
    }
    this.#taskbar.draw(this.#apps.map((app) => app.title).toReversed(), window.app.title);
  }

  #drawHeading(x: number, y: number): void {
    drawText(this.#wallpaper, 'title', x, y, 'A desktop in your browser', 0xf2fbff);
    const line = 'Type, click, turn the wheel, drag a window: all of it is RDP.';
    drawText(this.#wallpaper, 'ui', x + 2, y + 24, line, 0xa9d3e2);
  }

  #compose(cell: Rect): void {
    const onDesktop = intersect(cell, { ...this.#surface.bounds, bottom: this.#taskbarTop });
    // Nothing below a window that hides the whole cell needs painting.
    const hiding = isEmpty(onDesktop) ? -1 : this.#windows.findLastIndex((window) => covers(window.opaque, onDesktop));
    if (hiding === -1 || onDesktop.bottom < cell.bottom) this.#surface.blit(this.#wallpaper, 0, 0, cell);
    if (isEmpty(onDesktop)) return;
    for (const window of this.#windows.slice(Math.max(0, hiding))) window.compose(this.#surface, onDesktop);
  }
}
