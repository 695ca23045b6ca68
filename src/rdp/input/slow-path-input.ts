import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';
import type { InputEvent } from './events.js';
import { decodePointer, encodePointer } from './pointer-flags.js';
import { lockKeys, toggleFlags } from './toggle-flags.js';

/** messageType, [MS-RDPBCGR] 2.2.8.1.1.3.1.1. */
const INPUT_EVENT_SYNC = 0x0000;
const INPUT_EVENT_UNUSED = 0x0002;
const INPUT_EVENT_SCANCODE = 0x0004;
const INPUT_EVENT_UNICODE = 0x0005;
const INPUT_EVENT_MOUSE = 0x8001;
const INPUT_EVENT_MOUSEX = 0x8002;

/** keyboardFlags, [MS-RDPBCGR] 2.2.8.1.1.3.1.1.1. */
const KBDFLAGS_EXTENDED = 0x0100;
const KBDFLAGS_EXTENDED1 = 0x0200;
const KBDFLAGS_RELEASE = 0x8000;

const EVENT_SIZE = 4 /* eventTime */ + 2 /* messageType */ + 6; /* slowPathInputData */

/** TS_INPUT_PDU_DATA, [MS-RDPBCGR] 2.2.8.1.1.3, behind its share data header. eventTime is 0: hosts ignore it. */
export function writeSlowPathInput(w: ByteWriter, events: readonly InputEvent[]): void {
  const countAt = w.reserve(2);
  w.u16(0 /* pad2Octets */);
  let count = 0;
  for (const event of events) count += writeEvent(w, event);
  w.patch16(countAt, count);
}

export function readSlowPathInput(r: ByteReader): InputEvent[] {
  r.need(2 /* numEvents */ + 2 /* pad2Octets */, 'TS_INPUT_PDU_DATA');
  const count = r.u16();
  r.skip(2);
  r.need(count * EVENT_SIZE, 'TS_INPUT_PDU_DATA', 'numEvents');
  const events: InputEvent[] = [];
  for (let i = 0; i < count; i++) events.push(...readEvent(r));
  return events;
}

/** Returns how many wire events it took. */
function writeEvent(w: ByteWriter, event: InputEvent): number {
  switch (event.type) {
    case 'key':
      w.u32(0).u16(INPUT_EVENT_SCANCODE).u16(keyFlags(event)).u16(event.scancode).u16(0 /* pad2Octets */);
      return 1;
    case 'unicode':
      w.u32(0).u16(INPUT_EVENT_UNICODE);
      w.u16(event.down ? 0 : KBDFLAGS_RELEASE)
        .u16(event.unit)
        .u16(0 /* pad2Octets */);
      return 1;
    case 'synchronize':
      w.u32(0).u16(INPUT_EVENT_SYNC).u16(0 /* pad2Octets */).u32(toggleFlags(event));
      return 1;
    default: {
      const inputs = encodePointer(event);
      for (const { extended, flags, x, y } of inputs)
        w.u32(0)
          .u16(extended ? INPUT_EVENT_MOUSEX : INPUT_EVENT_MOUSE)
          .u16(flags)
          .u16(x)
          .u16(y);
      return inputs.length;
    }
  }
}

function keyFlags(event: Extract<InputEvent, { type: 'key' }>): number {
  return (
    (event.down ? 0 : KBDFLAGS_RELEASE) |
    (event.extended ? KBDFLAGS_EXTENDED : 0) |
    (event.extended1 ? KBDFLAGS_EXTENDED1 : 0)
  );
}

function readEvent(r: ByteReader): InputEvent[] {
  r.skip(4 /* eventTime */);
  const type = r.u16();
  const first = r.u16();
  const second = r.u16();
  const third = r.u16();
  switch (type) {
    case INPUT_EVENT_SCANCODE:
      return [
        {
          type: 'key',
          down: !(first & KBDFLAGS_RELEASE),
          scancode: second & 0xff,
          extended: (first & KBDFLAGS_EXTENDED) !== 0,
          extended1: (first & KBDFLAGS_EXTENDED1) !== 0,
        },
      ];
    case INPUT_EVENT_UNICODE:
      return [{ type: 'unicode', down: !(first & KBDFLAGS_RELEASE), unit: second }];
    case INPUT_EVENT_SYNC:
      return [lockKeys(second)];
    case INPUT_EVENT_MOUSE:
    case INPUT_EVENT_MOUSEX:
      return decodePointer({ extended: type === INPUT_EVENT_MOUSEX, flags: first, x: second, y: third });
    case INPUT_EVENT_UNUSED:
      return [];
    default:
      throw invalid('TS_INPUT_EVENT', 'messageType', type);
  }
}
