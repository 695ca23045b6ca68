import type { DesktopSize } from '../../rdp/accept/settings.js';
import type { GraphicsPdu } from '../../rdp/channels/egfx/pdu/index.js';
import { EgfxServer } from '../egfx/server.js';
import type { HostClient } from '../server/client.js';
import { type ClientChannels, offersGraphics } from '../server/dynamic-channels.js';
import type { SentPicture } from './changes.js';
import { BitmapEncoder } from './encode/bitmap.js';
import { type Copy, GraphicsPainter } from './graphics/painter.js';
import type { Rect } from './pixels/rect.js';
import type { Surface } from './pixels/surface.js';
import type { UpdateSender } from './sender.js';

/** What is to be shown, and how the client may get there. */
export interface Frame {
  readonly surface: Surface;
  /** What the client has; taking from it marks as sent. */
  readonly sent: SentPicture;
  /** Pixels that may have moved. */
  readonly moves: readonly Copy[];
  /** What may have changed. */
  readonly parts: readonly Rect[];
}

/** How pictures reach a client. */
export interface Output {
  /** May a frame be sent now? */
  readonly room: boolean;
  show(frame: Frame): void;
  /** Has the client take another size; resolves when it has. */
  resize(asked: DesktopSize): Promise<DesktopSize>;
}

/** Bitmap updates, which every client knows. */
export class BitmapOutput implements Output {
  readonly room = true;
  readonly #client: HostClient;
  readonly #sender: UpdateSender;
  readonly #encoder: BitmapEncoder;

  constructor(client: HostClient, sender: UpdateSender) {
    this.#client = client;
    this.#sender = sender;
    const { colorDepth } = client.activation;
    this.#encoder = new BitmapEncoder(colorDepth);
    if (colorDepth === 8) sender.palette();
  }

  show({ surface, sent, parts }: Frame): void {
    const changed = parts.flatMap((part) => sent.take(surface, part) ?? []);
    this.#sender.bitmaps(changed.map((area) => this.#encoder.encode(surface, area)));
  }

  async resize(asked: DesktopSize): Promise<DesktopSize> {
    const { desktop } = await this.#client.resize(asked);
    this.#sender.forgetCursors();
    return desktop;
  }
}

export interface GraphicsOutputOptions {
  readonly size: () => DesktopSize;
  /** Limits what a client may ask for. */
  readonly possible: (asked: DesktopSize) => DesktopSize;
  /** The client has nothing, and is ready for everything. */
  readonly onReady: () => void;
  /** The client does not have the pipeline after all. */
  readonly onGone: () => void;
}

/** The graphics pipeline. */
export class GraphicsOutput implements Output {
  readonly #options: GraphicsOutputOptions;
  readonly #egfx: EgfxServer;
  #painter: GraphicsPainter | undefined;

  constructor(channels: ClientChannels, options: GraphicsOutputOptions) {
    this.#options = options;
    this.#egfx = new EgfxServer({
      onReady: (agreed) => {
        this.#painter = new GraphicsPainter(agreed);
        this.#egfx.reset(options.size());
        options.onReady();
      },
      onGone: options.onGone,
      now: Date.now,
    });
    channels.open(this.#egfx);
  }

  /** The pipeline has 32 bits per pixel, and is offered before there are channels. */
  static suits(client: HostClient): boolean {
    return client.activation.colorDepth === 32 && offersGraphics(client);
  }

  get room(): boolean {
    return this.#egfx.room;
  }

  show({ surface, sent, moves, parts }: Frame): void {
    const copies = moves.flatMap(({ from, dx, dy }): Copy[] => {
      const part = sent.move(surface, { from, dx, dy });
      return part ? [{ from: part, dx, dy }] : [];
    });
    const changed = parts.flatMap((part) => sent.take(surface, part) ?? []);
    const commands: GraphicsPdu[] = this.#painter?.paint(surface, copies, changed) ?? [];
    if (commands.length !== 0) this.#egfx.frame(commands);
  }

  /** Nothing is agreed on anew: the client learns the size from ResetGraphics. */
  async resize(asked: DesktopSize): Promise<DesktopSize> {
    const size = this.#options.possible(asked);
    this.#egfx.reset(size);
    this.#painter?.reset();
    return size;
  }
}
