import type { WindowView } from '../windows/window-view.js';
import type { CursorMessage } from '../worker-messages.js';
import { Cursor } from './cursor.js';
import { h } from './dom.js';
import {
  type Area,
  clamp,
  overflows,
  type Placement,
  type Point,
  panBy,
  panForZoom,
  panTowards,
  place,
  type Size,
  toDesktop,
  type ViewState,
  ZOOM,
} from './geometry.js';

/**
 * The canvas and where it lies: fitted, one to one, zoomed or panned. Knows what desktop pixel is under a place in the
 * window; knows nothing of who draws on the canvas.
 */
export class Screen {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly #cursor: Cursor;
  #state: ViewState;
  #placement: Placement;
  #windows: WindowView | undefined;

  constructor() {
    this.canvas = h('canvas', { 'aria-hidden': 'true' });
    const drawn = h('img', { class: 'cursor', alt: '', hidden: true });
    this.element = h('div', { class: 'screen' }, this.canvas, drawn);
    this.#cursor = new Cursor(this.element, drawn);
    this.#state = {
      desktop: { width: 1, height: 1 },
      viewport: { width: 1, height: 1 },
      pixelRatio: 1,
      mode: 'fit',
      zoom: 1,
      pan: { x: 0.5, y: 0.5 },
    };
    this.#placement = place(this.#state);
  }

  get desktop(): Size {
    return this.#state.desktop;
  }

  get zoomed(): boolean {
    return overflows(this.#placement, this.#state.viewport);
  }

  update(change: Partial<Pick<ViewState, 'desktop' | 'viewport' | 'pixelRatio' | 'mode'>>): void {
    const zoom = change.mode ? 1 : this.#state.zoom;
    this.#apply({ ...this.#state, ...change, zoom });
  }

  /** Only the windows of a program are seen from now on; undefined for the desktop itself. */
  showWindows(windows: WindowView | undefined): void {
    this.#windows = windows;
    this.element.toggleAttribute('data-windows', windows !== undefined);
    this.#apply({ ...this.#state, crop: windows?.crop });
  }

  /** The desktop pixel under a place in the window. */
  at(clientX: number, clientY: number): Point {
    return toDesktop(this.#placement, this.#state.desktop, this.#local(clientX, clientY));
  }

  /** The mouse is here: a picture larger than the window follows it. */
  follow(clientX: number, clientY: number): void {
    const at = this.#local(clientX, clientY);
    this.#cursor.follow(at.x, at.y);
    if (this.zoomed) this.#apply({ ...this.#state, pan: panTowards(this.#state.viewport, at) });
  }

  panBy(x: number, y: number): void {
    const pan = panBy(this.#placement, this.#state.viewport, this.#state.pan, { x, y });
    this.#apply({ ...this.#state, pan });
  }

  zoomBy(factor: number, clientX: number, clientY: number): void {
    const zoom = clamp(this.#state.zoom * factor, ZOOM.min, ZOOM.max);
    const pan = panForZoom(this.#state, zoom, this.#local(clientX, clientY));
    this.#apply({ ...this.#state, zoom, pan });
  }

  showCursor(message: CursorMessage): void {
    this.#cursor.show(message);
  }

  dispose(): void {
    this.#cursor.dispose();
  }

  #local(clientX: number, clientY: number): Point {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  #apply(state: ViewState): void {
    this.#state = state;
    this.#placement = place(state);
    const { left, top, width, height, scale } = this.#placement;
    const { style } = this.canvas;
    style.left = `${left}px`;
    style.top = `${top}px`;
    style.width = `${width}px`;
    style.height = `${height}px`;
    style.clipPath = this.#windows ? clipPath(this.#windows.parts, scale) : '';
    // Whole multiples keep hard edges; everything else is smoothed.
    const perDevicePixel = scale * state.pixelRatio;
    style.imageRendering = perDevicePixel > 1 && Number.isInteger(perDevicePixel) ? 'pixelated' : 'auto';
    this.#cursor.rescale(scale);
  }
}

/** Rectangles of the desktop as a path on the canvas; of no rectangle, nothing is seen. */
function clipPath(parts: readonly Area[], scale: number): string {
  const px = (value: number) => Number((value * scale).toFixed(3));
  const path = parts.map(
    ({ left, top, width, height }) => `M${px(left)} ${px(top)}h${px(width)}v${px(height)}h${-px(width)}z`,
  );
  return path.length === 0 ? 'inset(100%)' : `path("${path.join('')}")`;
}
