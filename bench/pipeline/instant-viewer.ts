import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import type { Size } from '../../src/display/geometry.js';
import type { Session } from '../../src/session/session.js';
import type { Viewer } from '../../src/session/viewer.js';
import { readGatewayMessage } from '../../src/wire/gateway-messages.js';
import { readMessage } from '../../src/wire/header.js';
import { type Hello, WIRE_VERSION } from '../../src/wire/messages.js';
import { TileDecoder } from '../../src/wire/tiles.js';
import { Unpacker } from '../../src/wire/unpacker.js';
import { writeViewerMessage } from '../../src/wire/viewer-messages.js';
import { HandedOnCanvas } from './handed-on-canvas.js';

const CACHE_SLOTS = 1024;

export interface InstantViewerOptions {
  /** Draws what it gets. */
  readonly check: boolean;
  /** Takes tiles as hosts encode them. */
  readonly handedOn: boolean;
  /** Takes H.264, without decoding it. */
  readonly video: boolean;
}

/**
 * A viewer that takes every message at once and acknowledges it in the next turn. With `check` it also draws, to compare
 * its picture with the session's; drawing is the browser's work and is left out of measurements.
 */
export class InstantViewer extends EventEmitter<{ frame: []; acknowledged: [] }> {
  frames = 0;
  bytes = 0;
  canvas: TileDecoder | undefined;
  readonly #check: boolean;
  readonly #handedOn = new HandedOnCanvas();
  readonly #unpacker = new Unpacker();
  readonly #viewer: Viewer;
  #sent = 0;

  constructor(session: Session, size: Size, { check, handedOn, video }: InstantViewerOptions) {
    super();
    this.#check = check;
    const sink = new Writable({
      decodeStrings: false,
      write: (message: Uint8Array, _encoding, done) => {
        this.#take(message);
        done();
      },
    });
    const hello: Omit<Hello, 'width' | 'height'> = {
      ...{ version: WIRE_VERSION, scaleFactor: 100, keyboardLayout: 0x0409, cacheSlots: CACHE_SLOTS },
      ...{ video: video ? 2 : 0, handedOn, unpacks: true },
    };
    this.#viewer = session.attach(sink, { ...hello, ...size });
  }

  /** Does it have everything that the session has? */
  get current(): boolean {
    return this.#viewer.current;
  }

  #take(bytes: Uint8Array): void {
    const { type, sequence } = readMessage(bytes);
    if (this.#check) this.#draw(bytes);
    if (type !== 'frame') return;
    this.frames++;
    this.bytes += bytes.length;
    this.emit('frame');
    setImmediate(() => {
      this.#sent++;
      this.#viewer.receive(writeViewerMessage('ack', this.#sent, { sequence, drawMs: 0 }));
      this.emit('acknowledged');
    });
  }

  #draw(bytes: Uint8Array): void {
    const message = readGatewayMessage(bytes, this.#unpacker);
    if (message.type === 'desktop') {
      this.canvas = new TileDecoder(message.body.width, message.body.height, CACHE_SLOTS, this.#handedOn.draw);
    } else if (message.type === 'frame') {
      const { copies, tiles, tileCount, tables } = message.body;
      this.canvas?.copy(copies);
      this.canvas?.decode(tiles, tileCount, undefined, tables);
    }
  }
}
