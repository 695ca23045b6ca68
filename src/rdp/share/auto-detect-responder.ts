import type { AutoDetectRequest, AutoDetectResponse } from './auto-detect.js';

/**
 * The client's side of network auto-detection ([MS-RDPBCGR] 3.2.5.4 and 3.2.5.9), at connect time and in the active stage.
 * The clock is passed in and counts milliseconds.
 */
export class AutoDetectResponder {
  readonly #now: () => number;
  #started: { readonly at: number; readonly connectTime: boolean } | undefined;
  #bytes = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts what arrived on the connection. Call for each frame in the active stage, before its content is looked at. */
  received(bytes: number): void {
    if (this.#started && !this.#started.connectTime) this.#bytes += bytes;
  }

  /** The answer to send, if the request asks for one. */
  respond(request: AutoDetectRequest): AutoDetectResponse | undefined {
    switch (request.type) {
      case 'rtt':
        return { sequence: request.sequence, type: 'rtt' };
      case 'bandwidthStart':
        this.#started = { at: this.#now(), connectTime: request.connectTime };
        this.#bytes = 0;
        return undefined;
      case 'bandwidthPayload':
        // At connect time only payloads count; later all bytes do, and these came with their frame.
        if (this.#started?.connectTime) this.#bytes += request.payload.length;
        return undefined;
      case 'bandwidthStop':
        return this.#results(request.sequence, request.payload);
      case 'networkCharacteristics':
        return undefined;
    }
  }

  #results(sequence: number, payload: Uint8Array | undefined): AutoDetectResponse {
    const started = this.#started ?? { at: this.#now(), connectTime: payload !== undefined };
    const byteCount = this.#bytes + (started.connectTime ? (payload?.length ?? 0) : 0);
    this.#started = undefined;
    this.#bytes = 0;
    const timeDelta = Math.min(Math.max(1, Math.round(this.#now() - started.at)), 0xffffffff);
    return {
      sequence,
      type: 'bandwidth',
      connectTime: payload !== undefined,
      timeDelta,
      byteCount: Math.min(byteCount, 0xffffffff),
    };
  }
}
