/** Messages from gateway to browser: the gateway writes them, the browser reads them. */
import { LIMITS } from '../bytes/limits.js';
import {
  boolean,
  bytes,
  finite,
  integer,
  nested,
  oneOf,
  optional,
  record,
  type Schema,
  text,
  variant,
} from './fields.js';
import { readFrame } from './frame.js';
import { readMessage, wireInvalid, writeMessage } from './header.js';
import {
  type Bye,
  CLIPBOARD_RIGHTS,
  type Desktop,
  type GatewayMessage,
  type Indicators,
  type Notice,
  type Pointer,
  type Pong,
  type Problem,
  type Rights,
  SESSION_STATES,
  type Stats,
  type Status,
  type Welcome,
  WIRE_LIMITS,
  type WindowIcon,
} from './messages.js';
import { packMap, unpackMap } from './msgpack.js';
import type { Unpacker } from './unpacker.js';
import { readWindows, type Windows, writeWindows } from './windows.js';

const shortText = text(WIRE_LIMITS.text);
const u16 = integer(0, 0xffff);
const count = finite(0, Number.MAX_SAFE_INTEGER);
const side = integer(1, LIMITS.desktopSide);
const pointerSide = integer(1, LIMITS.pointerSide);
const iconSide = integer(1, WIRE_LIMITS.iconSide);

const PROBLEM = {
  code: shortText,
  message: shortText,
  advice: shortText,
  detail: optional(shortText),
};

const SCHEMAS = {
  welcome: record<Welcome>('Welcome', { version: u16, sessionId: shortText, graceMs: count, gateway: shortText }),
  status: record<Status>('Status', {
    state: oneOf(SESSION_STATES),
    checkpoint: optional(shortText),
    host: optional(shortText),
    error: optional(nested(record<Problem>('Status.error', PROBLEM))),
  }),
  desktop: record<Desktop>('Desktop', {
    generation: integer(1, 0xffff_ffff),
    width: side,
    height: side,
    resizable: boolean,
  }),
  pointer: variant<Pointer>('Pointer', {
    image: record('Pointer', {
      width: pointerSide,
      height: pointerSide,
      hotspotX: u16,
      hotspotY: u16,
      rgba: bytes(4 * LIMITS.pointerSide ** 2),
    }),
    hidden: record('Pointer', {}),
    default: record('Pointer', {}),
    position: record('Pointer', { x: u16, y: u16 }),
  }),
  indicators: record<Indicators>('Indicators', {
    scrollLock: boolean,
    numLock: boolean,
    capsLock: boolean,
    kanaLock: boolean,
  }),
  stats: record<Stats>('Stats', { hostRtt: optional(count), hostFrames: count, hostBytes: count }),
  pong: record<Pong>('Pong', { time: count, gatewayTime: count }),
  bye: record<Bye>('Bye', PROBLEM),
  windowIcon: record<WindowIcon>('WindowIcon', {
    window: integer(0, 0xffff_ffff),
    width: iconSide,
    height: iconSide,
    rgba: bytes(4 * WIRE_LIMITS.iconSide ** 2),
  }),
  rights: record<Rights>('Rights', {
    clipboard: oneOf(CLIPBOARD_RIGHTS),
    drive: boolean,
    printing: boolean,
    watermark: optional(shortText),
    viewOnly: optional(boolean),
    endsAt: optional(count),
  }),
  notice: record<Notice>('Notice', { title: shortText, text: shortText }),
};

type Bodies = { [M in GatewayMessage as M['type']]: M['body'] };
export type GatewayMessageName = keyof typeof SCHEMAS | 'windows';

/** A whole message, header included. Frames are written by `frame.ts`. */
export function writeGatewayMessage<Name extends GatewayMessageName>(
  type: Name,
  sequence: number,
  body: Bodies[Name],
): Uint8Array {
  if (type === 'windows') return writeMessage(type, sequence, writeWindows(body as Windows));
  const schema = SCHEMAS[type as keyof typeof SCHEMAS] as unknown as Schema<Bodies[Name]>;
  return writeMessage(type, sequence, packMap(schema.write(body)));
}

/**
 * Reads one message, as a browser does. Throws WIRE_INVALID. `unpacker` has read every message of the connection before
 * this one; who has none did not ask for packed frames.
 */
export function readGatewayMessage(message: Uint8Array, unpacker?: Unpacker): GatewayMessage {
  const { type, sequence, packed, payload: carried } = readMessage(message);
  if (packed && !unpacker) throw wireInvalid('Header', 'flags');
  const payload = packed && unpacker ? unpacker.unpack(carried) : carried;
  if (type === 'frame') return { type, sequence, body: readFrame(payload) };
  if (type === 'windows') return { type, sequence, body: readWindows(payload) };
  if (!Object.hasOwn(SCHEMAS, type)) throw wireInvalid('Header', 'type', type);
  const schema = SCHEMAS[type as keyof typeof SCHEMAS];
  const body = schema.read(unpackMap(payload, type));
  if (type === 'pointer') checkPointer(body as Pointer);
  if (type === 'windowIcon') checkImage('WindowIcon', body as WindowIcon);
  return { type, sequence, body } as GatewayMessage;
}

/** The image must fill its rectangle, so that whoever draws it need not ask. */
function checkPointer(pointer: Pointer): void {
  if (pointer.kind === 'image') checkImage('Pointer', pointer);
}

function checkImage(message: string, { rgba, width, height }: Omit<WindowIcon, 'window'>): void {
  if (rgba.length !== 4 * width * height) throw wireInvalid(message, 'rgba');
}
