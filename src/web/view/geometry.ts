/** Where the desktop lies in the window. Lengths are CSS pixels unless they say desktop pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface ViewState {
  /** Desktop pixels. */
  readonly desktop: Size;
  readonly viewport: Size;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
  /** `actual` shows one desktop pixel as one device pixel. */
  readonly mode: 'fit' | 'actual';
  /** 1 is the size that the mode gives; pinching changes it. */
  readonly zoom: number;
  /** Which part is seen when the picture is larger than the window: 0 is left or top, 1 right or bottom. */
  readonly pan: Point;
  /** Part of the desktop that is shown in its place, in desktop pixels; never larger than one to one. */
  readonly crop?: Area | undefined;
}

export interface Area extends Size {
  readonly left: number;
  readonly top: number;
}

/** Where the whole desktop lies, although a part of it may be all that is shown. */
export interface Placement extends Area {
  /** Where what is shown lies. */
  readonly view: Area;
  /** CSS pixels per desktop pixel. */
  readonly scale: number;
}

export const ZOOM = { min: 1, max: 8 } as const;

/** A fitted picture this close to one pixel per pixel is shown so, because it is sharper than a scaled one. */
const SNAP = 0.01;

export const clamp = (value: number, min: number, max: number): number => Math.min(Math.max(value, min), max);

export function place(state: ViewState): Placement {
  const scale = baseScale(state) * clamp(state.zoom, ZOOM.min, ZOOM.max);
  const part = shownPart(state);
  const [width, height] = [part.width * scale, part.height * scale];
  const snapped = (value: number) => Math.round(value * state.pixelRatio) / state.pixelRatio;
  const left = snapped(offset(state.viewport.width, width, state.pan.x));
  const top = snapped(offset(state.viewport.height, height, state.pan.y));
  return {
    left: left - part.left * scale,
    top: top - part.top * scale,
    width: state.desktop.width * scale,
    height: state.desktop.height * scale,
    view: { left, top, width, height },
    scale,
  };
}

const shownPart = ({ crop, desktop }: ViewState): Area => crop ?? { left: 0, top: 0, ...desktop };

function baseScale(state: ViewState): number {
  const { viewport, pixelRatio, mode } = state;
  const actual = 1 / pixelRatio;
  if (mode === 'actual') return actual;
  const { width, height } = shownPart(state);
  const fit = Math.min(viewport.width / width, viewport.height / height);
  if (state.crop && actual < fit) return actual;
  return Math.abs(fit / actual - 1) < SNAP ? actual : fit;
}

/** Centred when it fits, panned when it does not. */
function offset(room: number, length: number, pan: number): number {
  return length <= room ? (room - length) / 2 : (room - length) * clamp(pan, 0, 1);
}

/** The desktop pixel under a place in the window, clamped to the desktop so that drags may leave it. */
export function toDesktop(placement: Placement, desktop: Size, at: Point): Point {
  return {
    x: clamp(Math.floor((at.x - placement.left) / placement.scale), 0, desktop.width - 1),
    y: clamp(Math.floor((at.y - placement.top) / placement.scale), 0, desktop.height - 1),
  };
}

/** Is the picture larger than the window, so that there is something to pan? */
export function overflows(placement: Placement, viewport: Size): boolean {
  return placement.view.width > viewport.width + 1 || placement.view.height > viewport.height + 1;
}

/** The pan after the picture was dragged by so many CSS pixels. */
export function panBy(placement: Placement, viewport: Size, pan: Point, by: Point): Point {
  return {
    x: panAxis(placement.view.width - viewport.width, pan.x, by.x),
    y: panAxis(placement.view.height - viewport.height, pan.y, by.y),
  };
}

function panAxis(hidden: number, pan: number, by: number): number {
  return hidden <= 0 ? pan : clamp(pan - by / hidden, 0, 1);
}

/** With a mouse the picture follows the pointer: at the window's edge its own edge is seen. */
export function panTowards(viewport: Size, at: Point, margin = 48): Point {
  const axis = (length: number, value: number) => clamp((value - margin) / Math.max(1, length - 2 * margin), 0, 1);
  return { x: axis(viewport.width, at.x), y: axis(viewport.height, at.y) };
}

/** The pan that keeps the same desktop pixel under `at` when the zoom changes. */
export function panForZoom(before: ViewState, zoom: number, at: Point): Point {
  const old = place(before);
  const next = place({ ...before, zoom });
  const axis = (length: number, room: number, start: number, value: number) => {
    const hidden = length - room;
    return hidden <= 0 ? 0.5 : clamp((((value - start) / old.scale) * next.scale - value) / hidden, 0, 1);
  };
  return {
    x: axis(next.view.width, before.viewport.width, old.view.left, at.x),
    y: axis(next.view.height, before.viewport.height, old.view.top, at.y),
  };
}

/** [MS-RDPEDISP] 2.2.2.2.1: the width is even, and either side lies between these. */
export const DESKTOP_SIDE = { min: 200, max: 8192 } as const;
/** The pixels of the largest desktop that a gateway takes. */
const DESKTOP_PIXELS = 8192 * 4096;

/** The desktop that fills a window with one pixel per device pixel. */
export function desktopFor(viewport: Size, pixelRatio: number): Size & { readonly scaleFactor: number } {
  const width = clamp(Math.round(viewport.width * pixelRatio), DESKTOP_SIDE.min, DESKTOP_SIDE.max);
  const height = clamp(Math.round(viewport.height * pixelRatio), DESKTOP_SIDE.min, DESKTOP_SIDE.max);
  const shrink = Math.min(1, Math.sqrt(DESKTOP_PIXELS / (width * height)));
  return {
    width: 2 * Math.floor((width * shrink) / 2),
    height: Math.floor(height * shrink),
    scaleFactor: clamp(Math.round(pixelRatio * 100), 100, 500),
  };
}
