import type { Writable } from 'node:stream';
import type { Hello } from '../wire/messages.js';
import type { EdgeSession, EdgeViewer, PublishedDesktop } from './session-port.js';

/** A session that a link or a grant opened. When no viewer comes within the grace period, it ends as if the last one had left. */
export class OpenSession implements EdgeSession {
  readonly #desktop: PublishedDesktop;
  readonly #session: EdgeSession;
  readonly #unused: NodeJS.Timeout;

  constructor(session: EdgeSession, desktop: PublishedDesktop, graceMs: number) {
    this.#session = session;
    this.#desktop = desktop;
    this.#unused = setTimeout(() => void session.close(), graceMs);
    this.#unused.unref();
    void session.closed.then(() => clearTimeout(this.#unused));
  }

  get id(): string {
    return this.#session.id;
  }

  /** Name of the desktop. */
  get desktop(): string {
    return this.#desktop.name;
  }

  get closed(): Promise<unknown> {
    return this.#session.closed;
  }

  attach(sink: Writable, hello: Hello, options: { readonly watches?: boolean } = {}): EdgeViewer {
    const { keyboardLayout = hello.keyboardLayout } = this.#desktop;
    const viewer = this.#session.attach(sink, { ...hello, keyboardLayout }, options);
    if (!options.watches) clearTimeout(this.#unused);
    return viewer;
  }

  close(): Promise<unknown> {
    return this.#session.close();
  }
}
