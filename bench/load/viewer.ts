import { once } from 'node:events';
import { WebSocket } from 'ws';
import { readGatewayMessage } from '../../src/wire/gateway-messages.js';
import { type VideoAbility, WIRE_VERSION } from '../../src/wire/messages.js';
import { Unpacker } from '../../src/wire/unpacker.js';
import { writeViewerMessage } from '../../src/wire/viewer-messages.js';

export interface ViewerOptions {
  /** One-time link. */
  readonly link: string;
  /** Where the gateway is reached, when something stands in between. */
  readonly via?: string;
  readonly width: number;
  readonly height: number;
  /** H.264 that it would decode; default 0. */
  readonly video?: VideoAbility;
  /** Takes tiles as hosts encode them; not by default. */
  readonly handedOn?: boolean;
}

/** A browser acknowledges when it has drawn: half an animation frame after the bytes came, on average. */
const DRAW_MS = 8;
const CACHE_SLOTS = 1024;

/** A viewer that does with messages what a browser does, but draws nothing. */
export class LoadViewer {
  readonly #socket: WebSocket;
  readonly #unpacker = new Unpacker();
  #sequence = 0;
  #closing = false;
  bytes = 0;
  frames = 0;
  /** From a host's message reaching the gateway to its frame being here, in ms. */
  latencies: number[] = [];
  errors: string[] = [];
  /** Resolves with the first frame, rejects when none ever comes. */
  readonly picture: Promise<void>;
  #drawn: () => void = () => {};

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(data));
    socket.on('error', (error) => this.errors.push(error.message));
    this.picture = new Promise((resolve, reject) => {
      this.#drawn = resolve;
      socket.on('close', (code, reason) => {
        if (!this.#closing) this.errors.push(`closed with ${code} ${reason.toString()}`);
        reject(new Error(this.errors[0] ?? 'closed before the first frame'));
      });
    });
  }

  /** Spends the link and says hello. */
  static async open({ link, via, width, height, video = 0, handedOn = false }: ViewerOptions): Promise<LoadViewer> {
    const { origin, hash } = new URL(link);
    const token = new URLSearchParams(hash.slice(1)).get('token');
    const answer = await fetch(`${origin}/sessions`, { method: 'POST', body: JSON.stringify({ token, bearer: true }) });
    const { session, key } = (await answer.json()) as { session: string; key: string };
    const url = `${(via ?? origin).replace(/^http/, 'ws')}/sessions/${session}/ws`;
    const socket = new WebSocket(url, {
      headers: { authorization: `Bearer ${key}`, host: new URL(origin).host },
      perMessageDeflate: false,
    });
    await once(socket, 'open');
    const viewer = new LoadViewer(socket);
    viewer.#send('hello', {
      version: WIRE_VERSION,
      ...{ width, height, scaleFactor: 100, keyboardLayout: 0x0409, cacheSlots: CACHE_SLOTS },
      ...{ video, handedOn, unpacks: handedOn },
    });
    return viewer;
  }

  /** Forgets what was counted so far. */
  reset(): void {
    this.bytes = 0;
    this.frames = 0;
    this.latencies = [];
  }

  /** Reads nothing any more, as a suspended laptop does. */
  stall(): void {
    this.#socket.pause();
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#socket.resume();
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }

  #receive(data: Buffer): void {
    this.bytes += data.length;
    const message = readGatewayMessage(new Uint8Array(data.buffer, data.byteOffset, data.length), this.#unpacker);
    if (message.type === 'bye') this.errors.push(`${message.body.code} ${message.body.detail ?? ''}`);
    if (message.type !== 'frame') return;
    this.frames += 1;
    this.#drawn();
    this.latencies.push(performance.timeOrigin + performance.now() - message.body.arrivedAt);
    const { sequence } = message;
    setTimeout(() => this.#send('ack', { sequence, drawMs: DRAW_MS }), DRAW_MS);
  }

  #send(
    ...[type, body]:
      | ['hello', Parameters<typeof writeViewerMessage<'hello'>>[2]]
      | ['ack', { sequence: number; drawMs: number }]
  ): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#sequence += 1;
    this.#socket.send(writeViewerMessage(type, this.#sequence, body));
  }
}
