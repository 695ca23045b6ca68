import { QueueDepth } from '../../rdp/channels/egfx/pdu/frame.js';

/** Frames that may be under way while the client keeps up. */
const WINDOW = 3;
/** Frames that may be under way while it says that something waits there. */
const BUSY_WINDOW = 1;

/** How far a host may be ahead of its client, by frame acknowledgements: [MS-RDPEGFX] 3.2.5.13. */
export class FrameFlow {
  /** Frames in the order they were sent. */
  #unacknowledged: number[] = [];
  #suspended = false;
  #busy = false;

  sent(frameId: number): void {
    if (!this.#suspended) this.#unacknowledged.push(frameId);
  }

  /** A frame's acknowledgement stands for those before it as well. */
  acknowledged(frameId: number, queueDepth: number): void {
    this.#suspended = queueDepth === QueueDepth.SUSPEND_FRAME_ACKNOWLEDGEMENT;
    this.#busy = !this.#suspended && queueDepth !== QueueDepth.UNAVAILABLE;
    const at = this.#unacknowledged.indexOf(frameId);
    this.#unacknowledged = this.#suspended ? [] : this.#unacknowledged.slice(at + 1);
  }

  get inFlight(): number {
    return this.#unacknowledged.length;
  }

  /** May another frame be sent? */
  get room(): boolean {
    return this.#suspended || this.#unacknowledged.length < (this.#busy ? BUSY_WINDOW : WINDOW);
  }
}
