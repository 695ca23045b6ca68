import { EventEmitter, once } from 'node:events';
import { Writable } from 'node:stream';
import { HandedOnCanvas } from '../../bench/pipeline/handed-on-canvas.js';
import type { Session } from '../../src/session/session.js';
import type { Viewer } from '../../src/session/viewer.js';
import { readGatewayMessage } from '../../src/wire/gateway-messages.js';
import { type GatewayMessage, type Hello, type ViewerMessage, WIRE_VERSION } from '../../src/wire/messages.js';
import { TileDecoder } from '../../src/wire/tiles.js';
import { Unpacker } from '../../src/wire/unpacker.js';
import { writeViewerMessage } from '../../src/wire/viewer-messages.js';

export const HELLO: Hello = {
  version: WIRE_VERSION,
  width: 640,
  height: 480,
  scaleFactor: 100,
  keyboardLayout: 0x0409,
  cacheSlots: 64,
  video: 0,
  handedOn: false,
  unpacks: true,
};

export interface ModelViewerOptions {
  readonly hello?: Partial<Hello>;
  /** Bytes per ms that the line carries; by default any number at once. */
  readonly bytesPerMs?: number;
  /** Acknowledges every frame once drawn. Default true. */
  readonly acknowledges?: boolean;
  /** Takes nothing from the line at all. */
  readonly stalled?: boolean;
}

type Bodies = { [M in ViewerMessage as M['type']]: M['body'] };
type Of<Name extends GatewayMessage['type']> = Extract<GatewayMessage, { type: Name }>;

/** A browser without a browser: draws what it is sent on a canvas of its own and acknowledges. */
export class ModelViewer extends EventEmitter<{ message: [GatewayMessage] }> {
  readonly sink: Writable;
  readonly closed: Promise<void>;
  readonly messages: Exclude<GatewayMessage, { type: 'frame' }>[] = [];
  /** Age of each frame when it had arrived, in ms. */
  readonly ages: number[] = [];
  frames = 0;
  bytes = 0;
  error: (Error & { code?: string }) | undefined;
  canvas: TileDecoder | undefined;
  readonly handedOn = new HandedOnCanvas();
  readonly #unpacker = new Unpacker();
  readonly #options: ModelViewerOptions;
  readonly #hello: Hello;
  readonly #viewer: Viewer;
  #generation = 0;
  #sent = 0;

  constructor(session: Session, options: ModelViewerOptions = {}) {
    super();
    this.#options = options;
    this.#hello = { ...HELLO, ...options.hello };
    this.sink = new Writable({
      decodeStrings: false,
      highWaterMark: 64 * 1024,
      write: (message: Uint8Array, _encoding, done) => this.#arrive(message, done),
    });
    this.sink.on('error', (error) => {
      this.error = error;
    });
    this.closed = new Promise((resolve) => {
      this.sink.on('close', () => {
        this.handedOn.close();
        resolve();
      });
    });
    this.#viewer = session.attach(this.sink, this.#hello);
  }

  send<Name extends ViewerMessage['type']>(type: Name, body: Bodies[Name]): void {
    this.#sent++;
    this.#viewer.receive(writeViewerMessage(type, this.#sent, body));
  }

  /** Bytes as they are, for a viewer that misbehaves. */
  sendRaw(bytes: Uint8Array): void {
    this.#viewer.receive(bytes);
  }

  leave(): void {
    this.sink.destroy();
  }

  last<Name extends GatewayMessage['type']>(type: Name): Of<Name>['body'] | undefined {
    return this.messages.findLast((message) => message.type === type)?.body as Of<Name>['body'] | undefined;
  }

  /** Waits until `condition` holds, looking again after each message. */
  async until(condition: (viewer: this) => boolean, what = 'condition'): Promise<void> {
    const signal = AbortSignal.timeout(20_000);
    while (!condition(this)) {
      if (this.sink.destroyed) throw new Error(`viewer closed (${this.error?.code}) before ${what}`);
      await Promise.race([once(this, 'message', { signal }), this.closed]).catch(() => {
        throw new Error(`timed out waiting for ${what}`);
      });
    }
  }

  status(state: Of<'status'>['body']['state']): Promise<void> {
    return this.until((viewer) => viewer.last('status')?.state === state, `status ${state}`);
  }

  /** Waits until the canvas shows exactly `rgba`. */
  shows(rgba: () => Uint8Array): Promise<void> {
    return this.until(({ canvas }) => {
      const expected = rgba();
      return canvas !== undefined && canvas.rgba.length === expected.length && equal(canvas, expected);
    }, 'the picture');
  }

  #arrive(message: Uint8Array, done: () => void): void {
    if (this.#options.stalled) return;
    const { bytesPerMs } = this.#options;
    const draw = (): void => {
      this.#take(message);
      done();
    };
    if (bytesPerMs === undefined) setImmediate(draw);
    else setTimeout(draw, message.length / bytesPerMs);
  }

  #take(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    const message = readGatewayMessage(bytes, this.#unpacker);
    if (message.type === 'frame') this.#draw(message);
    else this.messages.push(message);
    if (message.type === 'desktop') {
      const { width, height, generation } = message.body;
      this.canvas = new TileDecoder(width, height, this.#hello.cacheSlots, this.handedOn.draw);
      this.#generation = generation;
    }
    this.emit('message', message);
  }

  #draw({ sequence, body }: Of<'frame'>): void {
    if (body.generation !== this.#generation) throw new Error('frame of another desktop');
    this.canvas?.copy(body.copies);
    this.canvas?.decode(body.tiles, body.tileCount, undefined, body.tables);
    this.frames++;
    this.ages.push(performance.timeOrigin + performance.now() - body.arrivedAt);
    if (this.#options.acknowledges !== false) this.send('ack', { sequence, drawMs: 0 });
  }
}

function equal({ rgba }: TileDecoder, expected: Uint8Array): boolean {
  return Buffer.compare(new Uint8Array(rgba.buffer), expected) === 0;
}
