import { ByteReader } from '../../bytes/reader.js';
import type { HostChannel } from '../../rdp/accept/dynamic-channels.js';
import { GRAPHICS_CHANNEL } from '../../rdp/channels/egfx/graphics-pipeline.js';
import type { CapabilitySet } from '../../rdp/channels/egfx/pdu/capabilities.js';
import { readGraphicsPdu, readGraphicsReply } from '../../rdp/channels/egfx/pdu/index.js';
import { ZgfxDecompressor } from '../../rdp/channels/egfx/zgfx.js';
import type { HostClient } from '../server/client.js';
import { ClientChannels, offersGraphics } from '../server/dynamic-channels.js';

/** One opening of the graphics channel, from its creation to its end. */
class Opening implements HostChannel {
  readonly name = GRAPHICS_CHANNEL;
  /** What the client advertised; undefined when it did not get that far. */
  readonly advertised: Promise<readonly CapabilitySet[] | undefined>;
  send: ((message: Uint8Array) => void) | undefined;
  /** The client has asked for a new start ([MS-RDPEGFX] 3.3.5.18). */
  again = false;
  #begun = false;
  #settle!: (sets: readonly CapabilitySet[] | undefined) => void;

  readonly #onAgain: () => void;

  constructor(onAgain: () => void) {
    this.#onAgain = onAgain;
    this.advertised = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  opened(send: (message: Uint8Array) => void): void {
    this.send = send;
  }

  refused(): void {
    this.#settle(undefined);
  }

  /** Acknowledgements are forgotten: the recorded host has had its own. */
  received(message: Uint8Array): void {
    const pdu = readGraphicsReply(new ByteReader(message));
    if (pdu.type !== 'capsAdvertise') return;
    this.again = this.#begun;
    this.#begun = true;
    this.#settle(pdu.sets);
    if (this.again) this.#onAgain();
  }

  closed(): void {
    this.send = undefined;
    this.#settle(undefined);
  }
}

/** The graphics channel of a client that a recording is played to. */
export class ReplayChannel {
  readonly #channels: ClientChannels | undefined;
  #opening: Opening | undefined;
  #started = false;
  /** Wakes whoever waits for a new start. */
  #wake: () => void = () => {};

  /** A client that did not offer the pipeline has none. */
  constructor(client: HostClient) {
    this.#channels = offersGraphics(client) ? ClientChannels.of(client) : undefined;
  }

  /** Data of any static channel. */
  receive(channelId: number, data: Uint8Array): void {
    this.#channels?.receive(channelId, data);
  }

  /** The client wants everything from the beginning. */
  get again(): boolean {
    return this.#opening?.again ?? false;
  }

  /** Resolves when the client asks for a new start, or is gone. */
  restarted(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** The client is gone, and nobody waits for it any more. */
  gone(): void {
    this.#opening?.closed();
    this.#wake();
  }

  /**
   * Sends one message as it was recorded. The first one after a start or a close opens the channel, which gives the
   * client's decoders a fresh state. False when the client cannot take it.
   */
  async send(message: Uint8Array): Promise<boolean> {
    if (!this.#opening) {
      // Waiting outlives the view.
      message = message.slice();
      if (!(await this.#open(message))) return false;
    }
    this.#opening?.send?.(message);
    return true;
  }

  /** The recorded channel has ended, or the recording has. */
  close(): void {
    if (this.#opening) this.#channels?.close(this.#opening);
    this.#opening = undefined;
  }

  async #open(first: Uint8Array): Promise<boolean> {
    if (!this.#channels) return false;
    const confirmed = confirmedSet(first);
    this.#opening = new Opening(() => this.#wake());
    this.#channels.open(this.#opening);
    if (!this.#started) this.#channels.start();
    this.#started = true;
    const sets = await this.#opening.advertised;
    return sets !== undefined && (confirmed === undefined || sets.some(({ version }) => version === confirmed.version));
  }
}

/** What the recorded host confirmed, which is the first thing that it sends; undefined for a recording without it. */
function confirmedSet(message: Uint8Array): CapabilitySet | undefined {
  const plain = new ZgfxDecompressor().decompress(message);
  const pdu = readGraphicsPdu(new ByteReader(plain));
  return pdu.type === 'capsConfirm' ? pdu.set : undefined;
}
