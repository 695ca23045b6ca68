import { setTimeout as delay } from 'node:timers/promises';
import type { RecordedUnit, RecordingMetadata } from '../recording/format.js';
import type { HostClient } from '../server/client.js';
import type { ReplayChannel } from './graphics-channel.js';
import { RecordedGraphics } from './recorded-graphics.js';
import { type Reframing, reframe } from './reframe.js';

/** A factor of the original speed, or as fast as the client takes it. */
export type ReplaySpeed = number | 'max';

/** A recording that can be read from the start any number of times. */
export interface ReplaySource {
  readonly metadata: RecordingMetadata;
  open(): AsyncIterable<RecordedUnit> | Iterable<RecordedUnit>;
}

/** How a round ended: played, because the client wants a new start, without a client, or for lack of what the pictures need. */
export type PlayResult = 'played' | 'again' | 'gone' | 'unsuitable';

/** Shorter waits are left out: the next one makes up for them. */
const SHORTEST_WAIT_MS = 2;

/** Plays one recording to one client. */
export class Player {
  readonly #client: HostClient;
  readonly #source: ReplaySource;
  readonly #speed: ReplaySpeed;
  readonly #signal: AbortSignal;
  readonly #reframing: Reframing;
  readonly #graphics: ReplayChannel;

  /** The signal fires when the client is gone. */
  constructor(
    client: HostClient,
    graphics: ReplayChannel,
    source: ReplaySource,
    speed: ReplaySpeed,
    signal: AbortSignal,
  ) {
    this.#client = client;
    this.#graphics = graphics;
    this.#source = source;
    this.#speed = speed;
    this.#signal = signal;
    this.#reframing = {
      recorded: source.metadata,
      ioChannelId: client.accepted.ioChannelId,
      shareId: client.activation.shareId,
    };
  }

  /** Plays from the start to the end. Throws RECORDING_INVALID. */
  async play(): Promise<PlayResult> {
    const start = performance.now();
    /** Time of the first unit that is sent: what came before is the recorded handshake. */
    let origin: number | undefined;
    const recordedGraphics = new RecordedGraphics(this.#source.metadata);
    this.#graphics.close();
    for await (const recorded of this.#source.open()) {
      const graphics = recordedGraphics.take(recorded);
      const step = graphics ? undefined : reframe(recorded, this.#reframing);
      if (step?.type === 'activate') await this.#activate(step.desktop);
      else if (graphics || step) {
        origin ??= recorded.time;
        await this.#wait(start, recorded.time - origin);
        if (this.#signal.aborted) return 'gone';
        if (step) this.#client.send(step.unit);
        else if (graphics?.type === 'closed') this.#graphics.close();
        else if (graphics && !(await this.#graphics.send(graphics.data)))
          return this.#signal.aborted ? 'gone' : 'unsuitable';
        await this.#client.drained(this.#signal);
      }
      if (this.#signal.aborted) return 'gone';
      if (this.#graphics.again) return 'again';
    }
    return 'played';
  }

  async #wait(start: number, microseconds: number): Promise<void> {
    if (this.#speed === 'max') return;
    const wait = start + microseconds / 1000 / this.#speed - performance.now();
    if (SHORTEST_WAIT_MS <= wait) await delay(wait, undefined, { signal: this.#signal }).catch(() => {});
  }

  async #activate(desktop: { width: number; height: number }): Promise<void> {
    const now = this.#client.activation.desktop;
    if (now.width === desktop.width && now.height === desktop.height) return;
    await Promise.race([this.#client.resize(desktop), this.#client.closed]);
  }
}
