import type { InputEvent } from './events.js';

/** pointerFlags of TS_POINTER_EVENT, [MS-RDPBCGR] 2.2.8.1.1.3.1.1.3. */
const PTRFLAGS_HWHEEL = 0x0400;
const PTRFLAGS_WHEEL = 0x0200;
const WHEEL_ROTATION_MASK = 0x01ff;
const PTRFLAGS_MOVE = 0x0800;
const PTRFLAGS_DOWN = 0x8000;
const PTRFLAGS_BUTTON1 = 0x1000;
const PTRFLAGS_BUTTON2 = 0x2000;
const PTRFLAGS_BUTTON3 = 0x4000;

/** pointerFlags of TS_POINTERX_EVENT, [MS-RDPBCGR] 2.2.8.1.1.3.1.1.4. */
const PTRXFLAGS_DOWN = 0x8000;
const PTRXFLAGS_BUTTON1 = 0x0001;
const PTRXFLAGS_BUTTON2 = 0x0002;

/** The rotation has nine bits, sign included; we use it symmetrically. */
const ROTATION_MAX = 255;
/** 16 PDUs of one event: more than any wheel turns between two events. */
const ROTATION_TOTAL_MAX = 16 * ROTATION_MAX;

/** Mouse or extended mouse event as both input formats carry it. */
export interface PointerInput {
  readonly extended: boolean;
  readonly flags: number;
  readonly x: number;
  readonly y: number;
}

type PointerEvent = Extract<InputEvent, { type: 'move' | 'button' | 'wheel' }>;

const BUTTON_FLAGS = {
  left: PTRFLAGS_BUTTON1,
  right: PTRFLAGS_BUTTON2,
  middle: PTRFLAGS_BUTTON3,
  x1: PTRXFLAGS_BUTTON1,
  x2: PTRXFLAGS_BUTTON2,
} as const;

/** One event; several where a wheel turned further than one PDU can say. */
export function encodePointer(event: PointerEvent): PointerInput[] {
  const at = { x: clampCoordinate(event.x), y: clampCoordinate(event.y) };
  switch (event.type) {
    case 'move':
      return [{ extended: false, flags: PTRFLAGS_MOVE, ...at }];
    case 'button': {
      const extended = event.button === 'x1' || event.button === 'x2';
      const down = event.down ? (extended ? PTRXFLAGS_DOWN : PTRFLAGS_DOWN) : 0;
      return [{ extended, flags: BUTTON_FLAGS[event.button] | down, ...at }];
    }
    case 'wheel': {
      const axis = event.axis === 'vertical' ? PTRFLAGS_WHEEL : PTRFLAGS_HWHEEL;
      return rotations(event.delta).map((turn) => ({
        extended: false,
        flags: axis | (turn & WHEEL_ROTATION_MASK),
        ...at,
      }));
    }
  }
}

/** A PDU may say several things at once: it moved, and a button went down there. */
export function decodePointer(input: PointerInput): InputEvent[] {
  const { flags, x, y } = input;
  const events: InputEvent[] = [];
  const button = (bit: number, name: 'left' | 'right' | 'middle' | 'x1' | 'x2'): void => {
    if (flags & bit) events.push({ type: 'button', down: (flags & PTRFLAGS_DOWN) !== 0, button: name, x, y });
  };
  if (input.extended) {
    button(PTRXFLAGS_BUTTON1, 'x1');
    button(PTRXFLAGS_BUTTON2, 'x2');
    return events;
  }
  if (flags & PTRFLAGS_MOVE) events.push({ type: 'move', x, y });
  if (flags & (PTRFLAGS_WHEEL | PTRFLAGS_HWHEEL)) {
    const axis = flags & PTRFLAGS_WHEEL ? 'vertical' : 'horizontal';
    events.push({ type: 'wheel', axis, delta: signExtend9(flags), x, y });
    return events;
  }
  button(PTRFLAGS_BUTTON1, 'left');
  button(PTRFLAGS_BUTTON2, 'right');
  button(PTRFLAGS_BUTTON3, 'middle');
  return events;
}

function rotations(delta: number): number[] {
  let rest = Math.trunc(Math.max(-ROTATION_TOTAL_MAX, Math.min(ROTATION_TOTAL_MAX, delta))) || 0;
  const turns: number[] = [];
  while (rest !== 0) {
    const turn = Math.max(-ROTATION_MAX, Math.min(ROTATION_MAX, rest));
    turns.push(turn);
    rest -= turn;
  }
  return turns;
}

const signExtend9 = (flags: number): number => ((flags & WHEEL_ROTATION_MASK) << 23) >> 23;

const clampCoordinate = (value: number): number => Math.max(0, Math.min(0xffff, Math.round(value) || 0));
