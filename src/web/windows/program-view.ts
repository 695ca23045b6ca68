import type { WindowRequest } from '../../wire/messages.js';
import type { ProgramWindow, Windows } from '../../wire/windows.js';
import { WindowBar } from '../view/window-bar.js';
import { listedWindows, namingWindow } from './window-view.js';

export interface ProgramViewOptions {
  readonly request: (request: WindowRequest) => void;
  /** Gives the keyboard back to the desktop, from a button of the bar. */
  readonly focus: () => void;
  /** The tab is to be called this, and to have this picture. */
  readonly onName: (title: string, icon: string | undefined) => void;
}

/** What a page shows of a program beside its pixels: the bar of windows, the tab's title and its icon. */
export class ProgramView {
  readonly bar: WindowBar;
  readonly #options: ProgramViewOptions;
  /** Object URLs of the windows' icons, which this owns. */
  readonly #icons = new Map<number, string>();
  #windows: Windows | undefined;

  constructor(options: ProgramViewOptions) {
    this.#options = options;
    this.bar = new WindowBar({
      choose: (window) => this.#choose(window),
      close: ({ id }) => {
        options.request({ kind: 'close', window: id });
        options.focus();
      },
    });
  }

  update(windows: Windows): void {
    this.#windows = windows;
    const listed = new Set(windows.windows.map(({ id }) => id));
    for (const id of this.#icons.keys()) if (!listed.has(id)) this.#forgetIcon(id);
    this.#show();
  }

  icon(window: number, png: Blob): void {
    this.#forgetIcon(window);
    this.#icons.set(window, URL.createObjectURL(png));
    if (this.#windows) this.#show();
  }

  /** A click on a window that is no icon and not active. */
  pressed(window: number): void {
    if (this.#windows?.active !== window) this.#options.request({ kind: 'activate', window });
  }

  dispose(): void {
    for (const id of [...this.#icons.keys()]) this.#forgetIcon(id);
    this.bar.element.remove();
  }

  #show(): void {
    const windows = this.#windows;
    if (!windows) return;
    this.bar.update(windows.desktop ? [] : listedWindows(windows), windows.active, (id) => this.#icons.get(id));
    const named = namingWindow(windows);
    if (named) this.#options.onName(named.title, this.#icons.get(named.id));
  }

  #choose({ id, state }: ProgramWindow): void {
    if (state === 'minimized') this.#options.request({ kind: 'restore', window: id });
    this.#options.request({ kind: 'activate', window: id });
    this.#options.focus();
  }

  #forgetIcon(window: number): void {
    const url = this.#icons.get(window);
    if (url !== undefined) URL.revokeObjectURL(url);
    this.#icons.delete(window);
  }
}
