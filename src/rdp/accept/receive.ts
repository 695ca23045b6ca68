import type { ByteReader } from '../../bytes/reader.js';
import type { InputEvent } from '../input/events.js';
import { readFastPathInput } from '../input/fast-path-input.js';
import { readSlowPathInput } from '../input/slow-path-input.js';
import { readDomainFrame } from '../mcs/frame.js';
import { openData } from '../security/envelope.js';
import { PduType, readShareControl } from '../share/control-header.js';
import { DataPduType, readShareData } from '../share/data-header.js';
import { readFrameAcknowledge } from '../share/frame-acknowledge.js';
import { readSuppressOutput } from '../share/suppress-output.js';

const TPKT_VERSION = 3;

/** What a client sends in its active stage. Byte arrays are views of the unit. */
export type ClientEvent =
  | { readonly type: 'input'; readonly events: readonly InputEvent[] }
  /** Nobody looks, or somebody looks again. */
  | { readonly type: 'output'; readonly wanted: boolean }
  /** Some of the desktop is to be sent again. */
  | { readonly type: 'refresh' }
  | { readonly type: 'frameAcknowledged'; readonly frameId: number }
  /** The person asked to end the session. */
  | { readonly type: 'shutdownRequested' }
  /** One Virtual Channel PDU, header included. */
  | { readonly type: 'channelData'; readonly channelId: number; readonly data: Uint8Array }
  | { readonly type: 'disconnected' };

/** Reads one unit. What a host has no use for gives no event; malformed PDUs throw DecodeError. */
export function readClientUnit(unit: Uint8Array, ioChannelId: number): ClientEvent | undefined {
  if (unit[0] !== TPKT_VERSION) return { type: 'input', events: readFastPathInput(unit) };
  const pdu = readDomainFrame(unit);
  if (pdu.type === 'disconnectProviderUltimatum') return { type: 'disconnected' };
  if (pdu.type !== 'sendDataRequest') return undefined;
  if (pdu.channelId !== ioChannelId) return { type: 'channelData', channelId: pdu.channelId, data: pdu.data };
  const control = readShareControl(openData(undefined, pdu.data).body);
  return control.type === PduType.DATAPDU ? readDataPdu(control.body) : undefined;
}

function readDataPdu(r: ByteReader): ClientEvent | undefined {
  const { type, body } = readShareData(r);
  switch (type) {
    case DataPduType.INPUT:
      return { type: 'input', events: readSlowPathInput(body) };
    case DataPduType.SUPPRESS_OUTPUT:
      return { type: 'output', wanted: readSuppressOutput(body) !== undefined };
    case DataPduType.REFRESH_RECT:
      return { type: 'refresh' };
    case DataPduType.FRAME_ACKNOWLEDGE:
      return { type: 'frameAcknowledged', frameId: readFrameAcknowledge(body) };
    case DataPduType.SHUTDOWN_REQUEST:
      return { type: 'shutdownRequested' };
    default:
      return undefined;
  }
}
