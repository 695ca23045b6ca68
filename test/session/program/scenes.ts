import type { WindowOrder } from '../../../src/rdp/windows/window-order.js';
import type { WindowState } from '../../../src/rdp/windows/window-state.js';

/** Styles as Windows has them: a window with a frame, a dialog without one that could be dragged, a menu. */
export const FRAMED = { style: 0x00cf0000, extended: 0x100 };
export const DIALOG = { style: 0x80c80000, extended: 0x1 };
export const MENU = { style: 0x80000000, extended: 0x88 };

type Window = Extract<WindowOrder, { type: 'window' }>;

/** A new window of 200×100 at (10, 20), with a frame. */
export const newWindow = (windowId: number, state: WindowState = {}): Window => ({
  ...{ type: 'window', windowId, isNew: true },
  state: {
    ...{ owner: 0, style: FRAMED, showState: 5, title: `window ${windowId}` },
    ...{ windowOffset: { x: 10, y: 20 }, windowSize: { width: 200, height: 100 } },
    ...state,
  },
});

export const change = (windowId: number, state: WindowState): Window => ({
  ...{ type: 'window', windowId, isNew: false, state },
});
