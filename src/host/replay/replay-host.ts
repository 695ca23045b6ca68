import { setImmediate } from 'node:timers/promises';
import { hasCode } from '../../errors.js';
import { type Logger, silentLogger } from '../../logger.js';
import type { HostSettings } from '../../rdp/accept/settings.js';
import type { RecordingMetadata } from '../recording/format.js';
import { openRecording, type Recording } from '../recording/reader.js';
import type { HostClient } from '../server/client.js';
import { startRdpServer } from '../server/rdp-server.js';
import { Refusal, refuse } from '../server/refuse.js';
import { ReplayChannel } from './graphics-channel.js';
import { Player, type ReplaySource, type ReplaySpeed } from './player.js';

export interface ReplayHostOptions {
  /** A file, read anew for each client, or a recording in memory, shared by all. */
  readonly recording: string | Recording;
  /** 0, the default, picks a free one. */
  readonly port?: number;
  /** 1 by default. */
  readonly speed?: ReplaySpeed;
  /** Start over at the end; otherwise the last picture stays. */
  readonly loop?: boolean;
  readonly logger?: Logger;
  /** A client has been sent everything, once or once more. */
  readonly onPlayed?: () => void;
}

export interface ReplayHost {
  readonly port: number;
  /** SHA-256 of the host's certificate in lower-case hexadecimal, for pinning. */
  readonly fingerprint: string;
  readonly metadata: RecordingMetadata;
  close(): Promise<void>;
}

const SHARE_ID = 0x103ea;

/**
 * Starts an RDP server on loopback that plays a recording to each client that connects: with the recorded desktop size
 * and depth, whatever the client asks for, and with the recorded bitmaps byte for byte. What went over the graphics
 * pipeline needs a client that offers it; another one is refused (ERRINFO_GRAPHICS_SUBSYSTEM_FAILED). Throws RECORDING_INVALID when the
 * recording cannot be read; damage further in ends the connection of whoever watches.
 */
export async function replayHost(options: ReplayHostOptions): Promise<ReplayHost> {
  const source = await sourceOf(options.recording);
  const logger = options.logger ?? silentLogger;
  const server = await startRdpServer({
    port: options.port,
    logger,
    settings: () => replaySettings(source.metadata),
    onClient: (client) => void serve(client, source, options, logger),
  });
  return {
    port: server.port,
    fingerprint: server.fingerprint,
    metadata: source.metadata,
    close: () => server.close(),
  };
}

async function sourceOf(recording: string | Recording): Promise<ReplaySource> {
  if (typeof recording !== 'string') return { metadata: recording.metadata, open: () => recording.units };
  const { metadata } = await openRecording(recording);
  return {
    metadata,
    async *open() {
      yield* await openRecording(recording);
    },
  };
}

/** The size is the recording's: first as it begins, then as it changes. */
function replaySettings({ desktop, colorDepth, codecs }: RecordingMetadata): HostSettings {
  let first = true;
  return {
    security: { tls: true, rdp: false },
    desktop: (asked) => {
      const size = first ? desktop : asked;
      first = false;
      return size;
    },
    colorDepth,
    codecs: {
      nsCodec: codecs.nsCodec !== undefined,
      remoteFx: codecs.remoteFx !== undefined,
      // Some hosts send uncompressed surface bits and need no codec for them.
      surfaceCommands: true,
    },
    name: 'SLUICE',
    shareId: SHARE_ID,
  };
}

/** Never rejects. */
async function serve(
  client: HostClient,
  source: ReplaySource,
  { speed = 1, loop = false, onPlayed }: ReplayHostOptions,
  logger: Logger,
): Promise<void> {
  const gone = new AbortController();
  const graphics = new ReplayChannel(client);
  // Input is taken and forgotten; frame acknowledgements too, as the recorded host has already had its own.
  client.start({
    event: (event) => {
      if (event.type === 'channelData') graphics.receive(event.channelId, event.data);
    },
    closed: () => {
      gone.abort();
      graphics.gone();
    },
  });
  warnAboutCodecs(client, source.metadata, logger);
  const player = new Player(client, graphics, source, speed, gone.signal);
  try {
    while (!gone.signal.aborted) {
      const result = await player.play();
      if (result === 'played') onPlayed?.();
      if (result === 'unsuitable') {
        logger.warn({}, 'The recording uses the graphics pipeline in a way that the client did not offer');
        refuse(client, Refusal.ERRINFO_GRAPHICS_SUBSYSTEM_FAILED);
        return;
      }
      // A recording without pictures would otherwise never let go.
      await setImmediate();
      if (result === 'played' && !loop && !gone.signal.aborted) await graphics.restarted();
    }
  } catch (error) {
    logger.error({ err: error, code: hasCode(error) ? error.code : 'INTERNAL' }, 'Replay failed');
    client.close();
  }
}

function warnAboutCodecs(client: HostClient, { codecs }: RecordingMetadata, logger: Logger): void {
  const has = client.activation.client.codecs;
  for (const codec of ['nsCodec', 'remoteFx'] as const) {
    if (codecs[codec] !== undefined && codecs[codec] !== has[codec])
      logger.warn({ codec }, 'Client does not know a codec of the recording');
  }
}
