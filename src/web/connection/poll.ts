import { LIMITS } from '../../bytes/limits.js';
import { concat } from '../../bytes/writer.js';
import { readMessages, writeMessage } from '../../wire/header.js';
import { problemIn } from './session.js';
import type { Closed, OpenTransport, Transport, TransportEvents } from './transport.js';

/** The largest message that a gateway sends over plain HTTP: a frame of the largest desktop, uncompressed. */
const MAX_MESSAGE = 4 * LIMITS.desktopPixels + 0x1_0000;
/** A repeated request waits this long, so that a broken proxy is not hammered. */
const RETRY_MS = 500;
const MAX_FAILURES = 3;
/** The viewer is forgotten or ended, and a bye may have said why. The session may live on. */
const VIEWER_GONE = [404, 410];
/** `POST …/messages` takes this many bytes at once. */
const MAX_POST = LIMITS.viewerMessage;

/**
 * Messages over plain HTTP: GET waits for what the gateway has, POST carries what the viewer says, one at a time each.
 * Either may be repeated when its answer was lost. `base` is the address of the session.
 */
export function openPoll(base: URL, viewerName: () => string): OpenTransport {
  return (events) => new Poll(base, viewerName(), events);
}

class Poll implements Transport {
  readonly #base: URL;
  readonly #viewer: string;
  readonly #events: TransportEvents;
  readonly #abort = new AbortController();
  #outgoing: Uint8Array[] = [];
  #posting = false;
  #polling = false;
  #since = 0;

  constructor(base: URL, viewer: string, events: TransportEvents) {
    this.#base = base;
    this.#viewer = viewer;
    this.#events = events;
    // The first POST carries the hello, which makes the viewer that the first GET asks for.
    queueMicrotask(() => events.opened());
  }

  send(message: Uint8Array): void {
    this.#outgoing.push(message);
    if (!this.#posting) void this.#post();
  }

  close(): void {
    this.#abort.abort();
  }

  async #post(): Promise<void> {
    this.#posting = true;
    while (this.#outgoing.length > 0 && !this.#abort.signal.aborted) {
      const body = this.#takeBody();
      const url = this.#url('messages');
      const headers = { 'Content-Type': 'application/octet-stream' };
      const response = await this.#fetch(url, { method: 'POST', headers, body: body as Uint8Array<ArrayBuffer> });
      if (!response) return;
      if (!this.#polling) void this.#poll();
    }
    this.#posting = false;
  }

  /** As many whole messages as one POST takes. */
  #takeBody(): Uint8Array {
    let length = 0;
    let count = 0;
    while (count < this.#outgoing.length && (count === 0 || length + this.#outgoing[count].length <= MAX_POST)) {
      length += this.#outgoing[count].length;
      count += 1;
    }
    return concat(this.#outgoing.splice(0, count));
  }

  async #poll(): Promise<void> {
    this.#polling = true;
    while (!this.#abort.signal.aborted) {
      const response = await this.#fetch(this.#url('tiles', `since=${this.#since}&`), {});
      if (!response) return;
      const body = new Uint8Array(await response.arrayBuffer().catch(() => new ArrayBuffer(0)));
      if (!this.#deliver(body)) return;
    }
  }

  #deliver(body: Uint8Array): boolean {
    try {
      for (const { type, sequence, packed, payload } of readMessages(body, MAX_MESSAGE)) {
        if (sequence <= this.#since) continue;
        this.#since = sequence;
        this.#events.received(writeMessage(type, sequence, payload, packed));
      }
      return true;
    } catch {
      this.#finish({});
      return false;
    }
  }

  /** The answer, or undefined when the transport is closed by now. */
  async #fetch(url: URL, init: RequestInit): Promise<Response | undefined> {
    const { signal } = this.#abort;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        const response = await fetch(url, { ...init, signal, credentials: 'same-origin', cache: 'no-store' });
        if (response.ok) return response;
        this.#finish(VIEWER_GONE.includes(response.status) ? {} : { problem: await problemIn(response) });
        return undefined;
      } catch {
        if (failures === MAX_FAILURES) this.#finish({});
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    return undefined;
  }

  #finish(closed: Closed): void {
    if (this.#abort.signal.aborted) return;
    this.#abort.abort();
    this.#events.closed(closed);
  }

  #url(path: string, query = ''): URL {
    return new URL(`${this.#base.pathname}/${path}?${query}viewer=${this.#viewer}`, this.#base);
  }
}
