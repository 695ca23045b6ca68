import type { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import type { Opened } from '../security/envelope.js';
import { SecurityFlag } from '../security/header.js';
import { readAutoDetectRequest, writeAutoDetectResponse } from '../share/auto-detect.js';
import type { AutoDetectResponder } from '../share/auto-detect-responder.js';
import { readHeartbeat } from '../share/heartbeat.js';
import type { ActiveEvent } from './events.js';
import type { HostLink } from './host-link.js';

/** PDUs of the message channel, told apart by their security header: auto-detection and heartbeat. */
export class MessageChannel {
  readonly #link: HostLink;
  readonly #autoDetect: AutoDetectResponder;

  constructor(link: HostLink, autoDetect: AutoDetectResponder) {
    this.#link = link;
    this.#autoDetect = autoDetect;
  }

  receive({ flags, body }: Opened, events: ActiveEvent[]): void {
    if (flags & SecurityFlag.SEC_AUTODETECT_REQ) this.#respond(body, events);
    // Its period tells a client when to worry; the driver has timeouts of its own.
    else if (flags & SecurityFlag.SEC_HEARTBEAT) readHeartbeat(body);
    else events.push({ type: 'unknown', what: `message channel PDU with flags ${flags}` });
  }

  #respond(r: ByteReader, events: ActiveEvent[]): void {
    const request = readAutoDetectRequest(r);
    if (request.type === 'networkCharacteristics') {
      const { baseRtt, averageRtt, bandwidth } = request;
      events.push({ type: 'networkCharacteristics', baseRtt, averageRtt, bandwidth });
    }
    const response = this.#autoDetect.respond(request);
    if (!response) return;
    const w = new ByteWriter(16);
    writeAutoDetectResponse(w, response);
    this.#link.sendMessage(SecurityFlag.SEC_AUTODETECT_RSP, w.finish());
  }
}
