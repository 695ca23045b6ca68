import type { ProgramWindow } from '../../wire/windows.js';
import { STRINGS } from '../strings.js';
import { h } from './dom.js';

export interface WindowBarActions {
  readonly choose: (window: ProgramWindow) => void;
  readonly close: (window: ProgramWindow) => void;
}

/** The windows of a program that has several, so that each can be brought to the front, back from an icon, or closed. */
export class WindowBar {
  readonly element = h('div', {
    class: 'window-bar',
    role: 'toolbar',
    'aria-label': STRINGS.windows.label,
    hidden: true,
  });
  readonly #actions: WindowBarActions;

  constructor(actions: WindowBarActions) {
    this.#actions = actions;
  }

  /** `icon` gives the address of a window's picture. */
  update(windows: readonly ProgramWindow[], active: number, icon: (window: number) => string | undefined): void {
    const needed = 1 < windows.length || windows.some(({ state }) => state === 'minimized');
    this.element.hidden = !needed;
    this.element.replaceChildren(
      ...(needed ? windows.map((window) => this.#entry(window, window.id === active, icon(window.id))) : []),
    );
  }

  #entry(window: ProgramWindow, active: boolean, icon: string | undefined): HTMLElement {
    const title = window.title || STRINGS.windows.untitled;
    return h(
      'div',
      { class: 'window-entry', 'data-active': active, 'data-minimized': window.state === 'minimized' },
      h(
        'button',
        {
          type: 'button',
          class: 'window-choose',
          title,
          'aria-pressed': String(active),
          onclick: () => this.#actions.choose(window),
        },
        icon === undefined ? undefined : h('img', { src: icon, alt: '', width: 16, height: 16 }),
        h('span', {}, title),
      ),
      h(
        'button',
        {
          type: 'button',
          class: 'window-close',
          'aria-label': STRINGS.windows.closeOf(title),
          onclick: () => this.#actions.close(window),
        },
        '×',
      ),
    );
  }
}
