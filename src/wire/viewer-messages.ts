/** Messages from browser to gateway: the browser writes them, the gateway reads them and trusts none. */
import { LIMITS } from '../bytes/limits.js';
import {
  boolean,
  type Field,
  finite,
  integer,
  optional,
  orElse,
  record,
  type Schema,
  text,
  variant,
} from './fields.js';
import { type RawMessage, readMessage, wireInvalid, writeMessage } from './header.js';
import { readInput, writeInput } from './input.js';
import {
  type Ack,
  type CredentialsMessage,
  type Hello,
  type Ping,
  type Resize,
  type VideoAbility,
  type VideoReset,
  type ViewerMessage,
  type Visibility,
  WIRE_LIMITS,
  type WindowRequest,
} from './messages.js';
import { packMap, unpackMap } from './msgpack.js';

const side = integer(1, LIMITS.desktopSide);
const scaleFactor = integer(WIRE_LIMITS.scaleFactor.min, WIRE_LIMITS.scaleFactor.max);
const time = finite(0, Number.MAX_SAFE_INTEGER);
const credential = text(WIRE_LIMITS.credential);

const videoAbility = integer(0, 2) as Field<VideoAbility>;

const windowId = integer(1, 0xffff_ffff);
const windowAction = record('Window', { window: windowId });
const corner = integer(-0x8000, 0x7fff);

const SCHEMAS = {
  hello: record<Hello>('Hello', {
    version: integer(0, 0xffff),
    width: side,
    height: side,
    scaleFactor,
    keyboardLayout: integer(0, 0xffff_ffff),
    cacheSlots: integer(0, WIRE_LIMITS.cacheSlots),
    video: orElse(0, videoAbility),
    handedOn: orElse(false, boolean),
    unpacks: orElse(false, boolean),
    windows: optional(boolean),
    notices: optional(boolean),
  }),
  ack: record<Ack>('Ack', { sequence: integer(1, 0xffff_ffff), drawMs: time }),
  resize: record<Resize>('Resize', { width: side, height: side, scaleFactor }),
  visibility: record<Visibility>('Visibility', { visible: boolean }),
  ping: record<Ping>('Ping', { time }),
  credentials: record<CredentialsMessage>('Credentials', {
    username: credential,
    domain: credential,
    password: credential,
  }),
  refresh: record<Record<string, never>>('Refresh', {}),
  videoReset: record<VideoReset>('VideoReset', { surface: integer(0, 0xffff) }),
  window: variant<WindowRequest>('Window', {
    activate: windowAction,
    close: windowAction,
    minimize: windowAction,
    maximize: windowAction,
    restore: windowAction,
    move: record('Window', { window: windowId, left: corner, top: corner, width: side, height: side }),
  }),
};

type Bodies = { [M in ViewerMessage as M['type']]: M['body'] };

/** A whole message, header included. */
export function writeViewerMessage<Name extends ViewerMessage['type']>(
  type: Name,
  sequence: number,
  body: Bodies[Name],
): Uint8Array {
  if (type === 'input') return writeMessage(type, sequence, writeInput(body as Bodies['input']));
  const schema = SCHEMAS[type as keyof typeof SCHEMAS] as unknown as Schema<Bodies[Name]>;
  return writeMessage(type, sequence, packMap(schema.write(body)));
}

/** Reads one message of at most `LIMITS.viewerMessage` bytes and checks every field. Throws WIRE_INVALID. */
export function readViewerMessage(message: Uint8Array): ViewerMessage {
  if (message.length > LIMITS.viewerMessage) throw wireInvalid('Header', 'length', message.length);
  return decodeViewerMessage(readMessage(message));
}

/** The second half of {@link readViewerMessage}, for messages that came back to back. */
export function decodeViewerMessage({ type, sequence, payload }: RawMessage): ViewerMessage {
  if (type === 'input') return { type, sequence, body: readInput(payload) };
  if (!Object.hasOwn(SCHEMAS, type)) throw wireInvalid('Header', 'type', type);
  const schema = SCHEMAS[type as keyof typeof SCHEMAS];
  return { type, sequence, body: schema.read(unpackMap(payload, type)) } as ViewerMessage;
}
