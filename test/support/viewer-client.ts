import { once } from 'node:events';
import { WebSocket } from 'ws';
import { readGatewayMessage } from '../../src/wire/gateway-messages.js';
import { readMessage } from '../../src/wire/header.js';
import { type GatewayMessage, type Hello, type ViewerMessage, WIRE_VERSION } from '../../src/wire/messages.js';
import { writeViewerMessage } from '../../src/wire/viewer-messages.js';

export const HELLO: Hello = {
  version: WIRE_VERSION,
  width: 1280,
  height: 800,
  scaleFactor: 100,
  keyboardLayout: 0x0409,
  cacheSlots: 0,
  video: 0,
  handedOn: false,
  unpacks: false,
};

type Bodies = { [M in ViewerMessage as M['type']]: M['body'] };

export interface SocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** PEM of the certificate to trust. */
  readonly ca?: string;
}

/** A viewer as a third party would write one: `ws`, and the wire of `src/wire`. */
export class ViewerClient {
  readonly socket: WebSocket;
  readonly raw: Uint8Array[] = [];
  readonly messages: GatewayMessage[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  #sequence = 0;

  constructor(url: string, { headers, ca }: SocketOptions = {}) {
    this.socket = new WebSocket(url.replace(/^http/, 'ws'), { headers, ca });
    this.socket.on('message', (data: Buffer) => {
      this.raw.push(data);
      this.messages.push(readGatewayMessage(new Uint8Array(data)));
      this.socket.emit('read');
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    // A connection that breaks is reported by close as well.
    this.socket.on('error', () => {});
  }

  /** Opens and says hello. */
  static async enter(url: string, options: SocketOptions = {}, hello: Partial<Hello> = {}): Promise<ViewerClient> {
    const client = new ViewerClient(url, options);
    await once(client.socket, 'open');
    client.send('hello', { ...HELLO, ...hello });
    return client;
  }

  send<Name extends ViewerMessage['type']>(type: Name, body: Bodies[Name]): void {
    this.#sequence += 1;
    this.socket.send(writeViewerMessage(type, this.#sequence, body));
  }

  /** Waits for the next message of a type, those that came already included. */
  async next<Name extends GatewayMessage['type']>(type: Name, after = 0): Promise<GatewayMessage & { type: Name }> {
    for (;;) {
      const found = this.messages.find((message) => message.type === type && message.sequence > after);
      if (found) return found as GatewayMessage & { type: Name };
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`closed before ${type}`);
      await Promise.race([once(this.socket, 'read'), this.closed]);
    }
  }

  close(): Promise<unknown> {
    this.socket.close();
    return this.closed;
  }
}

/** The sequences of messages, for comparison. */
export const sequences = (messages: readonly Uint8Array[]): number[] =>
  messages.map((message) => readMessage(message).sequence);
