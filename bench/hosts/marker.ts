import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { wallClock } from '../../src/session/clock.js';

/** Numbers of the X Window System Protocol, version 11, encoding appendix. */
const OPCODE = { createWindow: 1, changeWindowAttributes: 2, mapWindow: 8, clearArea: 61 } as const;
const BACK_PIXEL = 0x2;
const OVERRIDE_REDIRECT = 0x200;
/** Where a successful reply to the connection's setup has its fields. */
const SETUP = { base: 12, vendorLength: 24, formats: 29, vendor: 40, formatSize: 8 } as const;

export interface Place {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/**
 * A square window on an X display that turns black or white at a known time. It speaks the protocol itself: a program
 * per change would take longer to start than the change takes to be seen.
 */
export class Marker {
  readonly #socket: Socket;
  readonly #window: number;

  private constructor(socket: Socket, window: number) {
    this.#socket = socket;
    this.#window = window;
  }

  /** `display` is local and lets everybody in, such as `:3`. */
  static async open(display: string, { left, top, side }: Place): Promise<Marker> {
    const socket = connect(`/tmp/.X11-unix/X${display.slice(1)}`);
    await once(socket, 'connect');
    const hello = Buffer.alloc(12);
    hello.write('l');
    hello.writeUInt16LE(11, 2);
    socket.write(hello);
    const setup = await readSetup(socket);
    socket.on('data', (answer: Buffer) => {
      if (answer[0] === 0) socket.destroy(new Error(`X error ${answer[1]} of request ${answer[10]}`));
    });
    const window = setup.readUInt32LE(SETUP.base);
    const vendor = SETUP.vendor + pad(setup.readUInt16LE(SETUP.vendorLength));
    const root = setup.readUInt32LE(vendor + setup[SETUP.formats] * SETUP.formatSize);
    const position = [left | (top << 16), side | (side << 16)];
    // Border and class, then the visual, are those of the root window.
    const attributes = [BACK_PIXEL | OVERRIDE_REDIRECT, 0, 1];
    socket.write(request(OPCODE.createWindow, [window, root, ...position, 0, 0, ...attributes]));
    socket.write(request(OPCODE.mapWindow, [window]));
    return new Marker(socket, window);
  }

  /** Returns when the change was asked for. */
  paint(white: boolean): number {
    const change = request(OPCODE.changeWindowAttributes, [this.#window, BACK_PIXEL, white ? 0xffffff : 0]);
    const clear = request(OPCODE.clearArea, [this.#window, 0, 0]);
    const at = wallClock();
    this.#socket.write(Buffer.concat([change, clear]));
    return at;
  }

  close(): void {
    this.#socket.destroy();
  }
}

async function readSetup(socket: Socket): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < 8 || bytes.length < 8 + 4 * bytes.readUInt16LE(6)) {
    const [more] = (await once(socket, 'data')) as [Buffer];
    bytes = Buffer.concat([bytes, more]);
  }
  if (bytes[0] !== 1) throw new Error('the X server refuses');
  return bytes;
}

/** Words of 32 bits behind the head of a request. */
function request(opcode: number, words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * words.length);
  bytes[0] = opcode;
  bytes.writeUInt16LE(1 + words.length, 2);
  words.forEach((word, index) => {
    bytes.writeUInt32LE(word >>> 0, 4 + 4 * index);
  });
  return bytes;
}

const pad = (length: number): number => (length + 3) & ~3;
