import { concat } from '../../src/bytes/writer.js';
import { accept } from '../../src/rdp/accept/accept.js';
import type { Accepted } from '../../src/rdp/accept/result.js';
import type { HostSettings } from '../../src/rdp/accept/settings.js';
import { connect } from '../../src/rdp/connect/connect.js';
import type { Action, Phase, TlsPeer } from '../../src/rdp/connect/phase.js';
import type { ConnectResult } from '../../src/rdp/connect/result.js';
import { Framer } from '../../src/rdp/framing.js';
import type { ClientSettings } from '../../src/rdp/settings.js';

/** A TLS peer of which nothing is verified. */
export const PEER: TlsPeer = { certificate: new Uint8Array(0), publicKey: new Uint8Array(0) };

/** One side of a connection: a phase, and the bytes that wait for it. */
class Side<T> {
  readonly sent: Uint8Array[] = [];
  readonly #framer = new Framer();
  readonly #phase: Phase<T>;
  #step: IteratorResult<Action, T>;

  constructor(phase: Phase<T>) {
    this.#phase = phase;
    this.#step = phase.next(undefined);
  }

  get result(): T | undefined {
    return this.#step.done ? this.#step.value : undefined;
  }

  push(bytes: Uint8Array): void {
    this.#framer.push(bytes);
  }

  /** Runs until it waits for bytes; returns what it sent. */
  run(): Uint8Array[] {
    const out: Uint8Array[] = [];
    for (;;) {
      const step = this.#step;
      if (step.done) return out;
      const action = step.value;
      if (action.type === 'send') {
        out.push(action.data);
        this.sent.push(action.data);
        this.#step = this.#phase.next(undefined);
      } else if (action.type === 'read') {
        const unit = this.#framer.next(action.hint);
        if (!unit) return out;
        this.#step = this.#phase.next(unit);
      } else {
        this.#step = this.#phase.next(action.type === 'upgrade' ? PEER : undefined);
      }
    }
  }
}

/** Runs client and host against each other in memory, TLS left out. */
export function lockstep(
  settings: ClientSettings,
  hostSettings: HostSettings,
): {
  connected: ConnectResult | undefined;
  accepted: Accepted | undefined;
  fromHost: Uint8Array;
  fromClient: Uint8Array;
} {
  const client = new Side(connect(settings));
  const host = new Side(accept(hostSettings));
  for (let idle = false; !idle; ) {
    const requests = client.run();
    for (const data of requests) host.push(data);
    const answers = host.run();
    for (const data of answers) client.push(data);
    idle = requests.length === 0 && answers.length === 0;
  }
  return {
    connected: client.result,
    accepted: host.result,
    fromHost: concat(host.sent),
    fromClient: concat(client.sent),
  };
}
