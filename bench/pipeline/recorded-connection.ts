import { Duplex } from 'node:stream';
import type { Recording } from '../../src/host/recording/reader.js';
import { type Reframing, reframe } from '../../src/host/replay/reframe.js';
import type { Connected } from '../../src/rdp/connect/result.js';
import { HOST_DEFAULTS } from '../../src/transport/defaults.js';
import { nodeCrypto } from '../../src/transport/node-crypto.js';
import type { HostConnection } from '../../src/transport/types.js';
import { GraphicsUnits } from './graphics-units.js';

const SHARE_ID = 0x103ea;
const USER_ID = 1004;

/** What a recorded host sent once its session was active. */
export interface HostUnit {
  /** Milliseconds since the first one. */
  readonly time: number;
  readonly data: Uint8Array;
}

export interface PlayableRecording {
  readonly units: readonly HostUnit[];
  readonly bytes: number;
  readonly seconds: number;
  /** The largest desktop of the recording. */
  readonly desktop: { readonly width: number; readonly height: number };
  readonly recording: Recording;
  /** It holds H.264, which the gateway hands on and does not decode. */
  readonly video: boolean;
}

/** The units that a client is shown; the recorded handshake is left out. */
export function playable(recording: Recording): PlayableRecording {
  const { metadata } = recording;
  const to: Reframing = { recorded: metadata, ioChannelId: metadata.ioChannel, shareId: SHARE_ID };
  const units: HostUnit[] = [];
  let { desktop } = metadata;
  const graphics = new GraphicsUnits(metadata, USER_ID);
  for (const unit of recording.units) {
    const drawn = graphics.take(unit);
    for (const data of drawn ?? []) units.push({ time: unit.time / 1000, data });
    if (drawn) continue;
    const step = reframe(unit, to);
    if (step?.type === 'send') units.push({ time: unit.time / 1000, data: step.unit });
    if (step?.type === 'activate' && desktop.width * desktop.height < step.desktop.width * step.desktop.height)
      desktop = step.desktop;
  }
  const start = units[0]?.time ?? 0;
  const shifted = units.map(({ time, data }) => ({ time: time - start, data }));
  const { video } = graphics;
  const seconds = (shifted.at(-1)?.time ?? 0) / 1000;
  return {
    units: shifted,
    bytes: units.reduce((sum, { data }) => sum + data.length, 0),
    seconds,
    desktop,
    recording,
    video,
  };
}

/** A host without a socket: what is pushed is what it sends; what it is sent is forgotten. */
export class HostEnd extends Duplex {
  #resume: (() => void) | undefined;

  constructor() {
    super({ readableHighWaterMark: 64 * 1024 });
  }

  /** Resolves when more may be sent. */
  async send(data: Uint8Array): Promise<void> {
    // A chunk of its own, as a socket delivers: what receives it may keep it.
    if (this.push(Buffer.from(data))) return;
    await new Promise<void>((resolve) => {
      this.#resume = resolve;
    });
  }

  override _read(): void {
    this.#resume?.();
    this.#resume = undefined;
  }

  override _write(_chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    done();
  }
}

export function connectionTo(stream: HostEnd, { recording, desktop, video }: PlayableRecording): HostConnection {
  const { colorDepth, ioChannel, channels } = recording.metadata;
  const connected: Connected = {
    kind: 'connected',
    userId: USER_ID,
    ioChannelId: ioChannel,
    messageChannelId: undefined,
    channels: channels.map(({ name, id, options }) => ({ name, id, options })),
    protocol: 1,
    cipher: undefined,
    activation: {
      ...desktop,
      shareId: SHARE_ID,
      colorDepth,
      host: {
        fastPathInput: true,
        unicodeInput: true,
        horizontalWheel: true,
        extendedMouse: true,
        suppressOutput: true,
        refreshRect: true,
        surfaceCommands: true,
        frameAcknowledge: true,
        channelChunkSize: 1600,
        channelCompression: false,
        remotePrograms: 'none',
      },
    },
  };
  const { security, codecs, width, height, scaleFactor, monitors, keyboardLayout, clientName } = HOST_DEFAULTS;
  const { alternateShell, workingDirectory, performanceFlags, channels: wanted } = HOST_DEFAULTS;
  const settings = {
    ...{ security, codecs, width, height, scaleFactor, monitors, keyboardLayout, clientName, channels: wanted },
    ...{ alternateShell, workingDirectory, performanceFlags, compression: false, host: 'recording' },
    graphics: { avc: video ? ('avc444' as const) : ('none' as const), progressive: true, smallCache: false },
    credentials: { username: '', domain: '', password: '' },
    now: Date.now,
    crypto: nodeCrypto,
  };
  return { stream, connected, leftover: new Uint8Array(0), fingerprint: undefined, settings };
}
