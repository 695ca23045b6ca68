import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';

const TYPE_ID_AUTODETECT_REQUEST = 0;
const TYPE_ID_AUTODETECT_RESPONSE = 1;
const HEADER = 1 /* headerLength */ + 1 /* headerTypeId */ + 2 /* sequenceNumber */ + 2; /* requestType */

/** requestType, [MS-RDPBCGR] 2.2.14.1. Where a request exists twice, the second value belongs to the active stage. */
const RequestType = {
  rttConnect: 0x1001,
  rtt: 0x0001,
  bandwidthStartConnect: 0x1014,
  bandwidthStart: 0x0014,
  bandwidthStartTunnel: 0x0114,
  bandwidthPayload: 0x0002,
  bandwidthStopConnect: 0x002b,
  bandwidthStop: 0x0429,
  bandwidthStopTunnel: 0x0629,
  resultBaseAverage: 0x0840,
  resultBandwidthAverage: 0x0880,
  resultAll: 0x08c0,
} as const;

/** [MS-RDPBCGR] 2.2.14.1 Auto-Detect requests, behind a security header with SEC_AUTODETECT_REQ. */
export type AutoDetectRequest = { readonly sequence: number } & (
  | { readonly type: 'rtt'; readonly connectTime: boolean }
  | { readonly type: 'bandwidthStart'; readonly connectTime: boolean }
  | { readonly type: 'bandwidthPayload'; readonly payload: Uint8Array }
  /** At connect time the last part of the payload comes with it. */
  | { readonly type: 'bandwidthStop'; readonly payload?: Uint8Array }
  /** Milliseconds and kbit/s. */
  | {
      readonly type: 'networkCharacteristics';
      readonly baseRtt?: number;
      readonly bandwidth?: number;
      readonly averageRtt: number;
    }
);

export function readAutoDetectRequest(r: ByteReader): AutoDetectRequest {
  const { sequence, type } = readHeader(r, TYPE_ID_AUTODETECT_REQUEST);
  switch (type) {
    case RequestType.rttConnect:
    case RequestType.rtt:
      return { sequence, type: 'rtt', connectTime: type === RequestType.rttConnect };
    case RequestType.bandwidthStartConnect:
    case RequestType.bandwidthStart:
    case RequestType.bandwidthStartTunnel:
      return { sequence, type: 'bandwidthStart', connectTime: type === RequestType.bandwidthStartConnect };
    case RequestType.bandwidthPayload:
      return { sequence, type: 'bandwidthPayload', payload: readPayload(r) };
    case RequestType.bandwidthStopConnect:
      return { sequence, type: 'bandwidthStop', payload: readPayload(r) };
    case RequestType.bandwidthStop:
    case RequestType.bandwidthStopTunnel:
      return { sequence, type: 'bandwidthStop' };
    case RequestType.resultBaseAverage:
      r.need(4 + 4, 'RDP_NETCHAR_RESULT');
      return { sequence, type: 'networkCharacteristics', baseRtt: r.u32(), averageRtt: r.u32() };
    case RequestType.resultBandwidthAverage:
      r.need(4 + 4, 'RDP_NETCHAR_RESULT');
      return { sequence, type: 'networkCharacteristics', bandwidth: r.u32(), averageRtt: r.u32() };
    case RequestType.resultAll:
      r.need(4 + 4 + 4, 'RDP_NETCHAR_RESULT');
      return { sequence, type: 'networkCharacteristics', baseRtt: r.u32(), bandwidth: r.u32(), averageRtt: r.u32() };
    default:
      throw invalid('SERVER_AUTODETECT_REQUEST', 'requestType', type);
  }
}

export function writeAutoDetectRequest(w: ByteWriter, request: AutoDetectRequest): void {
  const { sequence } = request;
  const head = (extra: number, type: number) => writeHeader(w, extra, TYPE_ID_AUTODETECT_REQUEST, sequence, type);
  switch (request.type) {
    case 'rtt':
      head(0, request.connectTime ? RequestType.rttConnect : RequestType.rtt);
      return;
    case 'bandwidthStart':
      head(0, request.connectTime ? RequestType.bandwidthStartConnect : RequestType.bandwidthStart);
      return;
    case 'bandwidthPayload':
      head(2, RequestType.bandwidthPayload);
      w.u16(request.payload.length).bytes(request.payload);
      return;
    case 'bandwidthStop':
      if (!request.payload) {
        head(0, RequestType.bandwidthStop);
        return;
      }
      head(2, RequestType.bandwidthStopConnect);
      w.u16(request.payload.length).bytes(request.payload);
      return;
    case 'networkCharacteristics':
      writeCharacteristics(w, request, head);
  }
}

const ResponseType = {
  rtt: 0x0000,
  bandwidthConnect: 0x0003,
  bandwidth: 0x000b,
  networkSync: 0x0018,
} as const;

/** [MS-RDPBCGR] 2.2.14.2 Auto-Detect responses, behind a security header with SEC_AUTODETECT_RSP. */
export type AutoDetectResponse = { readonly sequence: number } & (
  | { readonly type: 'rtt' }
  | {
      readonly type: 'bandwidth';
      readonly connectTime: boolean;
      /** Milliseconds between start and stop. */
      readonly timeDelta: number;
      readonly byteCount: number;
    }
  /** A client that connects again may offer what it measured before. */
  | { readonly type: 'networkSync'; readonly bandwidth: number; readonly rtt: number }
);

export function readAutoDetectResponse(r: ByteReader): AutoDetectResponse {
  const { sequence, type } = readHeader(r, TYPE_ID_AUTODETECT_RESPONSE);
  if (type === ResponseType.rtt) return { sequence, type: 'rtt' };
  r.need(4 + 4, 'CLIENT_AUTODETECT_RESPONSE');
  switch (type) {
    case ResponseType.bandwidthConnect:
    case ResponseType.bandwidth: {
      const connectTime = type === ResponseType.bandwidthConnect;
      return { sequence, type: 'bandwidth', connectTime, timeDelta: r.u32(), byteCount: r.u32() };
    }
    case ResponseType.networkSync:
      return { sequence, type: 'networkSync', bandwidth: r.u32(), rtt: r.u32() };
    default:
      throw invalid('CLIENT_AUTODETECT_RESPONSE', 'responseType', type);
  }
}

export function writeAutoDetectResponse(w: ByteWriter, response: AutoDetectResponse): void {
  const head = (extra: number, type: number) =>
    writeHeader(w, extra, TYPE_ID_AUTODETECT_RESPONSE, response.sequence, type);
  if (response.type === 'rtt') {
    head(0, ResponseType.rtt);
  } else if (response.type === 'bandwidth') {
    head(8, response.connectTime ? ResponseType.bandwidthConnect : ResponseType.bandwidth);
    w.u32(response.timeDelta).u32(response.byteCount);
  } else {
    head(8, ResponseType.networkSync);
    w.u32(response.bandwidth).u32(response.rtt);
  }
}

function readHeader(r: ByteReader, typeId: number): { sequence: number; type: number } {
  r.need(HEADER, 'AUTODETECT');
  const length = r.u8();
  if (length < HEADER) throw invalid('AUTODETECT', 'headerLength', length);
  const actual = r.u8();
  if (actual !== typeId) throw invalid('AUTODETECT', 'headerTypeId', actual);
  return { sequence: r.u16(), type: r.u16() };
}

function writeHeader(w: ByteWriter, extra: number, typeId: number, sequence: number, type: number): void {
  w.u8(HEADER + extra)
    .u8(typeId)
    .u16(sequence)
    .u16(type);
}

function readPayload(r: ByteReader): Uint8Array {
  r.need(2, 'RDP_BW_PAYLOAD', 'payloadLength');
  return r.bytes(r.u16(), 'RDP_BW_PAYLOAD', 'payloadLength');
}

type Characteristics = Extract<AutoDetectRequest, { type: 'networkCharacteristics' }>;

function writeCharacteristics(w: ByteWriter, c: Characteristics, head: (extra: number, type: number) => void): void {
  if (c.baseRtt !== undefined && c.bandwidth !== undefined) {
    head(12, RequestType.resultAll);
    w.u32(c.baseRtt).u32(c.bandwidth).u32(c.averageRtt);
  } else if (c.bandwidth !== undefined) {
    head(8, RequestType.resultBandwidthAverage);
    w.u32(c.bandwidth).u32(c.averageRtt);
  } else {
    head(8, RequestType.resultBaseAverage);
    w.u32(c.baseRtt ?? 0).u32(c.averageRtt);
  }
}
