import { ByteReader } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import { wireInvalid } from './header.js';
import { WIRE_LIMITS } from './messages.js';

/** What a person did. The same shape as the RDP core's input event, so that a session passes it on as it is. */
export type InputEvent =
  /** PC/AT set 1 scancode without prefix; `extended` stands for E0, `extended1` for E1 (Pause). */
  | {
      readonly type: 'key';
      readonly down: boolean;
      readonly scancode: number;
      readonly extended: boolean;
      readonly extended1?: boolean;
    }
  /** One UTF-16 code unit. */
  | { readonly type: 'unicode'; readonly down: boolean; readonly unit: number }
  /** Absolute desktop pixels. */
  | { readonly type: 'move'; readonly x: number; readonly y: number }
  | {
      readonly type: 'button';
      readonly down: boolean;
      readonly button: (typeof BUTTONS)[number];
      readonly x: number;
      readonly y: number;
    }
  /** 120 units are one notch; positive is up or right. */
  | {
      readonly type: 'wheel';
      readonly axis: (typeof AXES)[number];
      readonly delta: number;
      readonly x: number;
      readonly y: number;
    }
  /** State of the lock keys after a focus change; the host releases all keys. */
  | {
      readonly type: 'synchronize';
      readonly scrollLock: boolean;
      readonly numLock: boolean;
      readonly capsLock: boolean;
      readonly kanaLock: boolean;
    };

const BUTTONS = ['left', 'right', 'middle', 'x1', 'x2'] as const;
const AXES = ['vertical', 'horizontal'] as const;

const Kind = { key: 1, unicode: 2, move: 3, button: 4, wheel: 5, synchronize: 6 } as const;

/**
 * Adds to the batch of one animation frame. A move replaces a move directly before it; nothing else is merged, so that
 * keys, buttons and where they happened keep their order.
 */
export function appendInput(batch: InputEvent[], event: InputEvent): void {
  if (event.type === 'move' && batch.at(-1)?.type === 'move') batch[batch.length - 1] = event;
  else batch.push(event);
}

/** Payload of an input message: events back to back, each a kind byte and its fields. */
export function writeInput(events: readonly InputEvent[]): Uint8Array {
  const writer = new ByteWriter(8 * events.length);
  for (const event of events) writeEvent(writer, event);
  return writer.finish();
}

export function readInput(payload: Uint8Array): InputEvent[] {
  const reader = new ByteReader(payload);
  const events: InputEvent[] = [];
  while (reader.remaining > 0) {
    if (events.length === WIRE_LIMITS.inputEvents) throw wireInvalid('Input', 'events', events.length + 1);
    events.push(readEvent(reader));
  }
  return events;
}

function writeEvent(writer: ByteWriter, event: InputEvent): void {
  writer.u8(Kind[event.type]);
  switch (event.type) {
    case 'key':
      writer.u8(flags(event.down, event.extended, event.extended1 ?? false)).u8(event.scancode);
      return;
    case 'unicode':
      writer.u8(flags(event.down)).u16(event.unit);
      return;
    case 'move':
      writer.u16(event.x).u16(event.y);
      return;
    case 'button':
      writer.u8(flags(event.down)).u8(BUTTONS.indexOf(event.button)).u16(event.x).u16(event.y);
      return;
    case 'wheel':
      writer.u8(AXES.indexOf(event.axis)).u16(event.delta & 0xffff);
      writer.u16(event.x).u16(event.y);
      return;
    case 'synchronize':
      writer.u8(flags(event.scrollLock, event.numLock, event.capsLock, event.kanaLock));
  }
}

/** Bytes that follow the kind byte. */
const SIZE: readonly (number | undefined)[] = [undefined, 2, 3, 4, 6, 7, 1];

function readEvent(r: ByteReader): InputEvent {
  const kind = r.u8();
  const size = SIZE[kind];
  if (size === undefined) throw wireInvalid('Input', 'kind', kind);
  if (r.remaining < size) throw wireInvalid('Input', 'length', r.remaining);
  switch (kind) {
    case Kind.key: {
      const [down, extended, extended1] = readFlags(r, 3);
      const scancode = r.u8();
      if (scancode > 0x7f) throw wireInvalid('Input', 'scancode', scancode);
      return { type: 'key', down, scancode, extended, extended1 };
    }
    case Kind.unicode: {
      const [down] = readFlags(r, 1);
      return { type: 'unicode', down, unit: r.u16() };
    }
    case Kind.move:
      return { type: 'move', x: r.u16(), y: r.u16() };
    case Kind.button: {
      const [down] = readFlags(r, 1);
      return { type: 'button', down, button: choice(r, BUTTONS, 'button'), x: r.u16(), y: r.u16() };
    }
    case Kind.wheel:
      return { type: 'wheel', axis: choice(r, AXES, 'axis'), delta: r.i16(), x: r.u16(), y: r.u16() };
    default: {
      const [scrollLock, numLock, capsLock, kanaLock] = readFlags(r, 4);
      return { type: 'synchronize', scrollLock, numLock, capsLock, kanaLock };
    }
  }
}

function flags(...bits: readonly boolean[]): number {
  return bits.reduce((value, bit, index) => value | (Number(bit) << index), 0);
}

function readFlags(r: ByteReader, count: number): boolean[] {
  const value = r.u8();
  if (value >> count !== 0) throw wireInvalid('Input', 'flags', value);
  return Array.from({ length: count }, (_, index) => (value & (1 << index)) !== 0);
}

function choice<T extends string>(r: ByteReader, names: readonly T[], field: string): T {
  const index = r.u8();
  const name = names[index];
  if (name === undefined) throw wireInvalid('Input', field, index);
  return name;
}
