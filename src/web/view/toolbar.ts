import { STRINGS } from '../strings.js';
import { h } from './dom.js';
import { type IconName, icon, logo } from './icons.js';

export interface ToolbarActions {
  toggleFit(): void;
  toggleFullScreen(): void;
  toggleStats(): void;
  toggleKeyboard(): void;
  sendKeys(codes: readonly string[]): void;
  disconnect(): void;
  /** The bar gives the keyboard back to the desktop. */
  focusDesktop(): void;
}

export interface ToolbarState {
  readonly title: string;
  readonly mode: 'fit' | 'actual';
  readonly fullScreen: boolean;
  readonly stats: boolean;
  readonly touch: boolean;
}

const TEXT = STRINGS.toolbar;

/** Combinations that the browser or the person's own system would keep for itself. */
const KEYS: ReadonlyArray<readonly [name: keyof typeof STRINGS.keys, codes: readonly string[]]> = [
  ['ctrlAltDel', ['ControlLeft', 'AltLeft', 'Delete']],
  ['altTab', ['AltLeft', 'Tab']],
  ['windows', ['MetaLeft']],
  ['windowsTab', ['MetaLeft', 'Tab']],
  ['escape', ['Escape']],
  ['ctrlEscape', ['ControlLeft', 'Escape']],
  ['altF4', ['AltLeft', 'F4']],
  ['printScreen', ['PrintScreen']],
];

/** The bar stays this long after the pointer or the focus has left it. */
const LINGER_MS = 1_800;
/** It shows itself this long when the desktop first appears, so that people know of it. */
const INTRODUCTION_MS = 4_000;

/**
 * A bar that hides at the top edge behind a small handle. Two panels hang below it: keys to send, and settings.
 */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #handle: HTMLButtonElement;
  readonly #bar: HTMLElement;
  readonly #title: HTMLElement;
  readonly #fit: HTMLButtonElement;
  readonly #fullScreen: HTMLButtonElement;
  readonly #stats: HTMLButtonElement;
  readonly #keyboard: HTMLButtonElement;
  readonly #panels: readonly Panel[];
  readonly #actions: ToolbarActions;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(actions: ToolbarActions, settings: HTMLElement) {
    this.#actions = actions;
    this.#title = h('span', { class: 'title' });
    this.#fit = iconButton('fit', TEXT.fit, () => actions.toggleFit());
    this.#fullScreen = iconButton('fullScreen', TEXT.fullScreen, () => actions.toggleFullScreen());
    this.#stats = iconButton('stats', TEXT.stats, () => actions.toggleStats());
    this.#keyboard = iconButton('keyboard', TEXT.keyboard, () => actions.toggleKeyboard());
    const keys = this.#panel(
      'keys',
      TEXT.keys,
      keysPanel((codes) => this.#send(codes)),
    );
    const preferences = this.#panel('settings', TEXT.settings, settings);
    this.#panels = [keys, preferences];
    this.#bar = h(
      'div',
      { class: 'bar', role: 'toolbar', 'aria-label': TEXT.label },
      h('span', { class: 'brand' }, logo()),
      this.#title,
      this.#fit,
      this.#fullScreen,
      keys.button,
      this.#keyboard,
      this.#stats,
      preferences.button,
      iconButton('disconnect', TEXT.disconnect, () => actions.disconnect(), 'danger'),
    );
    this.#handle = h('button', { type: 'button', class: 'handle', 'aria-label': TEXT.show }, icon('chevron'));
    this.#handle.addEventListener('click', () => (this.open ? this.hide() : this.show()));
    this.element = h('div', { class: 'toolbar' }, this.#bar, keys.element, preferences.element, this.#handle);
    this.#listen();
  }

  get open(): boolean {
    return this.element.hasAttribute('open');
  }

  update(state: ToolbarState): void {
    this.#title.textContent = state.title;
    const fit = state.mode === 'fit';
    setIcon(this.#fit, fit ? 'actual' : 'fit', fit ? TEXT.actual : TEXT.fit);
    const { fullScreen } = state;
    setIcon(
      this.#fullScreen,
      fullScreen ? 'leaveFullScreen' : 'fullScreen',
      fullScreen ? TEXT.leaveFullScreen : TEXT.fullScreen,
    );
    this.#stats.setAttribute('aria-pressed', String(state.stats));
    this.#keyboard.hidden = !state.touch;
  }

  show(): void {
    this.element.setAttribute('open', '');
    this.#handle.setAttribute('aria-label', TEXT.hide);
    this.#linger(LINGER_MS);
  }

  introduce(): void {
    this.show();
    this.#linger(INTRODUCTION_MS);
  }

  /** Moves the keyboard into the bar, for those who do not use a pointer. */
  focus(): void {
    this.show();
    this.#fit.focus();
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#closePanels();
    this.element.removeAttribute('open');
    this.#handle.setAttribute('aria-label', TEXT.show);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #listen(): void {
    this.element.addEventListener('pointerenter', () => clearTimeout(this.#timer));
    this.element.addEventListener('pointerleave', () => this.#linger(LINGER_MS));
    this.element.addEventListener('focusin', () => this.show());
    this.element.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Escape') this.#leave();
      if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') this.#step(event.key === 'ArrowRight' ? 1 : -1);
    });
  }

  #leave(): void {
    if (this.#closePanels()) return;
    this.hide();
    this.#actions.focusDesktop();
  }

  /** Arrow keys move within a toolbar (ARIA authoring practices, toolbar pattern). */
  #step(by: number): void {
    const buttons = [...this.#bar.querySelectorAll<HTMLButtonElement>('button:not([hidden])')];
    const focused = (this.element.getRootNode() as ShadowRoot).activeElement;
    const at = buttons.indexOf(focused as HTMLButtonElement);
    if (at >= 0) buttons[(at + by + buttons.length) % buttons.length].focus();
  }

  #linger(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.element.matches(':hover, :focus-within') || this.#panels.some((panel) => !panel.element.hidden)) return;
      this.hide();
    }, ms);
  }

  #send(codes: readonly string[]): void {
    this.hide();
    this.#actions.focusDesktop();
    this.#actions.sendKeys(codes);
  }

  #panel(name: IconName, label: string, content: HTMLElement): Panel {
    const element = h('div', { class: 'panel', role: 'group', 'aria-label': label, hidden: true }, content);
    const button = iconButton(name, label, () => {
      const opens = element.hidden;
      this.#closePanels();
      element.hidden = !opens;
      button.setAttribute('aria-expanded', String(opens));
    });
    button.setAttribute('aria-expanded', 'false');
    return { element, button };
  }

  #closePanels(): boolean {
    const open = this.#panels.filter(({ element }) => !element.hidden);
    for (const { element, button } of open) {
      // What is hidden loses the focus; the button that opened it takes it over.
      if (element.matches(':focus-within')) button.focus();
      element.hidden = true;
      button.setAttribute('aria-expanded', 'false');
    }
    return open.length > 0;
  }
}

interface Panel {
  readonly element: HTMLElement;
  readonly button: HTMLButtonElement;
}

function keysPanel(send: (codes: readonly string[]) => void): HTMLElement {
  const buttons = KEYS.map(([name, codes]) =>
    h('button', { type: 'button', class: 'entry', onclick: () => send(codes) }, STRINGS.keys[name]),
  );
  return h('div', { class: 'keys' }, ...buttons);
}

function iconButton(name: IconName, label: string, onclick: () => void, kind = ''): HTMLButtonElement {
  return h('button', { type: 'button', class: `tool ${kind}`, title: label, 'aria-label': label, onclick }, icon(name));
}

function setIcon(button: HTMLButtonElement, name: IconName, label: string): void {
  button.replaceChildren(icon(name));
  button.title = label;
  button.setAttribute('aria-label', label);
}
