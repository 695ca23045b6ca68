import { ByteReader } from '../../bytes/reader.js';
import { hostDataFrame } from '../../rdp/accept/frames.js';
import type { DesktopSize } from '../../rdp/accept/settings.js';
import { readDomainFrame } from '../../rdp/mcs/frame.js';
import { findSet } from '../../rdp/share/capability-sets/index.js';
import { PduType, readShareControl } from '../../rdp/share/control-header.js';
import { DataPduType, readShareData } from '../../rdp/share/data-header.js';
import { readDemandActive } from '../../rdp/share/demand-active.js';
import { damaged, type RecordedUnit, type RecordingMetadata } from '../recording/format.js';

const TPKT_VERSION = 3;
const X224_DATA = 0xf0;
const MCS_CONNECT_RESPONSE = 0x7f;
const FASTPATH_OUTPUT_ENCRYPTED = 0x80;

/** What a client is shown: pictures, pointers, sounds and lights. The rest belongs to the recorded connection alone. */
const SHOWN = new Set<number>([
  DataPduType.UPDATE,
  DataPduType.POINTER,
  DataPduType.PLAY_SOUND,
  DataPduType.SET_KEYBOARD_INDICATORS,
]);

/** The recorded connection had these ids, this one has those. */
export interface Reframing {
  readonly recorded: RecordingMetadata;
  readonly ioChannelId: number;
  readonly shareId: number;
}

export type ReplayStep =
  | { readonly type: 'send'; readonly unit: Uint8Array }
  /** The recorded host activated its share with this size. */
  | { readonly type: 'activate'; readonly desktop: DesktopSize };

/** Turns one recorded unit into what a client of a replay gets; undefined for nothing. Bitmaps pass byte for byte. */
export function reframe(recorded: RecordedUnit, to: Reframing): ReplayStep | undefined {
  if (recorded.from !== 'host') return undefined;
  const unit = recorded.data;
  if (unit[0] !== TPKT_VERSION) {
    if (unit[0] & FASTPATH_OUTPUT_ENCRYPTED) throw damaged('recorded under standard RDP security');
    return { type: 'send', unit };
  }
  if (unit[5] !== X224_DATA || unit[7] === MCS_CONNECT_RESPONSE) return undefined;
  const pdu = readDomainFrame(unit);
  if (pdu.type !== 'sendDataIndication' || pdu.channelId !== to.recorded.ioChannel) return undefined;
  return reframeShare(pdu.data, to);
}

/** Before the share is active, PDUs have a security header instead of a share control header; no length fits there. */
function reframeShare(data: Uint8Array, to: Reframing): ReplayStep | undefined {
  const r = new ByteReader(data);
  if (data.length < 6 || r.u16() !== data.length) return undefined;
  const { type, body } = readShareControl(new ByteReader(data));
  if (type === PduType.DEMANDACTIVEPDU) return readActivation(body);
  if (type !== PduType.DATAPDU) return undefined;
  const share = readShareData(body);
  if (!SHOWN.has(share.type)) return undefined;
  if (share.compressedType !== 0) throw damaged('recorded with bulk compression');
  return { type: 'send', unit: hostDataFrame(to.ioChannelId, to.shareId, share.type, share.body.rest()) };
}

function readActivation(body: ByteReader): ReplayStep | undefined {
  const bitmap = findSet(readDemandActive(body).capabilitySets, 'bitmap');
  return bitmap && { type: 'activate', desktop: { width: bitmap.desktopWidth, height: bitmap.desktopHeight } };
}
