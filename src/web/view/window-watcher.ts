import type { Size } from './geometry.js';

export interface WindowEvents {
  /** `seen` is what a virtual keyboard leaves free, `whole` what it does not. CSS pixels. */
  onResize(seen: Size, whole: Size): void;
  onVisible(visible: boolean): void;
  onOnline(): void;
}

/** Tells of the window's size, pixel density, visibility and network. Owns its listeners until `dispose`. */
export class WindowWatcher {
  readonly #host: HTMLElement;
  readonly #root: HTMLElement;
  readonly #events: WindowEvents;
  readonly #abort = new AbortController();
  readonly #observer: ResizeObserver;
  #visible: boolean | undefined;

  /** `root` is made as high as what is seen of `host`. */
  constructor(host: HTMLElement, root: HTMLElement, events: WindowEvents) {
    this.#host = host;
    this.#root = root;
    this.#events = events;
    const { signal } = this.#abort;
    this.#observer = new ResizeObserver(() => {
      this.#tellVisible();
      this.report();
    });
    this.#observer.observe(host);
    visualViewport?.addEventListener('resize', () => this.report(), { signal });
    document.addEventListener('visibilitychange', () => this.#tellVisible(), { signal });
    window.addEventListener('online', () => events.onOnline(), { signal });
    this.#watchDensity();
  }

  /** A desktop behind another one has no size: the page hides it. */
  get #hidden(): boolean {
    return this.#host.clientWidth === 0 || this.#host.clientHeight === 0;
  }

  #tellVisible(): void {
    const visible = !document.hidden && !this.#hidden;
    if (visible === this.#visible) return;
    this.#visible = visible;
    this.#events.onVisible(visible);
  }

  report(): void {
    if (this.#hidden) return;
    const whole = { width: this.#host.clientWidth, height: this.#host.clientHeight };
    const hidden = visualViewport && visualViewport.scale === 1 ? Math.max(0, innerHeight - visualViewport.height) : 0;
    this.#root.style.height = hidden > 0 ? `${whole.height - hidden}px` : '';
    this.#events.onResize({ width: whole.width, height: whole.height - hidden }, whole);
  }

  dispose(): void {
    this.#abort.abort();
    this.#observer.disconnect();
  }

  /** A media query matches one density, so each change needs a new one. */
  #watchDensity(): void {
    const { signal } = this.#abort;
    const changed = () => {
      this.report();
      this.#watchDensity();
    };
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', changed, { once: true, signal });
  }
}
