import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { InputEvent } from '../rdp/input/events.js';
import { HOST_DEFAULTS, RDP_PORT } from '../transport/defaults.js';
import type { HostOptions } from '../transport/types.js';
import { WorkerPool } from '../workers/pool.js';
import type { SessionFrame } from './screen-reader.js';
import { Session } from './session.js';

type MouseButton = Extract<InputEvent, { type: 'button' }>['button'];

/** A connection to one host; everything but the host's name has a default ({@link HOST_DEFAULTS}). */
export interface RdpOptions
  extends Partial<Omit<HostOptions, 'target' | 'credentials' | 'onCheckpoint' | 'autoReconnect'>> {
  readonly host: string;
  /** Default 3389. */
  readonly port?: number;
  readonly username?: string;
  readonly domain?: string;
  readonly password?: string;
  /** Gives up connecting; afterwards the session is ended by `close` or `destroy`. */
  readonly signal?: AbortSignal;
}

/** One pool serves all sessions of a process, and ends with the last of them. */
let shared: { readonly pool: WorkerPool; users: number } | undefined;

function borrowPool(): WorkerPool {
  shared ??= { pool: new WorkerPool(), users: 0 };
  shared.users++;
  return shared.pool;
}

function returnPool(): void {
  if (!shared) return;
  shared.users--;
  if (shared.users !== 0) return;
  void shared.pool.close();
  shared = undefined;
}

/** A {@link Session} for programs: frames as they come, and input in one call per gesture. */
export class RdpSession extends Session {
  /** The same as {@link Session.frames}: `for await (const frame of session)`. */
  [Symbol.asyncIterator](): AsyncGenerator<SessionFrame, void, void> {
    return this.frames();
  }

  /**
   * Frames as a Node stream in object mode. It asks for a frame only when it is read, so that a slow reader gets fewer,
   * newer frames, and a frame's pixels stay as they are until the next one is read.
   */
  frameStream(options: { signal?: AbortSignal } = {}): Readable {
    return Readable.from(this.frames(options), { highWaterMark: 0 });
  }

  /** Presses or releases a key by its scancode (PC/AT set 1). */
  key(scancode: number, down: boolean, { extended = false }: { extended?: boolean } = {}): void {
    this.input([{ type: 'key', down, scancode, extended }]);
  }

  /** Types text whatever the host's keyboard layout is. */
  typeText(text: string): void {
    const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
    this.input(units.flatMap((unit) => [true, false].map((down) => ({ type: 'unicode', down, unit }) as const)));
  }

  movePointer(x: number, y: number): void {
    this.input([{ type: 'move', x, y }]);
  }

  mouseButton(button: MouseButton, down: boolean, x: number, y: number): void {
    this.input([{ type: 'button', button, down, x, y }]);
  }

  click(x: number, y: number, button: MouseButton = 'left'): void {
    this.input([
      { type: 'move', x, y },
      { type: 'button', button, down: true, x, y },
      { type: 'button', button, down: false, x, y },
    ]);
  }

  /** Turns the wheel: 120 is one notch, positive is up or right. */
  wheel(delta: number, x: number, y: number, axis: 'vertical' | 'horizontal' = 'vertical'): void {
    this.input([{ type: 'wheel', axis, delta, x, y }]);
  }
}

/**
 * Connects to a host and resolves when its desktop is there. Rejects with a coded error: HOST_NOT_FOUND,
 * CERTIFICATE_UNTRUSTED, CREDENTIALS_REJECTED and so on (`docs/errors.md`).
 *
 * The caller owns the session and ends it with `close` (says goodbye) or `destroy` (now).
 *
 * ```ts
 * const session = await connectRdp({ host: 'desk7.example.com', username: 'ada', password });
 * const { rgba, width, height } = await session.snapshot();
 * await session.close();
 * ```
 */
export async function connectRdp(options: RdpOptions): Promise<RdpSession> {
  const { host, port = RDP_PORT, username = '', domain = '', password = '', signal, logger, ...rest } = options;
  const session = new RdpSession({
    id: randomBytes(16).toString('base64url'),
    host: { ...HOST_DEFAULTS, ...rest, target: { host, port } },
    credentials: { username, domain, password },
    pool: borrowPool(),
    graceMs: Number.POSITIVE_INFINITY,
    ...(logger && { logger }),
  });
  void session.closed.then(returnPool);
  await session.connect({ signal });
  return session;
}
