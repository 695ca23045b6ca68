import { setTimeout as delay } from 'node:timers/promises';
import type { RecordedUnit, RecordingMetadata } from '../recording/format.js';
import type { HostClient } from '../server/client.js';
import { type Reframing, reframe } from './reframe.js';

/** A factor of the original speed, or as fast as the client takes it. */
export type ReplaySpeed = number | 'max';

/** A recording that can be read from the start any number of times. */
export interface ReplaySource {
  readonly metadata: RecordingMetadata;
  open(): AsyncIterable<RecordedUnit> | Iterable<RecordedUnit>;
}

/** Shorter waits are left out: the next one makes up for them. */
const SHORTEST_WAIT_MS = 2;

/** Plays one recording to one client. */
export class Player {
  readonly #client: HostClient;
  readonly #source: ReplaySource;
  readonly #speed: ReplaySpeed;
  readonly #signal: AbortSignal;
  readonly #reframing: Reframing;

  /** The signal fires when the client is gone. */
  constructor(client: HostClient, source: ReplaySource, speed: ReplaySpeed, signal: AbortSignal) {
    this.#client = client;
    this.#source = source;
    this.#speed = speed;
    this.#signal = signal;
    this.#reframing = {
      recorded: source.metadata,
      ioChannelId: client.accepted.ioChannelId,
      shareId: client.activation.shareId,
    };
  }

  /** Plays from the start to the end. Throws RECORDING_INVALID; stops without an error when the client is gone. */
  async play(): Promise<void> {
    const start = performance.now();
    /** Time of the first unit that is sent: what came before is the recorded handshake. */
    let origin: number | undefined;
    for await (const recorded of this.#source.open()) {
      const step = reframe(recorded, this.#reframing);
      if (!step) continue;
      if (step.type === 'activate') {
        await this.#activate(step.desktop);
      } else {
        origin ??= recorded.time;
        await this.#wait(start, recorded.time - origin);
        if (!this.#signal.aborted && !this.#client.send(step.unit)) await this.#client.drained(this.#signal);
      }
      if (this.#signal.aborted) return;
    }
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
