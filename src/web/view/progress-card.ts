import type { Status } from '../../wire/messages.js';
import { STRINGS } from '../strings.js';
import { h } from './dom.js';
import { logo } from './icons.js';

/** Checkpoints in the order in which a connection passes them. */
const STEPS = ['dialed', 'negotiated', 'tls', 'nla', 'channels', 'licensed', 'activated'];

/** Says what is happening until the first picture arrives. */
export class ProgressCard {
  readonly element: HTMLElement;
  readonly #title: HTMLElement;
  readonly #text: HTMLElement;
  readonly #bar: HTMLElement;

  constructor(onCancel: () => void) {
    this.#title = h('h1', {}, STRINGS.progress.title);
    this.#text = h('p', { role: 'status' }, STRINGS.progress.gateway);
    this.#bar = h('div', { class: 'bar' });
    this.element = h(
      'section',
      { class: 'card progress', 'aria-label': STRINGS.progress.title },
      h('div', { class: 'emblem working' }, logo()),
      this.#title,
      this.#text,
      h('div', { class: 'track', 'aria-hidden': 'true' }, this.#bar),
      h('button', { type: 'button', class: 'quiet', onclick: onCancel }, STRINGS.progress.cancel),
    );
  }

  update({ host, checkpoint }: Pick<Status, 'host' | 'checkpoint'>): void {
    if (host) this.#title.textContent = STRINGS.progress.titleFor(host);
    this.#text.textContent = (checkpoint && STRINGS.progress.steps[checkpoint]) || STRINGS.progress.host;
    const passed = checkpoint ? STEPS.indexOf(checkpoint) + 1 : 0;
    this.#bar.style.width = `${Math.round((100 * (passed + 0.5)) / (STEPS.length + 1))}%`;
  }
}
