import { LIMITS } from '../../../bytes/limits.js';
import type { ByteReader } from '../../../bytes/reader.js';
import { fromLatin1, latin1 } from '../../../bytes/text.js';
import { ByteWriter } from '../../../bytes/writer.js';
import { invalid, tooLarge } from '../../../errors.js';

/** Cmd of the DVC header, [MS-RDPEDYC] 2.2. */
const Cmd = {
  createRequest: 0x1,
  dataFirst: 0x2,
  data: 0x3,
  close: 0x4,
  capabilities: 0x5,
  dataFirstCompressed: 0x6,
  dataCompressed: 0x7,
  softSyncRequest: 0x8,
  softSyncResponse: 0x9,
} as const;

/** CreationStatus is an HRESULT; negative refuses. */
export const CreationStatus = { ok: 0, unsuccessful: 0xc0000001 } as const;

/** Longest channel name that is read, terminator included; Microsoft's own are below 64. */
const NAME_MAX = 256;
/** Tunnels of a Soft-Sync request: reliable and lossy UDP ([MS-RDPEDYC] 2.2.5.1). */
const TUNNELS_MAX = 2;

/** PDUs of the dynamic channel transport that client and host both send, [MS-RDPEDYC] 2.2.3; compressed since version 3. */
export type DynamicDataPdu =
  | {
      readonly type: 'dataFirst';
      readonly channelId: number;
      /** Bytes of the whole message, not compressed. */
      readonly length: number;
      /** RDP_SEGMENTED_DATA where it is compressed. */
      readonly data: Uint8Array;
      readonly compressed?: true;
    }
  | { readonly type: 'data'; readonly channelId: number; readonly data: Uint8Array; readonly compressed?: true }
  | { readonly type: 'close'; readonly channelId: number };

/** What a host sends, [MS-RDPEDYC] 2.2.1.1, 2.2.2.1, 2.2.5.1. */
export type HostDynamicPdu =
  | DynamicDataPdu
  | { readonly type: 'capabilities'; readonly version: number }
  | { readonly type: 'create'; readonly channelId: number; readonly name: string }
  | { readonly type: 'softSync'; readonly tunnels: number };

/** What a client sends, [MS-RDPEDYC] 2.2.1.2, 2.2.2.2, 2.2.5.2. */
export type ClientDynamicPdu =
  | DynamicDataPdu
  | { readonly type: 'capabilities'; readonly version: number }
  | { readonly type: 'created'; readonly channelId: number; readonly status: number }
  | { readonly type: 'softSynced' };

export function readHostDynamicPdu(r: ByteReader): HostDynamicPdu {
  const { cmd, idSize, sp } = readHeader(r);
  switch (cmd) {
    case Cmd.capabilities:
      return { type: 'capabilities', version: readVersion(r) };
    case Cmd.createRequest:
      return { type: 'create', channelId: readSized(r, idSize, 'ChannelId'), name: readName(r) };
    case Cmd.softSyncRequest:
      return { type: 'softSync', tunnels: readSoftSync(r) };
    default:
      return readData(r, cmd, idSize, sp);
  }
}

export function readClientDynamicPdu(r: ByteReader): ClientDynamicPdu {
  const { cmd, idSize, sp } = readHeader(r);
  switch (cmd) {
    case Cmd.capabilities:
      return { type: 'capabilities', version: readVersion(r) };
    case Cmd.createRequest: {
      const channelId = readSized(r, idSize, 'ChannelId');
      r.need(4 /* CreationStatus */, 'DYNVC_CREATE_RSP');
      return { type: 'created', channelId, status: r.u32() };
    }
    case Cmd.softSyncResponse:
      return { type: 'softSynced' };
    default:
      return readData(r, cmd, idSize, sp);
  }
}

/** [MS-RDPEDYC] 2.2.1.1 to 2.2.1.1.3; the priority charges of versions 2 and 3 are zero: no preference. */
export function hostDynamicPdu(pdu: Exclude<HostDynamicPdu, { type: 'softSync' }>): Uint8Array {
  switch (pdu.type) {
    case 'capabilities': {
      const w = new ByteWriter(12)
        .u8(Cmd.capabilities << 4)
        .u8(0 /* Pad */)
        .u16(pdu.version);
      if (2 <= pdu.version) w.zeros(4 * 2 /* PriorityCharge0 … 3 */);
      return w.finish();
    }
    case 'create':
      return idHeader(Cmd.createRequest, pdu.channelId, 0, 64).bytes(latin1(pdu.name)).u8(0).finish();
    default:
      return dynamicDataPdu(pdu);
  }
}

export function clientDynamicPdu(pdu: ClientDynamicPdu): Uint8Array {
  switch (pdu.type) {
    case 'capabilities':
      return new ByteWriter(4)
        .u8(Cmd.capabilities << 4)
        .u8(0 /* Pad */)
        .u16(pdu.version)
        .finish();
    case 'created':
      return idHeader(Cmd.createRequest, pdu.channelId, 0, 16).u32(pdu.status).finish();
    case 'softSynced':
      return new ByteWriter(6)
        .u8(Cmd.softSyncResponse << 4)
        .u8(0 /* Pad */)
        .u32(0 /* NumberOfTunnels */)
        .finish();
    default:
      return dynamicDataPdu(pdu);
  }
}

export function dynamicDataPdu(pdu: DynamicDataPdu): Uint8Array {
  switch (pdu.type) {
    case 'dataFirst': {
      const lengthSize = sizeOf(pdu.length);
      const cmd = pdu.compressed ? Cmd.dataFirstCompressed : Cmd.dataFirst;
      const w = idHeader(cmd, pdu.channelId, lengthSize, pdu.data.length + 16);
      return writeSized(w, lengthSize, pdu.length).bytes(pdu.data).finish();
    }
    case 'data':
      return idHeader(pdu.compressed ? Cmd.dataCompressed : Cmd.data, pdu.channelId, 0, pdu.data.length + 8)
        .bytes(pdu.data)
        .finish();
    case 'close':
      return idHeader(Cmd.close, pdu.channelId, 0, 8).finish();
  }
}

/** A message as DATA_FIRST and DATA PDUs, none longer than a static channel chunk ([MS-RDPEDYC] 3.1.5.1.4). */
export function dynamicMessage(channelId: number, message: Uint8Array, chunkSize = 1600): Uint8Array[] {
  const header = 1 + idBytes(sizeOf(channelId));
  if (header + message.length <= chunkSize) return [dynamicDataPdu({ type: 'data', channelId, data: message })];
  let at = chunkSize - header - idBytes(sizeOf(message.length));
  const data = message.subarray(0, at);
  const pdus = [dynamicDataPdu({ type: 'dataFirst', channelId, length: message.length, data })];
  for (; at < message.length; at += chunkSize - header)
    pdus.push(dynamicDataPdu({ type: 'data', channelId, data: message.subarray(at, at + chunkSize - header) }));
  return pdus;
}

interface Header {
  readonly cmd: number;
  /** cbId: how many bytes ChannelId has. */
  readonly idSize: number;
  /** Sp, Pri or Len: for DATA_FIRST, how many bytes Length has. */
  readonly sp: number;
}

function readHeader(r: ByteReader): Header {
  r.need(1 /* cbId, Sp, Cmd */, 'DYNVC_HEADER');
  const byte = r.u8();
  return { cmd: byte >> 4, idSize: byte & 3, sp: (byte >> 2) & 3 };
}

function readData(r: ByteReader, cmd: number, idSize: number, lengthSize: number): DynamicDataPdu {
  switch (cmd) {
    case Cmd.dataFirst:
    case Cmd.dataFirstCompressed: {
      const channelId = readSized(r, idSize, 'ChannelId');
      const length = readSized(r, lengthSize, 'Length');
      if (LIMITS.reassembled < length) throw tooLarge('DYNVC_DATA_FIRST', 'Length', length);
      return { type: 'dataFirst', channelId, length, data: r.rest(), ...compressed(cmd) };
    }
    case Cmd.data:
    case Cmd.dataCompressed:
      return { type: 'data', channelId: readSized(r, idSize, 'ChannelId'), data: r.rest(), ...compressed(cmd) };
    case Cmd.close:
      return { type: 'close', channelId: readSized(r, idSize, 'ChannelId') };
    default:
      throw invalid('DYNVC_HEADER', 'Cmd', cmd);
  }
}

const compressed = (cmd: number): { compressed?: true } =>
  cmd === Cmd.dataFirstCompressed || cmd === Cmd.dataCompressed ? { compressed: true } : {};

function readVersion(r: ByteReader): number {
  r.need(1 /* Pad */ + 2 /* Version */, 'DYNVC_CAPS');
  r.skip(1);
  return r.u16();
}

/** Null-terminated; what stands behind the terminator is ignored. */
function readName(r: ByteReader): string {
  const bytes = r.bytes(Math.min(r.remaining, NAME_MAX));
  const end = bytes.indexOf(0);
  if (end < 0) throw invalid('DYNVC_CREATE_REQ', 'ChannelName', bytes.length);
  return fromLatin1(bytes.subarray(0, end));
}

/** DYNVC_SOFT_SYNC_REQUEST up to NumberOfTunnels; the channel lists matter only to those who have tunnels. */
function readSoftSync(r: ByteReader): number {
  r.need(1 /* Pad */ + 4 /* Length */ + 2 /* Flags */ + 2 /* NumberOfTunnels */, 'DYNVC_SOFT_SYNC_REQUEST');
  r.skip(1 + 4 + 2);
  const tunnels = r.u16();
  if (TUNNELS_MAX < tunnels) throw invalid('DYNVC_SOFT_SYNC_REQUEST', 'NumberOfTunnels', tunnels);
  return tunnels;
}

const idBytes = (size: number): number => (size === 0 ? 1 : size === 1 ? 2 : 4);

const sizeOf = (value: number): number => (value < 0x100 ? 0 : value < 0x10000 ? 1 : 2);

function readSized(r: ByteReader, size: number, field: string): number {
  if (size === 3) throw invalid('DYNVC_HEADER', field, size);
  r.need(idBytes(size), 'DYNVC_HEADER', field);
  return size === 0 ? r.u8() : size === 1 ? r.u16() : r.u32();
}

function writeSized(w: ByteWriter, size: number, value: number): ByteWriter {
  return size === 0 ? w.u8(value) : size === 1 ? w.u16(value) : w.u32(value);
}

function idHeader(cmd: number, channelId: number, sp: number, capacity: number): ByteWriter {
  const size = sizeOf(channelId);
  return writeSized(new ByteWriter(capacity).u8((cmd << 4) | (sp << 2) | size), size, channelId);
}
