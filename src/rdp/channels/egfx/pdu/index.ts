import type { ByteReader } from '../../../../bytes/reader.js';
import type { ByteWriter } from '../../../../bytes/writer.js';
import * as cache from './cache.js';
import * as capabilities from './capabilities.js';
import { CommandId, readCommand, writeCommand } from './command.js';
import * as drawing from './drawing.js';
import * as frame from './frame.js';
import * as surface from './surface.js';

/** What a host sends on the graphics channel, [MS-RDPEGFX] 2.2.2. */
export type GraphicsPdu =
  | drawing.WireToSurface1
  | drawing.WireToSurface2
  | drawing.DeleteEncodingContext
  | drawing.SolidFill
  | drawing.SurfaceToSurface
  | cache.SurfaceToCache
  | cache.CacheToSurface
  | cache.EvictCacheEntry
  | surface.CreateSurface
  | surface.DeleteSurface
  | frame.StartFrame
  | frame.EndFrame
  | surface.ResetGraphics
  | surface.MapSurfaceToOutput
  | surface.MapSurfaceToScaledOutput
  | surface.MapSurfaceToWindow
  | surface.MapSurfaceToScaledWindow
  | cache.CacheImportReply
  | capabilities.CapsConfirm;

/** What a client sends on it. */
export type GraphicsReply =
  | capabilities.CapsAdvertise
  | frame.FrameAcknowledge
  | frame.QoeFrameAcknowledge
  | cache.CacheImportOffer;

/** A command that the other end may know and this one does not. */
export interface UnknownCommand {
  readonly type: 'unknown';
  readonly commandId: number;
}

interface Codec<T> {
  readonly id: number;
  readonly read: (r: ByteReader) => T;
  readonly write: (w: ByteWriter, pdu: T) => void;
}

type Codecs<T extends { type: string }> = { readonly [K in T['type']]: Codec<Extract<T, { type: K }>> };

const codec = <T>(id: number, read: Codec<T>['read'], write: Codec<T>['write']): Codec<T> => ({ id, read, write });

const FROM_HOST: Codecs<GraphicsPdu> = {
  wireToSurface1: codec(CommandId.WIRETOSURFACE_1, drawing.readWireToSurface1, drawing.writeWireToSurface1),
  wireToSurface2: codec(CommandId.WIRETOSURFACE_2, drawing.readWireToSurface2, drawing.writeWireToSurface2),
  deleteEncodingContext: codec(
    CommandId.DELETEENCODINGCONTEXT,
    drawing.readDeleteEncodingContext,
    drawing.writeDeleteEncodingContext,
  ),
  solidFill: codec(CommandId.SOLIDFILL, drawing.readSolidFill, drawing.writeSolidFill),
  surfaceToSurface: codec(CommandId.SURFACETOSURFACE, drawing.readSurfaceToSurface, drawing.writeSurfaceToSurface),
  surfaceToCache: codec(CommandId.SURFACETOCACHE, cache.readSurfaceToCache, cache.writeSurfaceToCache),
  cacheToSurface: codec(CommandId.CACHETOSURFACE, cache.readCacheToSurface, cache.writeCacheToSurface),
  evictCacheEntry: codec(CommandId.EVICTCACHEENTRY, cache.readEvictCacheEntry, cache.writeEvictCacheEntry),
  createSurface: codec(CommandId.CREATESURFACE, surface.readCreateSurface, surface.writeCreateSurface),
  deleteSurface: codec(CommandId.DELETESURFACE, surface.readDeleteSurface, surface.writeDeleteSurface),
  startFrame: codec(CommandId.STARTFRAME, frame.readStartFrame, frame.writeStartFrame),
  endFrame: codec(CommandId.ENDFRAME, frame.readEndFrame, frame.writeEndFrame),
  resetGraphics: codec(CommandId.RESETGRAPHICS, surface.readResetGraphics, surface.writeResetGraphics),
  mapSurfaceToOutput: codec(
    CommandId.MAPSURFACETOOUTPUT,
    surface.readMapSurfaceToOutput,
    surface.writeMapSurfaceToOutput,
  ),
  mapSurfaceToScaledOutput: codec(
    CommandId.MAPSURFACETOSCALEDOUTPUT,
    surface.readMapSurfaceToScaledOutput,
    surface.writeMapSurfaceToScaledOutput,
  ),
  mapSurfaceToWindow: codec(
    CommandId.MAPSURFACETOWINDOW,
    surface.readMapSurfaceToWindow,
    surface.writeMapSurfaceToWindow,
  ),
  mapSurfaceToScaledWindow: codec(
    CommandId.MAPSURFACETOSCALEDWINDOW,
    surface.readMapSurfaceToScaledWindow,
    surface.writeMapSurfaceToScaledWindow,
  ),
  cacheImportReply: codec(CommandId.CACHEIMPORTREPLY, cache.readCacheImportReply, cache.writeCacheImportReply),
  capsConfirm: codec(CommandId.CAPSCONFIRM, capabilities.readCapsConfirm, capabilities.writeCapsConfirm),
};

const FROM_CLIENT: Codecs<GraphicsReply> = {
  capsAdvertise: codec(CommandId.CAPSADVERTISE, capabilities.readCapsAdvertise, capabilities.writeCapsAdvertise),
  frameAcknowledge: codec(CommandId.FRAMEACKNOWLEDGE, frame.readFrameAcknowledge, frame.writeFrameAcknowledge),
  qoeFrameAcknowledge: codec(
    CommandId.QOEFRAMEACKNOWLEDGE,
    frame.readQoeFrameAcknowledge,
    frame.writeQoeFrameAcknowledge,
  ),
  cacheImportOffer: codec(CommandId.CACHEIMPORTOFFER, cache.readCacheImportOffer, cache.writeCacheImportOffer),
};

const byId = <T>(codecs: readonly Pick<Codec<T>, 'id' | 'read'>[]): ReadonlyMap<number, Codec<T>['read']> =>
  new Map(codecs.map(({ id, read }) => [id, read]));

const HOST_READERS = byId<GraphicsPdu>(Object.values(FROM_HOST));
const CLIENT_READERS = byId<GraphicsReply>(Object.values(FROM_CLIENT));

/** Reads one command of a host; a message may hold several. */
export function readGraphicsPdu(r: ByteReader): GraphicsPdu | UnknownCommand {
  const { id, body } = readCommand(r);
  return HOST_READERS.get(id)?.(body) ?? { type: 'unknown', commandId: id };
}

export function writeGraphicsPdu(w: ByteWriter, pdu: GraphicsPdu): void {
  const { id, write } = FROM_HOST[pdu.type] as Codec<GraphicsPdu>;
  writeCommand(w, id, (body) => write(body, pdu));
}

/** Reads one command of a client. */
export function readGraphicsReply(r: ByteReader): GraphicsReply | UnknownCommand {
  const { id, body } = readCommand(r);
  return CLIENT_READERS.get(id)?.(body) ?? { type: 'unknown', commandId: id };
}

export function writeGraphicsReply(w: ByteWriter, pdu: GraphicsReply): void {
  const { id, write } = FROM_CLIENT[pdu.type] as Codec<GraphicsReply>;
  writeCommand(w, id, (body) => write(body, pdu));
}
