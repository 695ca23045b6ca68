import type { ByteReader } from '../../../../bytes/reader.js';
import type { ByteWriter } from '../../../../bytes/writer.js';

/** RDPGFX_START_FRAME_PDU, [MS-RDPEGFX] 2.2.2.11. */
export interface StartFrame {
  readonly type: 'startFrame';
  /** Time of day on the host: hours (10 bits), minutes (6), seconds (6), milliseconds (10). */
  readonly timestamp: number;
  readonly frameId: number;
}

export function readStartFrame(r: ByteReader): StartFrame {
  r.need(4 /* timestamp */ + 4 /* frameId */, 'RDPGFX_START_FRAME_PDU');
  return { type: 'startFrame', timestamp: r.u32(), frameId: r.u32() };
}

export function writeStartFrame(w: ByteWriter, pdu: StartFrame): void {
  w.u32(pdu.timestamp).u32(pdu.frameId);
}

/** RDPGFX_END_FRAME_PDU, [MS-RDPEGFX] 2.2.2.12. */
export interface EndFrame {
  readonly type: 'endFrame';
  readonly frameId: number;
}

export function readEndFrame(r: ByteReader): EndFrame {
  r.need(4 /* frameId */, 'RDPGFX_END_FRAME_PDU');
  return { type: 'endFrame', frameId: r.u32() };
}

export function writeEndFrame(w: ByteWriter, pdu: EndFrame): void {
  w.u32(pdu.frameId);
}

/** queueDepth that says nothing about a queue, and the one that asks the host to wait for no more acknowledgements. */
export const QueueDepth = { UNAVAILABLE: 0x00000000, SUSPEND_FRAME_ACKNOWLEDGEMENT: 0xffffffff } as const;

/** RDPGFX_FRAME_ACKNOWLEDGE_PDU, [MS-RDPEGFX] 2.2.2.13. */
export interface FrameAcknowledge {
  readonly type: 'frameAcknowledge';
  /** Bytes that wait to be decoded, or one of QueueDepth. */
  readonly queueDepth: number;
  readonly frameId: number;
  readonly totalFramesDecoded: number;
}

export function readFrameAcknowledge(r: ByteReader): FrameAcknowledge {
  r.need(4 /* queueDepth */ + 4 /* frameId */ + 4 /* totalFramesDecoded */, 'RDPGFX_FRAME_ACKNOWLEDGE_PDU');
  return { type: 'frameAcknowledge', queueDepth: r.u32(), frameId: r.u32(), totalFramesDecoded: r.u32() };
}

export function writeFrameAcknowledge(w: ByteWriter, pdu: FrameAcknowledge): void {
  w.u32(pdu.queueDepth).u32(pdu.frameId).u32(pdu.totalFramesDecoded);
}

/** RDPGFX_QOE_FRAME_ACKNOWLEDGE_PDU, [MS-RDPEGFX] 2.2.2.21. */
export interface QoeFrameAcknowledge {
  readonly type: 'qoeFrameAcknowledge';
  readonly frameId: number;
  /** Milliseconds of the client's clock when the frame began to be decoded. */
  readonly timestamp: number;
  /** timeDiffSE: milliseconds from the start of decoding to its end. */
  readonly decodeTime: number;
  /** timeDiffEDR: milliseconds from there to the picture being shown. */
  readonly renderTime: number;
}

export function readQoeFrameAcknowledge(r: ByteReader): QoeFrameAcknowledge {
  r.need(4 /* frameId */ + 4 /* timestamp */ + 2 /* timeDiffSE */ + 2, 'RDPGFX_QOE_FRAME_ACKNOWLEDGE_PDU');
  const [frameId, timestamp] = [r.u32(), r.u32()];
  return { type: 'qoeFrameAcknowledge', frameId, timestamp, decodeTime: r.u16(), renderTime: r.u16() };
}

export function writeQoeFrameAcknowledge(w: ByteWriter, pdu: QoeFrameAcknowledge): void {
  w.u32(pdu.frameId).u32(pdu.timestamp).u16(pdu.decodeTime).u16(pdu.renderTime);
}
