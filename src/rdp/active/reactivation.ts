import type { ByteReader } from '../../bytes/reader.js';
import { DecodeError } from '../../errors.js';
import { activation } from '../connect/activate.js';
import type { IoPdu } from '../connect/io-reader.js';
import type { Phase } from '../connect/phase.js';
import type { Activation, Connected } from '../connect/result.js';
import type { ClientSettings } from '../settings.js';
import type { ShareData } from '../share/data-header.js';
import type { HostLink } from './host-link.js';

/**
 * The capabilities exchange after Deactivate All ([MS-RDPBCGR] 1.3.1.3): the same generator as at connect time. The stage
 * hands it the PDUs that belong to the exchange, already opened; all others keep their usual handlers meanwhile, so that
 * nothing the host says is lost and its compression history stays whole.
 */
export class Reactivation {
  readonly #pdus = new OfferedPdus();
  readonly #phase: ReturnType<typeof activation>;
  readonly #link: HostLink;

  constructor(settings: ClientSettings, connected: Connected, link: HostLink) {
    this.#phase = activation(settings, connected, this.#pdus);
    this.#link = link;
    this.#run();
  }

  /** A Demand Active PDU; the first of the exchange, or one that starts it over. */
  demandActive(body: ByteReader): void {
    this.#pdus.offer({ kind: 'demandActive', body });
    this.#run();
  }

  /** A Font Map PDU. Returns the activation, unless the host has not demanded one. */
  fontMap(data: ShareData): Activation | undefined {
    this.#pdus.offer({ kind: 'data', data });
    return this.#run();
  }

  /** Runs until the phase wants the next PDU or is complete. */
  #run(): Activation | undefined {
    for (let result = this.#phase.next(undefined); ; result = this.#phase.next(undefined)) {
      if (result.done) return activated(result.value);
      const action = result.value;
      if (action.type === 'read') return undefined;
      if (action.type === 'send') this.#link.sendFrame(action.data);
    }
  }
}

/** What the phase reads: one PDU at a time, put there by the stage. */
class OfferedPdus {
  #pdu: IoPdu | undefined;

  offer(pdu: IoPdu): void {
    this.#pdu = pdu;
  }

  *next(): Phase<IoPdu> {
    for (;;) {
      const pdu = this.#pdu;
      this.#pdu = undefined;
      if (pdu) return pdu;
      yield { type: 'read', hint: 'frame' };
    }
  }
}

/** The stage sees a redirection before the phase does. */
function activated(result: { kind: 'activated'; activation: Activation } | { kind: 'redirected' }): Activation {
  if (result.kind === 'activated') return result.activation;
  throw new DecodeError('PDU_UNEXPECTED', 'RDP_SERVER_REDIRECTION_PACKET', 'Flags');
}
