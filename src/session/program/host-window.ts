import { ShowState } from '../../rdp/windows/flags.js';
import type { WindowState } from '../../rdp/windows/window-state.js';
import { WIRE_LIMITS } from '../../wire/messages.js';
import type { ProgramWindow, WindowArea } from '../../wire/windows.js';

/** Styles of Windows that tell what kind of window it is; xrdp gives its X11 windows the like. */
const WS_POPUP = 0x80000000;
const WS_CAPTION = 0x00c00000;
const WS_THICKFRAME = 0x00040000;
const WS_MAXIMIZEBOX = 0x00010000;
const WS_EX_TOOLWINDOW = 0x00000080;
const WS_EX_NOACTIVATE = 0x08000000;
const WS_EX_APPWINDOW = 0x00040000;

/** What the host has told of one window. */
export class HostWindow {
  readonly id: number;
  readonly slot: number;
  cloaked = false;
  #state: WindowState = {};

  /** `slot`: a small number that no other window of the list has. */
  constructor(id: number, slot: number) {
    this.id = id;
    this.slot = slot;
  }

  /** Fields that the order has replace those before. */
  update(state: WindowState): void {
    this.#state = { ...this.#state, ...state };
  }

  get owner(): number {
    return this.#state.owner ?? 0;
  }

  get hidden(): boolean {
    const { width, height } = this.#state.windowSize ?? { width: 0, height: 0 };
    return this.cloaked || (this.#state.showState ?? ShowState.SHOWN) === ShowState.HIDDEN || width * height === 0;
  }

  get minimized(): boolean {
    return this.#state.showState === ShowState.MINIMIZED;
  }

  get maximized(): boolean {
    return this.#state.showState === ShowState.MAXIMIZED;
  }

  get resizable(): boolean {
    return (this.#style & WS_THICKFRAME) !== 0;
  }

  get maximizable(): boolean {
    return (this.#style & WS_MAXIMIZEBOX) !== 0;
  }

  /** Menus, tips, tool bars. */
  get auxiliary(): boolean {
    const extended = this.#state.style?.extended ?? 0;
    if (extended & WS_EX_APPWINDOW) return false;
    if (extended & (WS_EX_TOOLWINDOW | WS_EX_NOACTIVATE)) return true;
    return (this.#style & WS_POPUP) !== 0 && (this.#style & WS_CAPTION) !== WS_CAPTION;
  }

  /** As a viewer is told of it. */
  get shown(): ProgramWindow {
    const { id, owner, auxiliary } = this;
    const state = this.minimized ? 'minimized' : this.maximized ? 'maximized' : 'normal';
    const title = (this.#state.title ?? '').slice(0, WIRE_LIMITS.windowTitle);
    return { id, owner, state, auxiliary, ...this.#area, visible: this.#visible, title };
  }

  get #style(): number {
    return this.#state.style?.style ?? 0;
  }

  /** Without the invisible borders around it. */
  get #area(): WindowArea {
    const { windowOffset, windowSize, resizeMarginX, resizeMarginY } = this.#state;
    const { x, y } = windowOffset ?? { x: 0, y: 0 };
    const { width, height } = windowSize ?? { width: 0, height: 0 };
    const { left, right } = resizeMarginX ?? { left: 0, right: 0 };
    const { top, bottom } = resizeMarginY ?? { top: 0, bottom: 0 };
    return area(x + left, y + top, width - left - right, height - top - bottom);
  }

  /** The visible region; where the host tells of none, or of too fine a one, the whole window. */
  get #visible(): readonly WindowArea[] {
    if (this.minimized) return [];
    const { visibility, visibleOffset, windowOffset } = this.#state;
    if (!visibility || visibility.length === 0 || WIRE_LIMITS.windowRectangles < visibility.length) return [this.#area];
    const { x, y } = visibleOffset ?? windowOffset ?? { x: 0, y: 0 };
    return visibility.map(({ left, top, right, bottom }) => area(x + left, y + top, right - left, bottom - top));
  }
}

/** What fits on the wire of a rectangle that a host may place anywhere. */
function area(left: number, top: number, width: number, height: number): WindowArea {
  const within = (value: number, min: number, max: number): number => Math.max(min, Math.min(max, value));
  return {
    left: within(left, -0x8000, 0x7fff),
    top: within(top, -0x8000, 0x7fff),
    width: within(width, 0, 0xffff),
    height: within(height, 0, 0xffff),
  };
}
