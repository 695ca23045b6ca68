import { ByteWriter } from '../../bytes/writer.js';
import type { InputEvent } from '../input/events.js';
import { writeFastPathInput } from '../input/fast-path-input.js';
import { writeSlowPathInput } from '../input/slow-path-input.js';
import type { FrameCipher } from '../security/cipher.js';
import type { HostCapabilities } from '../share/capabilities.js';
import { DataPduType } from '../share/data-header.js';
import type { HostLink } from './host-link.js';

/** More slow-path events than this go into another PDU, far below the frame limit. */
const SLOW_PATH_BATCH = 256;

/** Sends input in the format that the host takes, without the events that it does not know. */
export function sendInput(
  events: readonly InputEvent[],
  host: HostCapabilities,
  link: HostLink,
  cipher: FrameCipher | undefined,
): void {
  const known = events.filter((event) => understands(host, event));
  if (known.length === 0) return;
  if (host.fastPathInput) {
    for (const frame of writeFastPathInput(known, cipher)) link.sendFrame(frame);
    return;
  }
  for (let at = 0; at < known.length; at += SLOW_PATH_BATCH) {
    const w = new ByteWriter();
    writeSlowPathInput(w, known.slice(at, at + SLOW_PATH_BATCH));
    link.sendShareData(DataPduType.INPUT, w.finish());
  }
}

function understands(host: HostCapabilities, event: InputEvent): boolean {
  switch (event.type) {
    case 'unicode':
      return host.unicodeInput;
    case 'wheel':
      return event.axis === 'vertical' || host.horizontalWheel;
    case 'button':
      return host.extendedMouse || (event.button !== 'x1' && event.button !== 'x2');
    default:
      return true;
  }
}
