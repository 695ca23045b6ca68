import type { IconPlace, WindowOrder } from '../../rdp/windows/window-order.js';
import { WIRE_LIMITS, type WindowIcon } from '../../wire/messages.js';
import type { WindowArea, Windows } from '../../wire/windows.js';
import { HostWindow } from './host-window.js';
import { IconCache } from './icon-cache.js';
import type { KeptIcon } from './kept-icon.js';

/** An icon, with a number that no other window of the list has. */
export interface SlottedIcon extends WindowIcon {
  readonly slot: number;
}

/**
 * Windows of a program as the host tells of them: which there are, how they lie, which is active. More than viewers are
 * told of are not kept.
 */
export class WindowList {
  readonly #windows = new Map<number, HostWindow>();
  readonly #icons = new Map<number, { readonly big: boolean; readonly kept: KeptIcon }>();
  readonly #cache = new IconCache();
  /** Numbers that no window has; as many as there may be windows. */
  #freeSlots = allSlots();
  /** From front to back; what is not in it is in front. */
  #order: number[] = [];
  #active = 0;
  #monitored = true;

  get(id: number): HostWindow | undefined {
    return this.#windows.get(id);
  }

  icon(id: number): SlottedIcon | undefined {
    const [window, icon] = [this.#windows.get(id), this.#icons.get(id)];
    return window && icon && { window: id, slot: window.slot, ...icon.kept.pixels };
  }

  /** Is there a window that a person sees, or could? Those of a desktop that is not told of may be there. */
  get present(): boolean {
    return !this.#monitored || this.#shown().length !== 0;
  }

  /** Takes one order. True when it changed what a viewer is shown, apart from icons. */
  apply(order: WindowOrder): boolean {
    switch (order.type) {
      case 'window':
        return this.#update(order);
      case 'windowDeleted':
        return this.#delete(order.windowId);
      case 'windowIcon':
        this.#setIcon(order, this.#cache.add(order.icon));
        return false;
      case 'windowCachedIcon':
        this.#setIcon(order, this.#cache.get(order.icon));
        return false;
      case 'monitoredDesktop':
        this.#monitored = true;
        if (order.desktop.hooked) this.#forget();
        if (order.desktop.zOrder) this.#order = [...order.desktop.zOrder];
        this.#active = order.desktop.activeWindow ?? this.#active;
        return true;
      case 'nonMonitoredDesktop':
        this.#monitored = false;
        this.#forget();
        return true;
      default:
        return false;
    }
  }

  cloak(id: number, cloaked: boolean): void {
    const window = this.#windows.get(id);
    if (window) window.cloaked = cloaked;
  }

  /** It has this place, on a host that does not say so. */
  move(id: number, { left, top, width, height }: WindowArea): void {
    const whole = { left: 0, top: 0, right: width, bottom: height };
    const offset = { x: left, y: top };
    this.#windows.get(id)?.update({
      ...{ windowOffset: offset, windowSize: { width, height } },
      ...{ visibleOffset: offset, visibility: [whole] },
    });
  }

  /** It comes to the front, for hosts that do not say how windows lie. */
  activate(id: number): void {
    if (!this.#windows.has(id)) return;
    this.#active = id;
    this.#order = [id, ...this.#ordered().flatMap((window) => (window.id === id ? [] : [window.id]))];
  }

  /** What viewers are told. */
  describe(): Windows {
    const shown = this.#shown();
    const windows = shown.map((window) => window.shown);
    const listed = new Set(windows.map(({ id }) => id));
    const [main, ...more] = windows.filter(({ auxiliary, owner }) => !auxiliary && !listed.has(owner));
    return {
      desktop: !this.#monitored,
      main: main && more.length === 0 ? main.id : 0,
      active: listed.has(this.#active) ? this.#active : 0,
      windows,
    };
  }

  /** Those that are not hidden, from front to back. */
  #shown(): HostWindow[] {
    return this.#ordered().filter((window) => !window.hidden);
  }

  /** From front to back. */
  #ordered(): HostWindow[] {
    const place = new Map(this.#order.map((id, at) => [id, at]));
    // The newest first; sorting keeps that order among those without a place.
    return [...this.#windows.values()].reverse().sort((a, b) => (place.get(a.id) ?? -1) - (place.get(b.id) ?? -1));
  }

  #update({ windowId, isNew, state }: Extract<WindowOrder, { type: 'window' }>): boolean {
    let window = this.#windows.get(windowId);
    if (!window || isNew) {
      const slot = window?.slot ?? this.#freeSlots.pop();
      if (slot === undefined) return false;
      window = new HostWindow(windowId, slot);
      this.#windows.set(windowId, window);
    }
    window.update(state);
    return true;
  }

  #delete(id: number): boolean {
    const window = this.#windows.get(id);
    if (!window) return false;
    this.#freeSlots.push(window.slot);
    this.#icons.delete(id);
    this.#order = this.#order.filter((other) => other !== id);
    return this.#windows.delete(id);
  }

  /** Windows have a small one and a big one; the small one is for those that have no other. */
  #setIcon({ windowId, big, overlay }: IconPlace, kept: KeptIcon | undefined): void {
    if (!kept || overlay || !this.#windows.has(windowId)) return;
    if (big || !this.#icons.get(windowId)?.big) this.#icons.set(windowId, { big, kept });
  }

  #forget(): void {
    this.#freeSlots = allSlots();
    this.#windows.clear();
    this.#icons.clear();
    this.#order = [];
    this.#active = 0;
  }
}

const allSlots = (): number[] => Array.from({ length: WIRE_LIMITS.windows }, (_, at) => WIRE_LIMITS.windows - 1 - at);
