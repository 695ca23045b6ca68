import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { EdgeSession, EdgeSessions, EdgeViewer, PublishedDesktop } from '../../src/edge/session-port.js';
import { ERRORS, type ErrorCode, GatewayError } from '../../src/errors.js';
import { type FrameSections, writeFrame } from '../../src/wire/frame.js';
import { writeGatewayMessage } from '../../src/wire/gateway-messages.js';
import { HEADER, writeMessage } from '../../src/wire/header.js';
import type { InputEvent } from '../../src/wire/input.js';
import {
  type Desktop,
  type Hello,
  type Pointer,
  type Problem,
  type Status,
  type ViewerMessage,
  WIRE_VERSION,
} from '../../src/wire/messages.js';
import { readViewerMessage } from '../../src/wire/viewer-messages.js';
import type { Packer } from '../../src/workers/packer.js';
import { type Picture, tilesOf } from './picture.js';
import { until } from './until.js';

/** One browser of a {@link ScriptedSession}: keeps what it is told and says what the test makes it say. */
export class ScriptedViewer implements EdgeViewer {
  readonly hello: Hello;
  readonly received: ViewerMessage[] = [];
  readonly sink: Writable;
  #sequence = 0;

  constructor(sink: Writable, hello: Hello) {
    this.sink = sink;
    this.hello = hello;
  }

  get gone(): boolean {
    return this.sink.destroyed || this.sink.closed;
  }

  /** Every input event since the last call of `forgetInput`. */
  get input(): readonly InputEvent[] {
    return this.received.flatMap((message) => (message.type === 'input' ? message.body : []));
  }

  forgetInput(): void {
    this.received.length = 0;
  }

  receive(bytes: Uint8Array): void {
    const message = readViewerMessage(bytes);
    this.received.push(message);
    if (message.type === 'ping') this.say('pong', { time: message.body.time, gatewayTime: Date.now() });
  }

  say(
    ...[type, body]: Parameters<typeof writeGatewayMessage> extends [infer T, number, infer B] ? [T, B] : never
  ): void {
    this.#sequence += 1;
    this.sink.write(writeGatewayMessage(type as 'pong', this.#sequence, body as never));
  }

  /** Sends a whole picture as one frame and returns its sequence. */
  draw(picture: Picture, generation = 1): number {
    this.#sequence += 1;
    const { tiles, tileCount } = tilesOf(picture);
    this.sink.write(writeFrame(this.#sequence, { generation, tileCount, arrivedAt: Date.now(), tiles: [tiles] }));
    return this.#sequence;
  }

  /** Sends a frame with whatever the test puts into it, packed perhaps, and returns its sequence. */
  frame(
    sections: FrameSections,
    generation = 1,
    tiles?: { tiles: Uint8Array; tileCount: number },
    packer?: Packer,
  ): number {
    this.#sequence += 1;
    const head = { ...sections, generation, tileCount: tiles?.tileCount ?? 0, arrivedAt: Date.now() };
    const frame = writeFrame(this.#sequence, { ...head, tiles: tiles ? [tiles.tiles] : [] });
    const packed = packer?.pack(frame.subarray(HEADER));
    this.sink.write(packed ? writeMessage('frame', this.#sequence, packed, true) : frame);
    return this.#sequence;
  }

  acknowledged(sequence: number): boolean {
    return this.received.some((message) => message.type === 'ack' && message.body.sequence === sequence);
  }
}

/** A session that does what the test says, behind the real edge. */
export class ScriptedSession implements EdgeSession {
  readonly id = randomUUID();
  readonly closed: Promise<void>;
  readonly viewers: ScriptedViewer[] = [];
  /** Told to every viewer that comes, after the welcome. */
  status: Status = { state: 'active', host: 'demo.example' };
  desktop: Desktop | undefined;
  picture: Picture | undefined;
  pointer: Pointer | undefined;
  graceMs = 60_000;
  #end!: () => void;
  #over = false;

  constructor() {
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  attach(sink: Writable, hello: Hello): EdgeViewer {
    if (this.#over) throw new GatewayError('SESSION_ENDED');
    const viewer = new ScriptedViewer(sink, hello);
    this.viewers.push(viewer);
    viewer.say('welcome', { version: WIRE_VERSION, sessionId: this.id, graceMs: this.graceMs, gateway: 'Sluice test' });
    viewer.say('status', this.status);
    if (this.desktop) viewer.say('desktop', this.desktop);
    if (this.pointer) viewer.say('pointer', this.pointer);
    if (this.picture) viewer.draw(this.picture, this.desktop?.generation);
    return viewer;
  }

  /** Shows a picture to the viewers that are here and to those that will come. */
  show(picture: Picture, generation = 1, resizable = true): void {
    this.picture = picture;
    this.desktop = { generation, width: picture.width, height: picture.height, resizable };
    for (const viewer of this.viewers.filter(({ gone }) => !gone)) {
      viewer.say('desktop', this.desktop);
      viewer.draw(picture, generation);
    }
  }

  tell(status: Status): void {
    this.status = status;
    for (const viewer of this.viewers.filter(({ gone }) => !gone)) viewer.say('status', status);
  }

  /** Ends with an error, as a session does when its host is gone. */
  fail(code: ErrorCode, detail?: string): void {
    this.dismiss(code, detail);
    void this.close();
  }

  /** Ends every viewer with an error; the session goes on. */
  dismiss(code: ErrorCode, detail?: string): void {
    const { message, advice } = ERRORS[code];
    const problem: Problem = { code, message, advice, detail };
    for (const viewer of this.viewers.filter(({ gone }) => !gone)) {
      viewer.say('bye', problem);
      viewer.sink.destroy(new GatewayError(code));
    }
  }

  viewer(index = 0): Promise<ScriptedViewer> {
    return until(`viewer ${index}`, () => this.viewers[index]);
  }

  async close(): Promise<void> {
    this.#over = true;
    for (const { sink } of this.viewers) sink.end();
    this.#end();
  }
}

export class ScriptedSessions implements EdgeSessions<PublishedDesktop> {
  readonly opened: ScriptedSession[] = [];
  /** Runs before the first viewer comes. */
  prepare: (session: ScriptedSession) => void = () => {};

  open(): ScriptedSession {
    const session = new ScriptedSession();
    this.prepare(session);
    this.opened.push(session);
    return session;
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map((session) => session.close()));
  }
}
