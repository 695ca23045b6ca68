import type { Problem, Stats, Status } from '../wire/messages.js';
import type { LinkState } from './connection/link.js';
import type { Figures } from './connection/meter.js';
import { isSpent, localProblem, mayReopen } from './connection/problem.js';
import { type OpenedSession, openSession, RefusedError, resumeSession, tokenForAnother } from './connection/session.js';
import { DesktopSession } from './desktop-session.js';
import { guessLayout, type KeyMap } from './input/layout.js';
import { platformOf } from './input/platform.js';
import type { Means } from './renderer/desktop-picture.js';
import { rememberedSession, rememberSession } from './resume.js';
import { STRINGS } from './strings.js';
import sheetText from './style/desktop.css';
import { credentialsCard } from './view/credentials-card.js';
import { FullScreen } from './view/full-screen.js';
import { problemCard } from './view/problem-card.js';
import { ProgressCard } from './view/progress-card.js';
import { loadSettings, type Settings, saveSettings } from './view/settings.js';
import { Shell } from './view/shell.js';
import { WindowWatcher } from './view/window-watcher.js';
import type { FromWorker } from './worker-messages.js';

/**
 * `<sluice-desktop>`: a remote desktop in a page.
 *
 * `open(token)` opens the session that a link's one-time token stands for; without a token, the session that this tab
 * showed before. The attribute `gateway` names where the gateway lies on the page's own origin, when that is not the page's
 * folder. The event `sluice-title` carries the text for a window title, `sluice-icon` the address of a picture for it, or
 * an empty text for the page's own. A page with several desktops gives each a `data-slot`, by which a reload finds its
 * session again. `sluice-end` carries why a session is over, and `sluice-retry` is sent when the person wants another
 * attempt: a page that prevents its default makes that attempt itself.
 *
 * @example
 * <sluice-desktop></sluice-desktop>
 * <script type="module">
 *   document.querySelector('sluice-desktop').open(token);
 * </script>
 */
export class SluiceDesktop extends HTMLElement {
  readonly #platform = platformOf(navigator);
  readonly #shell: Shell;
  readonly #fullScreen = new FullScreen(this, () => this.#updateToolbar());
  #settings: Settings = loadSettings();
  #watcher: WindowWatcher | undefined;
  #session: DesktopSession | undefined;
  #progress: ProgressCard | undefined;
  #opening: AbortController | undefined;
  #title = '';
  #icon = '';
  #username = '';
  #domain = '';
  #shown = false;
  #link: LinkState = { state: 'opening' };
  #status: Status = { state: 'connecting' };

  constructor() {
    super();
    this.#shell = new Shell({
      settings: this.#settings,
      onMac: this.#platform.system === 'mac',
      toolbar: {
        toggleFit: () => this.#change({ mode: this.#settings.mode === 'fit' ? 'actual' : 'fit' }),
        toggleFullScreen: () => this.#fullScreen.toggle(),
        toggleStats: () => this.#change({ stats: !this.#settings.stats }),
        toggleKeyboard: () => this.#session?.input.focus({ virtualKeyboard: true }),
        sendKeys: (codes) => this.#session?.input.keyboard.chord(codes),
        disconnect: () => this.#disconnect(),
        focusDesktop: () => this.#session?.input.focus(),
      },
      onSettings: (change) => this.#change(change),
      onRetry: () => this.#session?.retryNow(),
    });
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(sheetText);
    root.adoptedStyleSheets = [sheet];
    root.append(this.#shell.element);
  }

  connectedCallback(): void {
    this.#watcher = new WindowWatcher(this, this.#shell.element, {
      onResize: (seen, whole) => this.#session?.resized(seen, whole),
      onVisible: (visible) => {
        if (this.#session) this.#session.visible = visible;
      },
      onOnline: () => this.#session?.retryNow(),
    });
    this.#applySettings();
  }

  disconnectedCallback(): void {
    this.#watcher?.dispose();
    this.#shell.dispose();
    this.#end();
  }

  /** Keys go to the desktop from now on. */
  override focus(): void {
    if (this.#shown) this.#session?.input.focus();
  }

  /** Opens the session behind a one-time token, or the one that this tab showed before a reload. */
  async open(token?: string): Promise<void> {
    this.#end();
    this.#showProgress();
    const opening = new AbortController();
    this.#opening = opening;
    try {
      const session = await this.#openOrResume(token, opening.signal);
      const layout = await this.#layout();
      if (!opening.signal.aborted) this.#begin(session, layout);
    } catch (error) {
      if (opening.signal.aborted) return;
      this.#fail(error instanceof RefusedError ? error.problem : localProblem('BROWSER_TOO_OLD'), token);
    }
  }

  get #gateway(): string {
    return new URL(this.getAttribute('gateway') ?? '.', document.baseURI).href;
  }

  #openOrResume(token: string | undefined, signal: AbortSignal): Promise<OpenedSession> {
    if (token !== undefined) return openSession(this.#gateway, token, signal);
    const id = rememberedSession(this.dataset['slot']);
    if (id === undefined) throw new RefusedError(localProblem('LINK_MISSING'));
    return resumeSession(this.#gateway, id, signal);
  }

  async #layout(): Promise<number> {
    if (this.#settings.layout !== 0) return this.#settings.layout;
    const { keyboard } = navigator as { keyboard?: { getLayoutMap?(): Promise<KeyMap> } };
    const map = await keyboard?.getLayoutMap?.().catch(() => undefined);
    return guessLayout(navigator.languages, map);
  }

  #begin({ id, desktop }: OpenedSession, keyboardLayout: number): void {
    rememberSession(id, this.dataset['slot']);
    this.#setTitle(desktop);
    this.#session = new DesktopSession({
      gateway: this.#gateway,
      id,
      area: this.#shell.area,
      platform: this.#platform,
      settings: this.#settings,
      keyboardLayout,
      viewport: { width: this.clientWidth, height: this.clientHeight },
      onMessage: (message) => this.#received(message),
      onName: (title, icon) => this.#setName(title, icon),
      onLeave: () => this.#shell.toolbar.focus(),
    });
    this.#shell.show(this.#session.screen.element, this.#session.program.bar.element);
    this.#watcher?.report();
  }

  #received(message: FromWorker): void {
    switch (message.type) {
      case 'link':
        this.#link = message.state;
        if (message.state.state === 'ended') this.#fail(message.state.problem);
        else this.#updatePhase();
        return;
      case 'status':
        this.#statusChanged(message.status);
        return;
      case 'shown':
        this.#showDesktop();
        return;
      case 'figures':
        this.#showFigures(message);
    }
  }

  #statusChanged(status: Status): void {
    this.#status = status;
    if (status.host && !this.#title) this.#setTitle(status.host);
    if (status.state === 'credentials') this.#askCredentials(status);
    else if (status.state === 'ended' && status.error) this.#fail(status.error);
    else this.#updatePhase();
  }

  /** Brings cards and notice in line with link and host. */
  #updatePhase(): void {
    const link = this.#link;
    if (!this.#shown) {
      if (this.#status.state !== 'credentials') this.#showProgress();
      return;
    }
    const hostLost = this.#status.state === 'reconnecting' || this.#status.state === 'connecting';
    this.#shell.phase = link.state === 'lost' || hostLost ? 'lost' : 'live';
    // A button that had the focus may be gone with the notice or card that held it.
    if (this.#shell.phase === 'live' && !this.shadowRoot?.activeElement) this.#session?.input.focus();
    if (link.state === 'lost') this.#shell.notice.waiting(link.retryInMs);
    else if (hostLost) this.#shell.notice.hostLost();
  }

  #showProgress(): void {
    if (!this.#progress) {
      this.#progress = new ProgressCard(() => this.#disconnect());
      this.#shell.card(this.#progress.element);
    }
    // A page with several desktops calls them by their names; where the host stands is not for everybody.
    const named = this.dataset['slot'] === undefined ? {} : { host: this.#title };
    if (this.#link.state === 'open') this.#progress.update({ ...this.#status, ...named });
  }

  #askCredentials({ host, error }: Status): void {
    this.#progress = undefined;
    this.#shown = false;
    const card = credentialsCard({
      host,
      username: this.#username,
      domain: this.#domain,
      problem: error,
      onSubmit: (credentials) => {
        this.#username = credentials.username;
        this.#domain = credentials.domain;
        this.#session?.signIn(credentials);
      },
      onCancel: () => this.#disconnect(),
    });
    this.#shell.card(card);
  }

  #showDesktop(): void {
    const first = !this.#shown;
    this.#shown = true;
    this.#progress = undefined;
    this.#updatePhase();
    if (!first) return;
    this.#shell.toolbar.introduce();
  }

  #showFigures({
    figures,
    means,
    roundTrip,
    host,
  }: {
    figures: Figures;
    means: readonly Means[];
    roundTrip: number | undefined;
    host: Stats | undefined;
  }): void {
    const link = this.#link;
    const state = link.state === 'open' ? 'connected' : link.state === 'lost' ? 'reconnecting' : 'connecting';
    this.#shell.stats.update({
      status: STRINGS.stats[state],
      transport: link.state === 'open' ? link.transport : undefined,
      roundTrip,
      figures,
      means,
      host,
      desktop: this.#session?.screen.desktop,
    });
  }

  /** `token` is the link's, when it may not have been spent. */
  #fail(problem: Problem, token?: string): void {
    const retry = this.#anotherAttempt(problem, token);
    const onRetry = (): void => {
      if (this.dispatchEvent(new CustomEvent('sluice-retry', { cancelable: true }))) retry?.();
    };
    this.#end();
    this.dispatchEvent(new CustomEvent('sluice-end', { detail: problem }));
    // A page with a slot for each desktop can ask for another session whatever ended this one.
    const possible = retry !== undefined || this.dataset['slot'] !== undefined;
    this.#shell.card(problemCard({ problem, onRetry: possible ? onRetry : undefined }));
  }

  /** What the card's button does; undefined where only a new link helps. */
  #anotherAttempt({ code }: Problem, token: string | undefined): (() => void) | undefined {
    if (token !== undefined) return isSpent(code) ? undefined : () => void this.open(token);
    if (mayReopen(code)) return () => void this.open();
    // With slots the page asks for another session, which may be no link's.
    if (!this.#session || this.dataset['slot'] !== undefined) return undefined;
    // The gateway gives another token for a few seconds only, so it is fetched before anybody presses the button.
    const another = tokenForAnother(this.#gateway, this.#session.id);
    return () => void another.then((fresh) => this.open(fresh));
  }

  #disconnect(): void {
    this.#fail(localProblem('DISCONNECTED'));
  }

  /** Lets go of the session; its last picture stays in the background. */
  #end(): void {
    this.#opening?.abort();
    this.#setIcon('');
    this.#session?.dispose();
    this.#session = undefined;
    this.#progress = undefined;
    this.#shown = false;
    this.#link = { state: 'opening' };
    this.#status = { state: 'connecting' };
  }

  #change(change: Partial<Settings>): void {
    this.#settings = { ...this.#settings, ...change };
    saveSettings(this.#settings);
    this.#applySettings();
  }

  #applySettings(): void {
    this.#session?.applySettings(this.#settings);
    this.#shell.stats.element.hidden = !this.#settings.stats;
    this.#updateToolbar();
  }

  #updateToolbar(): void {
    this.#shell.toolbar.update({
      title: this.#title,
      mode: this.#settings.mode,
      fullScreen: this.#fullScreen.active,
      stats: this.#settings.stats,
      touch: matchMedia('(pointer: coarse)').matches,
    });
  }

  #setTitle(title: string): void {
    this.#title = title;
    this.#updateToolbar();
    const detail = title ? `${title} – ${STRINGS.product}` : STRINGS.product;
    this.dispatchEvent(new CustomEvent('sluice-title', { detail }));
  }

  /** A program's window gives the page its name and its picture. */
  #setName(title: string, icon = ''): void {
    if (title !== this.#title) this.#setTitle(title);
    this.#setIcon(icon);
  }

  #setIcon(icon: string): void {
    if (icon === this.#icon) return;
    this.#icon = icon;
    this.dispatchEvent(new CustomEvent('sluice-icon', { detail: icon }));
  }
}

customElements.define('sluice-desktop', SluiceDesktop);

declare global {
  interface HTMLElementTagNameMap {
    'sluice-desktop': SluiceDesktop;
  }
  interface HTMLElementEventMap {
    'sluice-title': CustomEvent<string>;
    'sluice-icon': CustomEvent<string>;
    'sluice-end': CustomEvent<Problem>;
    'sluice-retry': CustomEvent<undefined>;
  }
}
