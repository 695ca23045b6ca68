import type { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';
import { openFastPath, sealFastPath } from '../graphics/fast-path-output.js';
import type { FrameCipher } from '../security/cipher.js';
import type { InputEvent } from './events.js';
import { decodePointer, encodePointer } from './pointer-flags.js';
import { lockKeys, ToggleFlag, toggleFlags } from './toggle-flags.js';

/** eventCode, [MS-RDPBCGR] 2.2.8.1.2.2. */
const FASTPATH_INPUT_EVENT_SCANCODE = 0x0;
const FASTPATH_INPUT_EVENT_MOUSE = 0x1;
const FASTPATH_INPUT_EVENT_MOUSEX = 0x2;
const FASTPATH_INPUT_EVENT_SYNC = 0x3;
const FASTPATH_INPUT_EVENT_UNICODE = 0x4;
const FASTPATH_INPUT_EVENT_RELMOUSE = 0x5;
const FASTPATH_INPUT_EVENT_QOE_TIMESTAMP = 0x6;

/** eventFlags of keyboard events, [MS-RDPBCGR] 2.2.8.1.2.2.1. */
const FASTPATH_INPUT_KBDFLAGS_RELEASE = 0x01;
const FASTPATH_INPUT_KBDFLAGS_EXTENDED = 0x02;
const FASTPATH_INPUT_KBDFLAGS_EXTENDED1 = 0x04;

/** Events in one PDU: what numEvents in the header holds, so that no host sees the optional byte. */
const EVENTS_PER_PDU = 15;

/** TS_FP_INPUT_PDU, [MS-RDPBCGR] 2.2.8.1.2: as many PDUs as the events need. */
export function writeFastPathInput(events: readonly InputEvent[], cipher?: FrameCipher): Uint8Array[] {
  const frames: Uint8Array[] = [];
  let w = new ByteWriter(64);
  let count = 0;
  const flush = (): void => {
    if (count > 0) frames.push(sealFastPath(w.finish(), cipher, count));
    w = new ByteWriter(64);
    count = 0;
  };
  for (const event of events) {
    for (const write of eventWriters(event)) {
      if (count === EVENTS_PER_PDU) flush();
      write(w);
      count++;
    }
  }
  flush();
  return frames;
}

/** Reads a whole frame as a host does. */
export function readFastPathInput(frame: Uint8Array, cipher?: FrameCipher): InputEvent[] {
  const { bits, updates: r } = openFastPath(frame, cipher, 'TS_FP_INPUT_PDU');
  if (bits === 0) r.need(1, 'TS_FP_INPUT_PDU', 'numEvents');
  const count = bits === 0 ? r.u8() : bits;
  const events: InputEvent[] = [];
  for (let i = 0; i < count; i++) events.push(...readEvent(r));
  return events;
}

type EventWriter = (w: ByteWriter) => void;

const header = (code: number, flags: number): number => (code << 5) | flags;

function eventWriters(event: InputEvent): EventWriter[] {
  switch (event.type) {
    case 'key':
      return [(w) => w.u8(header(FASTPATH_INPUT_EVENT_SCANCODE, keyFlags(event))).u8(event.scancode)];
    case 'unicode': {
      const flags = event.down ? 0 : FASTPATH_INPUT_KBDFLAGS_RELEASE;
      return [(w) => w.u8(header(FASTPATH_INPUT_EVENT_UNICODE, flags)).u16(event.unit)];
    }
    case 'synchronize':
      return [(w) => w.u8(header(FASTPATH_INPUT_EVENT_SYNC, toggleFlags(event)))];
    default:
      return encodePointer(event).map(({ extended, flags, x, y }) => (w) => {
        const code = extended ? FASTPATH_INPUT_EVENT_MOUSEX : FASTPATH_INPUT_EVENT_MOUSE;
        w.u8(header(code, 0)).u16(flags).u16(x).u16(y);
      });
  }
}

function keyFlags(event: Extract<InputEvent, { type: 'key' }>): number {
  return (
    (event.down ? 0 : FASTPATH_INPUT_KBDFLAGS_RELEASE) |
    (event.extended ? FASTPATH_INPUT_KBDFLAGS_EXTENDED : 0) |
    (event.extended1 ? FASTPATH_INPUT_KBDFLAGS_EXTENDED1 : 0)
  );
}

function readEvent(r: ByteReader): InputEvent[] {
  r.need(1 /* eventHeader */, 'TS_FP_INPUT_EVENT');
  const head = r.u8();
  const flags = head & 0x1f;
  switch (head >> 5) {
    case FASTPATH_INPUT_EVENT_SCANCODE:
      r.need(1 /* keyCode */, 'TS_FP_KEYBOARD_EVENT');
      return [
        {
          type: 'key',
          down: !(flags & FASTPATH_INPUT_KBDFLAGS_RELEASE),
          scancode: r.u8(),
          extended: (flags & FASTPATH_INPUT_KBDFLAGS_EXTENDED) !== 0,
          extended1: (flags & FASTPATH_INPUT_KBDFLAGS_EXTENDED1) !== 0,
        },
      ];
    case FASTPATH_INPUT_EVENT_UNICODE:
      r.need(2 /* unicodeCode */, 'TS_FP_UNICODE_KEYBOARD_EVENT');
      return [{ type: 'unicode', down: !(flags & FASTPATH_INPUT_KBDFLAGS_RELEASE), unit: r.u16() }];
    case FASTPATH_INPUT_EVENT_MOUSE:
    case FASTPATH_INPUT_EVENT_MOUSEX:
      r.need(3 * 2 /* pointerFlags, xPos, yPos */, 'TS_FP_POINTER_EVENT');
      return decodePointer({
        extended: head >> 5 === FASTPATH_INPUT_EVENT_MOUSEX,
        flags: r.u16(),
        x: r.u16(),
        y: r.u16(),
      });
    case FASTPATH_INPUT_EVENT_SYNC:
      return [lockKeys(flags & ToggleFlag.mask)];
    case FASTPATH_INPUT_EVENT_RELMOUSE:
      r.skip(3 * 2 /* pointerFlags, xDelta, yDelta */, 'TS_FP_RELPOINTER_EVENT');
      return [];
    case FASTPATH_INPUT_EVENT_QOE_TIMESTAMP:
      r.skip(4 /* timestamp */, 'TS_FP_QOETIMESTAMP_EVENT');
      return [];
    default:
      throw invalid('TS_FP_INPUT_EVENT', 'eventCode', head >> 5);
  }
}
