import type { ProgramWindow, WindowArea, Windows } from '../../wire/windows.js';
import type { Point, Size } from '../view/geometry.js';

/** What of the desktop is seen. */
export interface WindowView {
  /** This part fills the view; undefined for all of the desktop. */
  readonly crop: WindowArea | undefined;
  /** Only these parts show anything. */
  readonly parts: readonly WindowArea[];
}

/** How the windows of a program are shown; undefined when the desktop itself is. */
export function windowView({ desktop, main, windows }: Windows, size: Size): WindowView | undefined {
  if (desktop) return undefined;
  const parts = windows.flatMap(({ visible }) => visible).flatMap((area) => within(area, size));
  const found = windows.find(({ id }) => id === main);
  const [crop] = found && found.state !== 'minimized' ? within(found, size) : [];
  return { crop, parts };
}

/** The part of an area that lies on the desktop; none when there is none. */
function within({ left, top, width, height }: WindowArea, size: Size): readonly WindowArea[] {
  const [x, y] = [Math.max(0, left), Math.max(0, top)];
  const [right, bottom] = [Math.min(size.width, left + width), Math.min(size.height, top + height)];
  return x < right && y < bottom ? [{ left: x, top: y, width: right - x, height: bottom - y }] : [];
}

/** The window that a person sees at this place of the desktop. */
export const windowAt = ({ windows }: Windows, { x, y }: Point): ProgramWindow | undefined =>
  windows.find(({ visible }) =>
    visible.some(({ left, top, width, height }) => left <= x && x < left + width && top <= y && y < top + height),
  );

/** The window that the tab is named after: the active one or what it belongs to, else the main one, else the first. */
export function namingWindow({ active, main, windows }: Windows): ProgramWindow | undefined {
  const byId = new Map(windows.map((window) => [window.id, window]));
  let window = byId.get(active);
  // An owner may be owned in turn, and a host may name them in a circle.
  for (let step = 0; window && isNameless(window) && step < windows.length; step++) window = byId.get(window.owner);
  const named = window && !isNameless(window) ? window : undefined;
  return named ?? byId.get(main) ?? windows.find((other) => !isNameless(other));
}

const isNameless = ({ title, auxiliary }: ProgramWindow): boolean => auxiliary || title === '';

/**
 * Windows that a person switches between, in an order that stays when they come to the front. A window whose owner is not
 * there, such as the root window of an X server, is one of them.
 */
export function listedWindows({ windows }: Windows): readonly ProgramWindow[] {
  const ids = new Set(windows.map(({ id }) => id));
  return windows.filter(({ auxiliary, owner }) => !auxiliary && !ids.has(owner)).sort((a, b) => a.id - b.id);
}
