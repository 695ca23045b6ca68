import { describeAccessUnit, payloadOf, replacePayload } from './annex-b.js';
import type { DecodedPicture, DecoderPort, OpenDecoder } from './decoder-port.js';
import { codecString, withoutReordering } from './sequence-parameters.js';

/** Pictures that a decoder works on or that have not been taken yet: each holds a frame of its memory. */
const MOST_AHEAD = 4;
/** A decoder that says nothing for so long has lost its way. */
const SILENCE_MS = 5000;
/** Failures in a row that are reported. A stream that cannot be decoded is not asked for again and again. */
const MOST_REPORTS = 3;

/** A decoded picture; whoever got it gives it back. */
export interface TakenPicture {
  readonly picture: DecodedPicture;
  release(): void;
}

interface Job {
  readonly data: Uint8Array;
  readonly key: boolean;
  readonly resolve: (taken: TakenPicture | undefined) => void;
}

export interface SurfaceDecoderOptions {
  readonly open: OpenDecoder;
  readonly later: (task: () => void, ms: number) => () => void;
  /** Nothing can be decoded until the next key picture. */
  readonly onLost: () => void;
}

/** Decodes the streams of one surface in order. After an error it waits for a picture that needs no other. */
export class SurfaceDecoder {
  readonly #options: SurfaceDecoderOptions;
  #port: DecoderPort | undefined;
  /** The parameters that the port was configured for. */
  #parameters: string | undefined;
  #waiting: Job[] = [];
  readonly #decoding = new Map<number, Job>();
  readonly #taken = new Set<DecodedPicture>();
  #timestamp = 0;
  /** What is accepted now continues a sequence whose beginning was accepted. */
  #running = false;
  /** It was said that a key picture is needed, and none has come since. */
  #asked = false;
  #failures = 0;
  #closed = false;
  #cancelTimer: (() => void) | undefined;

  constructor(options: SurfaceDecoderOptions) {
    this.#options = options;
  }

  /** Resolves with undefined when there is no picture for this access unit. The data is read before it resolves. */
  decode(data: Uint8Array): Promise<TakenPicture | undefined> {
    const { key } = describeAccessUnit(data);
    if (!this.#closed && !key && !this.#running) this.#ask();
    if (this.#closed || (!key && !this.#running)) return Promise.resolve(undefined);
    this.#running = true;
    this.#asked = false;
    return new Promise((resolve) => {
      this.#waiting.push({ data, key, resolve });
      this.#pump();
    });
  }

  close(): void {
    this.#closed = true;
    this.#running = false;
    const jobs = [...this.#decoding.values(), ...this.#waiting];
    this.#waiting = [];
    this.#dropPort();
    for (const { resolve } of jobs) resolve(undefined);
    // Nobody may be left to give these back.
    for (const picture of this.#taken) picture.close();
    this.#taken.clear();
  }

  /** What came out cannot be used. */
  fail(): void {
    if (this.#closed) return;
    const next = this.#waiting.findIndex(({ key }) => key);
    const kept = next === -1 ? [] : this.#waiting.slice(next);
    const lost = [...this.#decoding.values(), ...this.#waiting.slice(0, this.#waiting.length - kept.length)];
    this.#waiting = kept;
    this.#running = kept.length > 0;
    this.#dropPort();
    for (const { resolve } of lost) resolve(undefined);
    this.#failures += 1;
    if (!this.#running) this.#ask();
    this.#pump();
  }

  #ask(): void {
    if (this.#asked || MOST_REPORTS < this.#failures) return;
    this.#asked = true;
    this.#options.onLost();
  }

  #pump(): void {
    while (this.#decoding.size + this.#taken.size < MOST_AHEAD) {
      const job = this.#waiting.shift();
      if (!job) return;
      this.#timestamp += 1;
      this.#decoding.set(this.#timestamp, job);
      try {
        const data = job.key ? this.#configure(job.data) : job.data;
        this.#port?.decode({ key: job.key, timestamp: this.#timestamp, data });
      } catch {
        this.fail();
        return;
      }
      this.#watch();
    }
  }

  /** Returns the access unit with parameters that let every picture out at once. */
  #configure(data: Uint8Array): Uint8Array {
    const { sequenceParameters } = describeAccessUnit(data);
    if (!sequenceParameters) {
      if (!this.#port) throw new Error('a sequence without parameters');
      return data;
    }
    const payload = payloadOf(data, sequenceParameters);
    const parameters = payload.join();
    if (!this.#port || this.#parameters !== parameters) {
      this.#port ??= this.#open();
      this.#port.configure(codecString(payload));
      this.#parameters = parameters;
    }
    const prompt = withoutReordering(payload);
    return prompt ? replacePayload(data, sequenceParameters, prompt) : data;
  }

  #open(): DecoderPort {
    const port = this.#options.open({
      output: (picture) => (port === this.#port ? this.#output(picture) : picture.close()),
      error: () => port === this.#port && this.fail(),
    });
    return port;
  }

  #output(picture: DecodedPicture): void {
    const job = this.#decoding.get(picture.timestamp);
    if (!job) {
      picture.close();
      return;
    }
    // Pictures come in order: those that were left out will not come.
    for (const [timestamp, earlier] of this.#decoding) {
      if (timestamp === picture.timestamp) break;
      this.#decoding.delete(timestamp);
      earlier.resolve(undefined);
    }
    this.#decoding.delete(picture.timestamp);
    this.#failures = 0;
    this.#taken.add(picture);
    this.#watch();
    const release = (): void => {
      if (!this.#taken.delete(picture)) return;
      picture.close();
      this.#pump();
    };
    job.resolve({ picture, release });
  }

  /** A picture that nobody waits for takes no time. */
  #watch(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#decoding.size === 0 ? undefined : this.#options.later(() => this.fail(), SILENCE_MS);
  }

  #dropPort(): void {
    this.#decoding.clear();
    this.#watch();
    const port = this.#port;
    this.#port = undefined;
    this.#parameters = undefined;
    port?.close();
  }
}
