import type { VideoAbility } from '../wire/messages.js';
import type { Viewer } from './viewer.js';

/** A page that is reloaded, or a tab that is switched for a moment, costs no repaint by the host. */
const UNWATCHED_DELAY_MS = 2000;

export interface ViewersPort {
  readonly graceMs: number;
  /** Somebody looks, or nobody does any more. */
  watched(watched: boolean): void;
  /** Somebody came, left, or looks at something else. */
  changed(): void;
  /** Nobody came back in time. */
  abandoned(): void;
}

/** Those who look at a session: browsers, and readers inside the process, which always count as looking. */
export class Viewers {
  readonly #port: ViewersPort;
  readonly #viewers = new Set<Viewer>();
  #readers = 0;
  /** A session that nobody has looked at yet is drawn all the same: somebody is about to. */
  #watched = true;
  #unwatchedTimer: NodeJS.Timeout | undefined;
  #graceTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(port: ViewersPort) {
    this.#port = port;
  }

  /** Those that the session is there for. */
  get count(): number {
    return this.all().filter(({ watches }) => !watches).length;
  }

  /** H.264 that each decodes; a reader, which wants pixels, none. */
  get abilities(): readonly VideoAbility[] {
    const viewers = this.all().map(({ hello }) => hello.video);
    return this.#readers === 0 ? viewers : [...viewers, 0];
  }

  /** Does somebody look, or did until a moment ago? */
  get watched(): boolean {
    return this.#watched;
  }

  /** A copy, because a viewer that is told something may leave. */
  all(): readonly Viewer[] {
    return [...this.#viewers];
  }

  add(viewer: Viewer): void {
    this.#viewers.add(viewer);
    this.update();
  }

  remove(viewer: Viewer): void {
    if (this.#viewers.delete(viewer)) this.update();
  }

  /** Counts one more reader until the returned function is called. */
  addReader(): () => void {
    this.#readers++;
    this.update();
    return () => {
      this.#readers--;
      this.update();
    };
  }

  /** Looks again at who looks. */
  update(): void {
    if (this.#closed) return;
    clearTimeout(this.#unwatchedTimer);
    clearTimeout(this.#graceTimer);
    const present = this.count + this.#readers !== 0;
    if (!present && Number.isFinite(this.#port.graceMs)) {
      this.#graceTimer = setTimeout(() => this.#port.abandoned(), this.#port.graceMs);
    }
    const watched = this.#readers !== 0 || this.all().some((viewer) => viewer.visible);
    if (watched) this.#setWatched(true);
    else this.#unwatchedTimer = setTimeout(() => this.#setWatched(false), UNWATCHED_DELAY_MS);
    this.#port.changed();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#unwatchedTimer);
    clearTimeout(this.#graceTimer);
  }

  #setWatched(watched: boolean): void {
    if (watched === this.#watched) return;
    this.#watched = watched;
    this.#port.watched(watched);
  }
}
