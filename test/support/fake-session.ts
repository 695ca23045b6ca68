import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { Writable } from 'node:stream';
import type { EdgeSession, EdgeSessions, EdgeViewer, PublishedDesktop } from '../../src/edge/session-port.js';
import { GatewayError } from '../../src/errors.js';
import { writeFrame } from '../../src/wire/frame.js';
import { writeGatewayMessage } from '../../src/wire/gateway-messages.js';
import type { Hello, ViewerMessage } from '../../src/wire/messages.js';
import { readViewerMessage } from '../../src/wire/viewer-messages.js';

/** A viewer of a {@link FakeSession}: keeps what it is told and sends what the test says. */
export class FakeViewer extends EventEmitter implements EdgeViewer {
  readonly sink: Writable;
  readonly hello: Hello;
  readonly received: ViewerMessage[] = [];
  #sequence = 0;

  constructor(sink: Writable, hello: Hello) {
    super();
    this.sink = sink;
    this.hello = hello;
  }

  receive(message: Uint8Array): void {
    try {
      this.received.push(readViewerMessage(message));
      this.emit('message');
    } catch (error) {
      this.sink.destroy(error as Error);
    }
  }

  /** Waits until the viewer has sent `count` messages after its hello. */
  async messages(count: number): Promise<readonly ViewerMessage[]> {
    while (this.received.length < count) await once(this, 'message');
    return this.received;
  }

  /** Sends a frame whose tiles are `length` bytes; returns what the sink said and the message. */
  frame(length: number): { wrote: boolean; message: Uint8Array } {
    this.#sequence += 1;
    const tiles = [new Uint8Array(length).fill(this.#sequence)];
    const message = writeFrame(this.#sequence, { generation: 1, tileCount: 1, arrivedAt: 0, tiles });
    return { wrote: this.sink.write(message), message };
  }

  desktop(): void {
    this.#sequence += 1;
    const desktop = { generation: 1, width: 640, height: 480, resizable: false };
    this.sink.write(writeGatewayMessage('desktop', this.#sequence, desktop));
  }
}

/** Takes every viewer, says welcome, and does nothing else unless told. */
export class FakeSession extends EventEmitter implements EdgeSession {
  readonly id = randomUUID();
  readonly desktop: PublishedDesktop;
  readonly viewers: FakeViewer[] = [];
  readonly closed: Promise<void>;
  #end!: () => void;
  #over = false;

  constructor(desktop: PublishedDesktop) {
    super();
    this.desktop = desktop;
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  attach(sink: Writable, hello: Hello): FakeViewer {
    if (this.#over) throw new GatewayError('SESSION_ENDED');
    const viewer = new FakeViewer(sink, hello);
    this.viewers.push(viewer);
    viewer.desktop();
    this.emit('viewer');
    return viewer;
  }

  async viewer(index = 0): Promise<FakeViewer> {
    while (this.viewers.length <= index) await once(this, 'viewer');
    return this.viewers[index];
  }

  async close(): Promise<void> {
    this.#over = true;
    for (const { sink } of this.viewers) sink.end();
    this.#end();
  }
}

export class FakeSessions implements EdgeSessions<PublishedDesktop> {
  readonly opened: FakeSession[] = [];
  readonly #max: number;

  constructor(max = 100) {
    this.#max = max;
  }

  open(desktop: PublishedDesktop): FakeSession {
    if (this.opened.length >= this.#max) throw new GatewayError('TOO_MANY_SESSIONS');
    const session = new FakeSession(desktop);
    this.opened.push(session);
    return session;
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map((session) => session.close()));
  }
}
