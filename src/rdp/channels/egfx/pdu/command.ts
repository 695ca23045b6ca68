import type { ByteReader } from '../../../../bytes/reader.js';
import type { ByteWriter } from '../../../../bytes/writer.js';
import { invalid } from '../../../../errors.js';

/** cmdId of RDPGFX_HEADER, [MS-RDPEGFX] 2.2.1.5. */
export const CommandId = {
  WIRETOSURFACE_1: 0x0001,
  WIRETOSURFACE_2: 0x0002,
  DELETEENCODINGCONTEXT: 0x0003,
  SOLIDFILL: 0x0004,
  SURFACETOSURFACE: 0x0005,
  SURFACETOCACHE: 0x0006,
  CACHETOSURFACE: 0x0007,
  EVICTCACHEENTRY: 0x0008,
  CREATESURFACE: 0x0009,
  DELETESURFACE: 0x000a,
  STARTFRAME: 0x000b,
  ENDFRAME: 0x000c,
  FRAMEACKNOWLEDGE: 0x000d,
  RESETGRAPHICS: 0x000e,
  MAPSURFACETOOUTPUT: 0x000f,
  CACHEIMPORTOFFER: 0x0010,
  CACHEIMPORTREPLY: 0x0011,
  CAPSADVERTISE: 0x0012,
  CAPSCONFIRM: 0x0013,
  MAPSURFACETOWINDOW: 0x0015,
  QOEFRAMEACKNOWLEDGE: 0x0016,
  MAPSURFACETOSCALEDOUTPUT: 0x0017,
  MAPSURFACETOSCALEDWINDOW: 0x0018,
} as const;

export const HEADER_SIZE = 2 /* cmdId */ + 2 /* flags */ + 4; /* pduLength */

/** One command: what RDPGFX_HEADER says it is, and a reader confined to its body. */
export interface Command {
  readonly id: number;
  readonly body: ByteReader;
}

/** RDPGFX_HEADER, [MS-RDPEGFX] 2.2.1.5. Its flags are zero in every version so far. */
export function readCommand(r: ByteReader): Command {
  r.need(HEADER_SIZE, 'RDPGFX_HEADER');
  const id = r.u16();
  r.skip(2 /* flags */);
  const length = r.u32();
  if (length < HEADER_SIZE) throw invalid('RDPGFX_HEADER', 'pduLength', length);
  return { id, body: r.sub(length - HEADER_SIZE, 'RDPGFX_HEADER', 'pduLength') };
}

export function writeCommand(w: ByteWriter, id: number, body: (w: ByteWriter) => void): void {
  const start = w.length;
  w.u16(id).u16(0 /* flags */);
  const lengthAt = w.reserve(4);
  body(w);
  w.patch32(lengthAt, w.length - start);
}
