import { STRINGS } from '../strings.js';
import { h } from './dom.js';

const TEXT = STRINGS.lost;

/** Tells over the dimmed picture that the connection is gone, and when the next attempt is made. */
export class Notice {
  readonly element: HTMLElement;
  readonly #title = h('strong');
  readonly #text = h('span');
  readonly #button: HTMLButtonElement;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(onRetry: () => void) {
    this.#button = h('button', { type: 'button', class: 'small', onclick: onRetry }, TEXT.now);
    this.element = h(
      'div',
      { class: 'notice', role: 'status', hidden: true },
      h('span', { class: 'spinner', 'aria-hidden': 'true' }),
      h('span', { class: 'words' }, this.#title, this.#text),
      this.#button,
    );
  }

  /** The gateway cannot be reached; the next attempt is due in so many ms. */
  waiting(retryInMs: number): void {
    const due = performance.now() + retryInMs;
    const tick = () => {
      this.#text.textContent = TEXT.waiting(Math.max(0, Math.ceil((due - performance.now()) / 1000)));
    };
    this.#show(TEXT.title, true);
    tick();
    this.#timer = setInterval(tick, 250);
  }

  /** The gateway is here, but has lost the host. */
  hostLost(): void {
    this.#show(TEXT.hostTitle, false);
    this.#text.textContent = TEXT.hostText;
  }

  hide(): void {
    clearInterval(this.#timer);
    this.element.hidden = true;
  }

  #show(title: string, button: boolean): void {
    clearInterval(this.#timer);
    this.#title.textContent = title;
    this.#button.hidden = !button;
    this.element.hidden = false;
  }
}
