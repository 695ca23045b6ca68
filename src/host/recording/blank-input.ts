import { ByteReader } from '../../bytes/reader.js';

/**
 * Blanks what was typed in recorded input PDUs, in place: scancodes and unicode characters become 0, the events stay.
 * Whatever cannot be read to its end is blanked from there on.
 */

const FASTPATH_INPUT_ENCRYPTED = 0x80;
/** eventCode of [MS-RDPBCGR] 2.2.8.1.2.2 and the bytes that follow the event's header. */
const FAST_PATH_EVENTS = new Map([
  [0 /* FASTPATH_INPUT_EVENT_SCANCODE */, { bytes: 1, typed: true }],
  [1 /* FASTPATH_INPUT_EVENT_MOUSE */, { bytes: 6, typed: false }],
  [2 /* FASTPATH_INPUT_EVENT_MOUSEX */, { bytes: 6, typed: false }],
  [3 /* FASTPATH_INPUT_EVENT_SYNC */, { bytes: 0, typed: false }],
  [4 /* FASTPATH_INPUT_EVENT_UNICODE */, { bytes: 2, typed: true }],
  [5 /* FASTPATH_INPUT_EVENT_RELMOUSE */, { bytes: 6, typed: false }],
  [6 /* FASTPATH_INPUT_EVENT_QOE_TIMESTAMP */, { bytes: 4, typed: false }],
]);

/** A whole fast-path input PDU, [MS-RDPBCGR] 2.2.8.1.2. */
export function blankFastPathInput(unit: Uint8Array): void {
  const long = ((unit[1] ?? 0) & 0x80) !== 0;
  let at = long ? 3 : 2;
  if (unit[0] & FASTPATH_INPUT_ENCRYPTED) {
    unit.fill(0, at);
    return;
  }
  // numEvents is in the header, or in a byte of its own when there are more than 15.
  if ((unit[0] & 0x3c) === 0) at += 1;
  while (at < unit.length) {
    const event = FAST_PATH_EVENTS.get(unit[at] >> 5);
    if (!event || unit.length < at + 1 + event.bytes) {
      unit.fill(0, at);
      return;
    }
    if (event.typed) unit.fill(0, at + 1, at + 1 + event.bytes);
    at += 1 + event.bytes;
  }
}

const INPUT_EVENT_SCANCODE = 4;
const INPUT_EVENT_UNICODE = 5;
/** eventTime, messageType, six bytes of data: [MS-RDPBCGR] 2.2.8.1.1.3.1. */
const SLOW_PATH_EVENT = 12;

/** The body of an Input PDU, [MS-RDPBCGR] 2.2.8.1.1.3.1: numEvents, padding, events. */
export function blankSlowPathInput(body: Uint8Array): void {
  for (let at = 4; at < body.length; at += SLOW_PATH_EVENT) {
    const event = body.subarray(at, at + SLOW_PATH_EVENT);
    if (event.length < SLOW_PATH_EVENT) {
      event.fill(0);
      return;
    }
    const r = new ByteReader(event);
    r.skip(4);
    const messageType = r.u16();
    // The flags stay, the code behind them goes.
    if (messageType === INPUT_EVENT_SCANCODE || messageType === INPUT_EVENT_UNICODE) event.fill(0, 8);
  }
}
