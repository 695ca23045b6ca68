import { STRINGS } from '../strings.js';
import { h } from './dom.js';
import { Notice } from './notice.js';
import type { Settings } from './settings.js';
import { settingsPanel } from './settings-panel.js';
import { StatsPanel } from './stats-panel.js';
import { Toolbar, type ToolbarActions } from './toolbar.js';

/** What the element looks like: `card` covers everything, `live` is the desktop, `lost` the desktop dimmed. */
export type Phase = 'card' | 'live' | 'lost';

export interface ShellOptions {
  readonly settings: Settings;
  readonly onMac: boolean;
  readonly toolbar: ToolbarActions;
  readonly onSettings: (change: Partial<Settings>) => void;
  readonly onRetry: () => void;
}

/** Everything around the picture, in the order in which a screen reader meets it. */
export class Shell {
  readonly element: HTMLElement;
  readonly area: HTMLTextAreaElement;
  readonly toolbar: Toolbar;
  readonly stats = new StatsPanel();
  readonly notice: Notice;
  readonly #stage = h('div', { class: 'stage' });
  readonly #cards = h('div', { class: 'cards' });

  constructor(options: ShellOptions) {
    const { settings, onMac, onSettings } = options;
    this.toolbar = new Toolbar(options.toolbar, settingsPanel({ settings, onMac, onChange: onSettings }));
    this.notice = new Notice(options.onRetry);
    this.area = h('textarea', {
      class: 'keys-area',
      'aria-label': STRINGS.desktopLabel,
      'aria-describedby': 'help',
      autocomplete: 'off',
      autocapitalize: 'none',
      autocorrect: 'off',
      spellcheck: 'false',
      rows: 1,
    });
    const help = h('p', { id: 'help', class: 'unseen' }, STRINGS.desktopHelp);
    this.#stage.append(this.area);
    this.element = h(
      'div',
      { class: 'root', 'data-phase': 'card' },
      this.#stage,
      help,
      this.toolbar.element,
      this.stats.element,
      this.notice.element,
      this.#cards,
    );
  }

  get phase(): Phase {
    return this.element.dataset['phase'] as Phase;
  }

  /** Under a card nothing else can be reached. */
  set phase(phase: Phase) {
    this.element.dataset['phase'] = phase;
    this.#stage.inert = phase === 'card';
    this.toolbar.element.inert = phase === 'card';
    if (phase !== 'lost') this.notice.hide();
    if (phase === 'card') {
      this.toolbar.hide();
      return;
    }
    this.element.dataset['pictured'] = '';
    this.#cards.replaceChildren();
  }

  /** Puts another session's screen, which is empty so far, and what lies over it in place of the one before. */
  show(screen: HTMLElement, ...more: readonly HTMLElement[]): void {
    delete this.element.dataset['pictured'];
    this.#stage.replaceChildren(screen, this.area, ...more);
  }

  card(card: HTMLElement): void {
    this.phase = 'card';
    this.#cards.replaceChildren(card);
  }

  /** Stops what would still run: the timers of toolbar and notice. */
  dispose(): void {
    this.toolbar.dispose();
    this.notice.hide();
  }
}
