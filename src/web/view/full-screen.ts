/** In full screen the browser may hand over keys that it otherwise keeps, such as Alt+Tab and Ctrl+W. */
interface KeyboardLock {
  lock?(): Promise<void>;
  unlock?(): void;
}

/** Full screen of one element, with every key the browser is willing to give. */
export class FullScreen {
  readonly #element: HTMLElement;

  constructor(element: HTMLElement, onChange: () => void) {
    this.#element = element;
    element.addEventListener('fullscreenchange', () => {
      const { keyboard } = navigator as { keyboard?: KeyboardLock };
      if (this.active) void keyboard?.lock?.().catch(() => undefined);
      else keyboard?.unlock?.();
      onChange();
    });
  }

  get active(): boolean {
    return document.fullscreenElement === this.#element;
  }

  /** Must be called from what a person did, or the browser refuses. */
  toggle(): void {
    const change = this.active ? document.exitFullscreen() : this.#element.requestFullscreen({ navigationUI: 'hide' });
    // A page in a frame may not be allowed to; nothing changes then.
    void change.catch(() => undefined);
  }
}
