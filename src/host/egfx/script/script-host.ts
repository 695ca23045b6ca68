import { setTimeout as delay } from 'node:timers/promises';
import { type Logger, silentLogger } from '../../../logger.js';
import type { DesktopSize, HostSettings } from '../../../rdp/accept/settings.js';
import { Surface } from '../../demo/pixels/surface.js';
import type { HostClient } from '../../server/client.js';
import { ClientChannels, offersGraphics } from '../../server/dynamic-channels.js';
import { startRdpServer } from '../../server/rdp-server.js';
import { Refusal, refuse } from '../../server/refuse.js';
import type { AgreedGraphics } from '../capabilities.js';
import { EgfxServer } from '../server.js';
import {
  Avc420Painter,
  Avc444Painter,
  CachesPainter,
  ClearPainter,
  type Painter,
  ProgressivePainter,
  RfxPainter,
} from './painters.js';
import { scenes } from './scenes.js';

/** Codecs that belong together, and who paints with them. */
const CODEC_SETS = {
  clear: { painter: () => new ClearPainter(), needs: () => true },
  caches: { painter: () => new CachesPainter(), needs: () => true },
  progressive: { painter: () => new ProgressivePainter(), needs: ({ progressive }) => progressive },
  rfx: { painter: () => new RfxPainter(), needs: () => true },
  avc420: { painter: (surface) => new Avc420Painter(surface), needs: ({ avc420 }) => avc420 },
  avc444v1: { painter: (surface) => new Avc444Painter(surface, 1), needs: ({ avc444 }) => avc444 },
  avc444v2: { painter: (surface) => new Avc444Painter(surface, 2), needs: ({ avc444v2 }) => avc444v2 },
} as const satisfies Record<
  string,
  { painter: (surface: Surface) => Painter; needs: (agreed: AgreedGraphics) => boolean }
>;

export type CodecSet = keyof typeof CODEC_SETS;
export const CODEC_SET_NAMES = Object.keys(CODEC_SETS) as readonly CodecSet[];

export interface EgfxScriptOptions {
  readonly codecs: CodecSet;
  /** 640 × 480 by default; at least 400 × 300. */
  readonly size?: DesktopSize;
  /** 0, the default, picks a free one. */
  readonly port?: number;
  /** Milliseconds between frames; by default as fast as the client acknowledges them. */
  readonly interval?: number;
  readonly logger?: Logger;
}

export interface EgfxScriptHost {
  readonly port: number;
  /** SHA-256 of the host's certificate in lower-case hexadecimal, for pinning. */
  readonly fingerprint: string;
  /** What the client that connected last should see, but for what its codecs lose. */
  readonly picture: Surface | undefined;
  /** Frames sent to it so far. */
  readonly frames: number;
  /** Everything has been sent to it, and acknowledged. */
  readonly finished: boolean;
  close(): Promise<void>;
}

const DEFAULT_SIZE = { width: 640, height: 480 };
const SHARE_ID = 0x103ea;

function settingsFor(size: DesktopSize): HostSettings {
  return {
    security: { tls: true, rdp: false },
    desktop: () => size,
    colorDepth: 'client',
    codecs: { nsCodec: false, remoteFx: false, surfaceCommands: false },
    name: 'SLUICE',
    shareId: SHARE_ID,
  };
}

/**
 * Starts a host that shows every client the same short scenes through the graphics pipeline, with one set of codecs. For
 * recordings and tests of what no other host at hand sends. A client without the pipeline, or without what the set needs,
 * is refused.
 */
export async function startEgfxScript(options: EgfxScriptOptions): Promise<EgfxScriptHost> {
  let latest: Script | undefined;
  const size = options.size ?? DEFAULT_SIZE;
  const logger = options.logger ?? silentLogger;
  const server = await startRdpServer({
    port: options.port,
    logger,
    settings: () => settingsFor(size),
    onClient(client) {
      latest = new Script(client, size, options, logger);
    },
  });
  return {
    port: server.port,
    fingerprint: server.fingerprint,
    get picture() {
      return latest?.surface;
    },
    get frames() {
      return latest?.frames ?? 0;
    },
    get finished() {
      return latest?.finished ?? false;
    },
    close: () => server.close(),
  };
}

/** Plays the scenes to one client. */
class Script {
  readonly surface: Surface;
  readonly #client: HostClient;
  readonly #size: DesktopSize;
  readonly #options: EgfxScriptOptions;
  readonly #egfx: EgfxServer;
  readonly #gone = new AbortController();
  #acknowledged: () => void = () => {};
  #sent = false;
  /** How often the script has been begun. */
  #round = 0;

  constructor(client: HostClient, size: DesktopSize, options: EgfxScriptOptions, logger: Logger) {
    this.#client = client;
    this.#size = size;
    this.#options = options;
    this.surface = new Surface(size.width, size.height);
    this.#egfx = new EgfxServer({
      compress: true,
      onReady: (agreed) => {
        this.#play(agreed).catch((error: unknown) => {
          logger.error({ err: error }, 'Script failed');
          client.close();
        });
      },
      onAcknowledged: () => this.#acknowledged(),
      onGone: () => this.#refuse(logger),
    });
    const channels = ClientChannels.of(client);
    client.start({
      event: (event) => {
        if (event.type === 'channelData') channels?.receive(event.channelId, event.data);
      },
      closed: () => {
        this.#gone.abort();
        this.#acknowledged();
      },
    });
    if (!channels || !offersGraphics(client)) {
      this.#refuse(logger);
      return;
    }
    channels.open(this.#egfx);
    channels.start();
  }

  get frames(): number {
    return this.#egfx.frames;
  }

  get finished(): boolean {
    return this.#sent && this.#egfx.inFlight === 0;
  }

  #refuse(logger: Logger): void {
    logger.warn({ codecs: this.#options.codecs }, 'Client lacks what the script needs');
    refuse(this.#client, Refusal.ERRINFO_GRAPHICS_SUBSYSTEM_FAILED);
  }

  async #play(agreed: AgreedGraphics): Promise<void> {
    const { painter: create, needs } = CODEC_SETS[this.#options.codecs];
    if (!needs(agreed)) {
      refuse(this.#client, Refusal.ERRINFO_GRAPHICS_SUBSYSTEM_FAILED);
      return;
    }
    // A client may ask for a new start, after which nobody waits for the rest of the old one.
    const round = ++this.#round;
    this.#sent = false;
    this.#acknowledged();
    this.#egfx.reset(this.#size);
    const painter: Painter = create(this.surface);
    const { signal } = this.#gone;
    for (const step of scenes(this.surface)) {
      const commands = painter.paint(this.surface, step);
      if (commands.length !== 0) this.#egfx.frame(commands);
      if (this.#options.interval) await delay(this.#options.interval, undefined, { signal }).catch(() => {});
      await this.#client.drained(signal);
      while (!this.#egfx.room && !signal.aborted && round === this.#round) await this.#acknowledgement();
      if (signal.aborted || round !== this.#round) return;
    }
    this.#sent = true;
  }

  /** Resolves with the next acknowledgement, or when the client is gone. */
  #acknowledgement(): Promise<void> {
    return new Promise((resolve) => {
      this.#acknowledged = resolve;
    });
  }
}
