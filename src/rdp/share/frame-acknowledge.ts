import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';

/** [MS-RDPRFX] 2.2.3.1 TS_FRAME_ACKNOWLEDGE_PDU: the frame of the end marker that was drawn. */
export function readFrameAcknowledge(r: ByteReader): number {
  r.need(4, 'TS_FRAME_ACKNOWLEDGE_PDU', 'frameID');
  return r.u32();
}

export function writeFrameAcknowledge(w: ByteWriter, frameId: number): void {
  w.u32(frameId);
}
