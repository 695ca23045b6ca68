import { ByteWriter } from '../../bytes/writer.js';
import { type Opened, open } from '../security/envelope.js';
import { SecurityFlag } from '../security/header.js';
import { readAutoDetectRequest, writeAutoDetectResponse } from '../share/auto-detect.js';
import type { AutoDetectResponder } from '../share/auto-detect-responder.js';
import { type Link, sendSecured } from './link.js';
import type { Phase } from './phase.js';

/**
 * Connect-Time Auto-Detection, [MS-RDPBCGR] 1.3.1.1: between secure settings and licensing the host may measure the
 * network over the message channel. Heartbeats and multitransport requests come the same way and need no answer.
 */
export function* answerMessageChannel(
  link: Link,
  channelId: number,
  responder: AutoDetectResponder,
  data: Uint8Array,
): Phase<void> {
  const opened: Opened = open(link.cipher, data);
  if (!(opened.flags & SecurityFlag.SEC_AUTODETECT_REQ)) return;
  const response = responder.respond(readAutoDetectRequest(opened.body));
  if (!response) return;
  const w = new ByteWriter(16);
  writeAutoDetectResponse(w, response);
  yield* sendSecured(link, channelId, SecurityFlag.SEC_AUTODETECT_RSP, w.finish());
}
