import { loadNative } from '../../native-bindings/index.js';
import { CELL } from '../../src/codec/commands.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import type { ActiveEvent, PointerImage } from '../../src/rdp/active/events.js';
import { bitmapCommand, paletteCommand, surfaceCommand } from '../../src/session/drawing.js';
import { HostStream } from '../../src/session/host-stream.js';
import { connectHost } from '../../src/transport/connect-host.js';
import { HOST_DEFAULTS } from '../../src/transport/defaults.js';
import type { HostConnection, HostOptions } from '../../src/transport/types.js';

const DEADLINE_MS = 15_000;

/** A client of our own that keeps the picture, without workers and viewers. */
export class PictureClient {
  readonly connection: HostConnection;
  readonly host: HostStream;
  /** Resolves when the connection is gone. */
  readonly ended: Promise<unknown>;
  width = 0;
  height = 0;
  pixels = new Uint32Array(0);
  pointer: PointerImage | 'hidden' | 'default' | undefined;
  readonly types = new Set<ActiveEvent['type']>();
  readonly indicators: Extract<ActiveEvent, { type: 'keyboardIndicators' }>[] = [];
  readonly #watchers = new Set<() => void>();
  readonly #palette = new Uint8Array(1024);
  #failure: unknown;

  private constructor(connection: HostConnection, options: Partial<HostOptions>) {
    this.connection = connection;
    this.#size(connection.connected.activation);
    const port = { event: (event: ActiveEvent) => this.#event(event), chunk: () => this.#look() };
    this.host = new HostStream(connection, port, options.tap);
    this.ended = this.host.run(new AbortController().signal).catch((error: unknown) => {
      this.#failure = error;
      return error;
    });
  }

  static async connect(
    { port, fingerprint }: { port: number; fingerprint: string },
    options: Partial<HostOptions> = {},
  ): Promise<PictureClient> {
    const connection = await connectHost({
      ...HOST_DEFAULTS,
      // This client draws bitmaps only.
      graphics: undefined,
      target: { host: '127.0.0.1', port },
      credentials: { username: 'demo', domain: '', password: 'demo' },
      trust: { mode: 'pin', sha256: [fingerprint] },
      ...options,
    });
    return new PictureClient(connection, options);
  }

  /** Waits until the condition holds, looking whenever something arrives. */
  async until(what: string, condition: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`waited for ${what}`, { cause: this.#failure }));
      }, DEADLINE_MS);
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  async close(): Promise<void> {
    this.connection.stream.destroy();
    await this.ended;
  }

  #look(): void {
    for (const look of [...this.#watchers]) look();
  }

  #size({ width, height }: { width: number; height: number }): void {
    this.width = width;
    this.height = height;
    this.pixels = new Uint32Array(width * height);
  }

  #event(event: ActiveEvent): void {
    this.types.add(event.type);
    const batch = new DecodeBatchWriter();
    switch (event.type) {
      case 'bitmaps':
        for (const bitmap of event.rectangles) batch.append(bitmapCommand(bitmap));
        break;
      case 'surfaceBits':
        batch.append(surfaceCommand(event.bits));
        break;
      case 'palette':
        batch.append(paletteCommand(event.colors));
        break;
      case 'pointer':
        this.pointer = event.pointer;
        break;
      case 'keyboardIndicators':
        this.indicators.push(event);
        break;
      case 'reactivated':
        this.#size(event.activation);
    }
    if (batch.length !== 0) this.#draw(batch.take());
  }

  #draw(batch: Uint8Array): void {
    const { width, height } = this;
    const pixels = new Uint8Array(this.pixels.buffer);
    const dirty = new Uint8Array(Math.ceil(width / CELL) * Math.ceil(height / CELL));
    const failed = loadNative().decodeBatch(batch, { pixels, width, height, stride: 4 * width }, dirty, this.#palette);
    if (failed !== -1) throw new Error(`bitmap ${failed} cannot be decoded`);
  }
}

/** Pixels without the unused byte, for comparison. */
export const plain = (pixels: Uint32Array): Uint32Array => pixels.map((pixel) => pixel & 0xffffff);
