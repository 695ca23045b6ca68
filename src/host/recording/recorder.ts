import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { GatewayError } from '../../errors.js';
import type { FrameTap, HostConnection } from '../../transport/types.js';
import { damaged, type RecordingMetadata } from './format.js';
import { Redactor } from './redactor.js';
import { RecordingWriter } from './writer.js';

/** What is known before the connection is made. */
export interface RecordingOrigin {
  /** Program and version. */
  readonly tool: string;
  readonly origin: string;
  readonly command?: string;
  /** `keys`, or names of static channels, to keep although they are blanked by default. */
  readonly keep?: readonly string[];
}

/** Handshakes are a few kilobytes; beyond this, whoever records forgot to call `describe`. */
const MAX_WAITING = 0x10_0000;
/** A disk that is further behind than this ends the recording, not the connection. */
const MAX_UNWRITTEN = 0x400_0000;

/**
 * Records a connection. Give `tap()` to `connectHost`, call `describe` with the connection it returns, `close` at the end:
 *
 * ```ts
 * const recorder = Recorder.toFile('session.slr', { tool: 'sluice 0.1.0', origin: 'xrdp 0.9.21' });
 * const connection = await connectHost({ ...options, tap: recorder.tap() });
 * recorder.describe(connection);
 * // …
 * await recorder.close();
 * ```
 *
 * Units of the handshake wait in memory until then. Without `describe` nothing is written.
 */
export class Recorder {
  readonly #out: Writable;
  /** Settles when all bytes are where they belong. */
  readonly #written: Promise<unknown>;
  readonly #origin: RecordingOrigin;
  readonly #started = performance.now();
  readonly #date = new Date().toISOString();
  #writer: RecordingWriter | undefined;
  #redactor: Redactor | undefined;
  #waiting: { from: 'host' | 'client'; time: number; unit: Uint8Array }[] = [];
  #waitingBytes = 0;
  #closed = false;

  /** The stream belongs to the recorder, which ends it. Its errors come out of `close`. */
  constructor(out: Writable, origin: RecordingOrigin, written: Promise<unknown> = once(out, 'finish')) {
    this.#out = out;
    this.#origin = origin;
    this.#written = written;
    // Reported by `close`; until then it must not count as unhandled.
    written.catch(() => {});
  }

  /** Records into a new file, compressed when its name ends in `.gz`. An existing file is not overwritten. */
  static toFile(path: string, origin: RecordingOrigin): Recorder {
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    if (!path.endsWith('.gz')) return new Recorder(file, origin);
    const gzip = createGzip();
    return new Recorder(gzip, origin, pipeline(gzip, file));
  }

  /** Copies every unit it sees. */
  tap(): FrameTap {
    return {
      received: (unit) => this.#unit('host', unit),
      sent: (unit) => this.#unit('client', unit),
    };
  }

  /**
   * The connection is made: writes the metadata and all units so far. Throws USAGE when it uses bulk compression: what is
   * blanked inside a compression history would make everything after it unreadable.
   */
  describe(connection: Pick<HostConnection, 'connected' | 'settings'>): void {
    if (connection.settings.compression)
      throw new GatewayError('USAGE', {}, { detail: 'recordings are made without bulk compression' });
    const metadata = describeConnection(connection, this.#origin, this.#date);
    const names = new Map(metadata.channels.map(({ id, name }) => [id, name]));
    this.#redactor = new Redactor({
      channels: () => names,
      ioChannel: () => metadata.ioChannel,
      keep: new Set(metadata.kept),
    });
    this.#writer = new RecordingWriter(this.#out, metadata);
    for (const { from, time, unit } of this.#waiting) this.#write(from, time, unit);
    this.#waiting = [];
  }

  /** Writes the end and resolves when everything is written. Rejects with the stream's error. */
  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      if (this.#writer) this.#writer.end(this.#now());
      else this.#out.end();
    }
    await this.#written;
  }

  #now(): number {
    return (performance.now() - this.#started) * 1000;
  }

  #unit(from: 'host' | 'client', unit: Uint8Array): void {
    if (this.#closed) return;
    // The view belongs to the transport, and redaction changes it.
    const copy = new Uint8Array(unit);
    if (this.#writer) {
      this.#write(from, this.#now(), copy);
      return;
    }
    this.#waitingBytes += copy.length;
    if (MAX_WAITING < this.#waitingBytes) throw damaged('recording was not described');
    this.#waiting.push({ from, time: this.#now(), unit: copy });
  }

  #write(from: 'host' | 'client', time: number, unit: Uint8Array): void {
    const clean = this.#redactor?.redact(from, unit);
    if (clean) this.#writer?.unit(from, time, clean);
    if (this.#out.writableLength <= MAX_UNWRITTEN) return;
    this.#closed = true;
    this.#out.destroy(new GatewayError('INTERNAL', {}, { detail: 'the recording cannot be written fast enough' }));
  }
}

/** Ids that the client's Confirm Active gives to its codecs, [MS-RDPBCGR] 2.2.7.2.10.1.1. */
const CODEC_NSCODEC = 1;
const CODEC_REMOTEFX = 3;

function describeConnection(
  { connected, settings }: Pick<HostConnection, 'connected' | 'settings'>,
  { tool, origin, command, keep }: RecordingOrigin,
  date: string,
): RecordingMetadata {
  const { activation, channels, ioChannelId, messageChannelId } = connected;
  return {
    tool,
    date,
    origin,
    command,
    desktop: { width: activation.width, height: activation.height },
    colorDepth: activation.colorDepth as RecordingMetadata['colorDepth'],
    ioChannel: ioChannelId,
    messageChannel: messageChannelId,
    channels: channels.map(({ name, id, options }) => ({ name, id, options })),
    codecs: {
      nsCodec: settings.codecs.nsCodec ? CODEC_NSCODEC : undefined,
      remoteFx: settings.codecs.remoteFx ? CODEC_REMOTEFX : undefined,
    },
    kept: [...(keep ?? [])],
  };
}
