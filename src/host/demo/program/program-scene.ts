import { hit, type Rect, rect } from '../pixels/rect.js';
import { Surface } from '../pixels/surface.js';
import type { App, CursorName, Keystroke, MouseButton } from '../scene/app.js';
import { Damage } from '../scene/damage.js';
import { type Move, WindowFrame } from '../scene/frame.js';
import type { Scene } from '../scene/scene.js';

export type WindowState = 'normal' | 'minimized' | 'maximized';

/** One window of a program. */
export interface SceneWindow {
  readonly id: number;
  readonly owner: number;
  readonly app: App;
  readonly title: string;
  readonly bounds: Rect;
  readonly state: WindowState;
}

/** Whom the scene tells of its windows. */
export interface ProgramScenePort {
  opened(window: SceneWindow): void;
  /** Place, state or title. */
  changed(window: SceneWindow): void;
  closed(id: number): void;
  /** From front to back; the first is active. */
  ordered(ids: readonly number[]): void;
}

const LEAST = { width: 200, height: 120 } as const;
const GROUND = 0x000000;

class OpenWindow implements SceneWindow {
  readonly id: number;
  readonly owner: number;
  readonly app: App;
  frame: WindowFrame;
  state: WindowState = 'normal';
  title: string;
  /** Where it goes back to. */
  normal: Rect;

  constructor(id: number, owner: number, app: App, place: Rect) {
    this.id = id;
    this.owner = owner;
    this.app = app;
    this.normal = place;
    this.title = app.title;
    this.frame = new WindowFrame(app, place);
  }

  get bounds(): Rect {
    return this.frame.bounds;
  }

  get shown(): boolean {
    return this.state !== 'minimized';
  }
}

/** Windows of a program without a desktop around them: they come, go, move and change their size. */
export class ProgramScene implements Scene {
  readonly #port: ProgramScenePort;
  #surface: Surface;
  #damage: Damage;
  /** Bottom to top. */
  #windows: OpenWindow[] = [];
  #nextId = 0x10002;
  #drag: { readonly window: OpenWindow; readonly dx: number; readonly dy: number } | undefined;
  #grabbed: OpenWindow | undefined;

  constructor(width: number, height: number, port: ProgramScenePort) {
    this.#port = port;
    this.#surface = new Surface(width, height);
    this.#damage = new Damage(width, height);
    this.redraw();
  }

  get surface(): Surface {
    return this.#surface;
  }

  get text(): string {
    return this.#windows.at(-1)?.app.text ?? '';
  }

  open(app: App, place: Rect, owner = 0): void {
    const window = new OpenWindow(this.#nextId, owner, app, place);
    this.#nextId += 2;
    this.#windows.push(window);
    window.frame.open((area) => this.#damage.add(area));
    this.#port.opened(window);
    this.activate(window.id);
  }

  window(id: number): SceneWindow | undefined {
    return this.#find(id);
  }

  activate(id: number): void {
    const window = this.#find(id);
    if (!window) return;
    this.#windows = [...this.#windows.filter((other) => other !== window), window];
    this.#showActive();
  }

  close(id: number): void {
    const window = this.#find(id);
    if (!window) return;
    this.#damage.add(window.frame.extent);
    this.#windows = this.#windows.filter((other) => other !== window);
    if (this.#drag?.window === window) this.#drag = undefined;
    if (this.#grabbed === window) this.#grabbed = undefined;
    this.#port.closed(id);
    this.#showActive();
  }

  move(id: number, place: Rect): void {
    const window = this.#find(id);
    if (!window) return;
    window.state = 'normal';
    this.#place(window, place);
    window.normal = window.bounds;
    this.#port.changed(window);
  }

  /** Minimized, over all of the desktop, or back where it was. */
  setState(id: number, state: WindowState): void {
    const window = this.#find(id);
    if (!window || window.state === state) return;
    window.state = state;
    if (state === 'minimized') this.#damage.add(window.frame.extent);
    else this.#place(window, state === 'maximized' ? this.#surface.bounds : window.normal);
    this.#port.changed(window);
  }

  resize(width: number, height: number): void {
    this.#surface = new Surface(width, height);
    this.#damage = new Damage(width, height);
    this.redraw();
    for (const window of this.#windows.filter(({ state }) => state === 'maximized')) {
      this.#place(window, this.#surface.bounds);
      this.#port.changed(window);
    }
  }

  redraw(): void {
    this.#damage.add(this.#surface.bounds);
  }

  tick(now: number): Rect[] {
    for (const window of this.#windows) {
      window.app.tick?.(now);
      if (window.app.title === window.title) continue;
      window.title = window.app.title;
      window.frame.drawTitle();
      this.#damage.add(window.bounds);
      this.#port.changed(window);
    }
    const cells = this.#damage.take();
    for (const cell of cells) {
      this.#surface.fill(cell, GROUND);
      for (const window of this.#windows) if (window.shown) window.frame.compose(this.#surface, cell);
    }
    return cells;
  }

  takeMoves(): Move[] {
    return this.#windows.flatMap(({ frame }) => frame.takeMoves());
  }

  cursorAt(x: number, y: number): CursorName {
    if (this.#drag) return 'move';
    const window = this.#windowAt(x, y);
    if (!window || window.frame.onTitle(x, y)) return 'arrow';
    return window.app.cursorAt?.(...inside(window, x, y)) ?? 'arrow';
  }

  pointerMoved(x: number, y: number): void {
    if (!this.#drag) return;
    const { window, dx, dy } = this.#drag;
    const { width, height } = window.frame.surface;
    this.move(window.id, rect(x - dx, Math.max(0, y - dy), width, height));
  }

  button(button: MouseButton, down: boolean, x: number, y: number): void {
    if (!down) {
      if (button === 'left') this.#drag = undefined;
      this.#grabbed?.app.press?.(button, false, ...inside(this.#grabbed, x, y));
      this.#grabbed = undefined;
      return;
    }
    const window = this.#windowAt(x, y);
    if (!window) return;
    this.activate(window.id);
    const { frame } = window;
    if (button === 'left' && frame.onClose(x, y)) this.close(window.id);
    else if (button === 'left' && frame.onMinimize(x, y)) this.setState(window.id, 'minimized');
    else if (frame.onTitle(x, y)) {
      if (button === 'left') this.#drag = { window, dx: x - frame.left, dy: y - frame.top };
    } else {
      this.#grabbed = window;
      window.app.press?.(button, true, ...inside(window, x, y));
    }
  }

  wheel(delta: number, x: number, y: number): void {
    this.#windowAt(x, y)?.app.wheel?.(delta);
  }

  /** The active window has the keyboard. */
  type(stroke: Keystroke): void {
    this.#windows.at(-1)?.app.type?.(stroke);
  }

  inputChanged(): void {}

  /** A frame of another size starts over; one that only moves keeps its pixels. */
  #place(window: OpenWindow, place: Rect): void {
    this.#damage.add(window.frame.extent);
    const [width, height] = [
      Math.max(LEAST.width, place.right - place.left),
      Math.max(LEAST.height, place.bottom - place.top),
    ];
    const { surface } = window.frame;
    if (surface.width === width && surface.height === height) {
      window.frame.left = place.left;
      window.frame.top = place.top;
    } else {
      window.frame = new WindowFrame(window.app, rect(place.left, place.top, width, height));
      window.frame.open((area) => this.#damage.add(area));
      window.frame.active = window === this.#windows.at(-1);
    }
    this.#damage.add(window.frame.extent);
  }

  #showActive(): void {
    const front = this.#windows.at(-1);
    for (const window of this.#windows) {
      window.frame.active = window === front;
      this.#damage.add(window.frame.extent);
    }
    this.#port.ordered(this.#windows.map(({ id }) => id).reverse());
  }

  #find(id: number): OpenWindow | undefined {
    return this.#windows.find((window) => window.id === id);
  }

  #windowAt(x: number, y: number): OpenWindow | undefined {
    return this.#windows.findLast((window) => window.shown && hit(window.bounds, x, y));
  }
}

const inside = ({ frame }: OpenWindow, x: number, y: number): [number, number] => [
  x - frame.left - frame.content.left,
  y - frame.top - frame.content.top,
];
