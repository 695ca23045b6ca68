import type { Fields } from './layout.js';

/**
 * Capability sets that are flat: type, name and fields, in the order of [MS-RDPBCGR] 2.2.7. The table is reader and
 * writer in one, see `layout.ts`.
 */
export const FLAT_SETS = {
  /** 2.2.7.1.1 TS_GENERAL_CAPABILITYSET */
  general: {
    id: 0x01,
    fields: {
      osMajorType: 2,
      osMinorType: 2,
      protocolVersion: 2,
      pad2octetsA: 2,
      generalCompressionTypes: 2,
      extraFlags: 2,
      updateCapabilityFlag: 2,
      remoteUnshareFlag: 2,
      generalCompressionLevel: 2,
      refreshRectSupport: 1,
      suppressOutputSupport: 1,
    },
  },
  /** 2.2.7.1.2 TS_BITMAP_CAPABILITYSET */
  bitmap: {
    id: 0x02,
    fields: {
      preferredBitsPerPixel: 2,
      receive1BitPerPixel: 2,
      receive4BitsPerPixel: 2,
      receive8BitsPerPixel: 2,
      desktopWidth: 2,
      desktopHeight: 2,
      pad2octets: 2,
      desktopResizeFlag: 2,
      bitmapCompressionFlag: 2,
      highColorFlags: 1,
      drawingFlags: 1,
      multipleRectangleSupport: 2,
      pad2octetsB: 2,
    },
  },
  /** 2.2.7.1.4.1 TS_BITMAPCACHE_CAPABILITYSET */
  bitmapCache: {
    id: 0x04,
    fields: {
      pad1: 4,
      pad2: 4,
      pad3: 4,
      pad4: 4,
      pad5: 4,
      pad6: 4,
      cache0Entries: 2,
      cache0MaximumCellSize: 2,
      cache1Entries: 2,
      cache1MaximumCellSize: 2,
      cache2Entries: 2,
      cache2MaximumCellSize: 2,
    },
  },
  /** 2.2.7.2.2 TS_CONTROL_CAPABILITYSET */
  control: {
    id: 0x05,
    fields: { controlFlags: 2, remoteDetachFlag: 2, controlInterest: 2, detachInterest: 2 },
  },
  /** 2.2.7.2.3 TS_WINDOWACTIVATION_CAPABILITYSET */
  activation: {
    id: 0x07,
    fields: { helpKeyFlag: 2, helpKeyIndexFlag: 2, helpExtendedKeyFlag: 2, windowManagerKeyFlag: 2 },
  },
  /** 2.2.7.1.5 TS_POINTER_CAPABILITYSET */
  pointer: {
    id: 0x08,
    fields: { colorPointerFlag: 2, colorPointerCacheSize: 2, pointerCacheSize: 2 },
  },
  /** 2.2.7.2.4 TS_SHARE_CAPABILITYSET */
  share: { id: 0x09, fields: { nodeId: 2, pad2octets: 2 } },
  /** [MS-RDPEGDI] 2.2.1.1 TS_COLORTABLE_CAPABILITYSET */
  colorCache: { id: 0x0a, fields: { colorTableCacheSize: 2, pad2octets: 2 } },
  /** 2.2.7.1.11 TS_SOUND_CAPABILITYSET */
  sound: { id: 0x0c, fields: { soundFlags: 2, pad2octetsA: 2 } },
  /** 2.2.7.2.5 TS_FONT_CAPABILITYSET */
  font: { id: 0x0e, fields: { fontSupportFlags: 2, pad2octets: 2 } },
  /** 2.2.7.1.7 TS_BRUSH_CAPABILITYSET */
  brush: { id: 0x0f, fields: { brushSupportLevel: 4 } },
  /** 2.2.7.1.8 TS_GLYPHCACHE_CAPABILITYSET; the ten glyph caches and the fragment cache are not offered. */
  glyphCache: {
    id: 0x10,
    fields: {
      padGlyphCache0: 4,
      padGlyphCache1: 4,
      padGlyphCache2: 4,
      padGlyphCache3: 4,
      padGlyphCache4: 4,
      padGlyphCache5: 4,
      padGlyphCache6: 4,
      padGlyphCache7: 4,
      padGlyphCache8: 4,
      padGlyphCache9: 4,
      padFragCache: 4,
      glyphSupportLevel: 2,
      pad2octets: 2,
    },
  },
  /** 2.2.7.1.9 TS_OFFSCREEN_CAPABILITYSET */
  offscreenCache: {
    id: 0x11,
    fields: { offscreenSupportLevel: 4, offscreenCacheSize: 2, offscreenCacheEntries: 2 },
  },
  /** 2.2.7.2.1 TS_BITMAPCACHE_HOSTSUPPORT_CAPABILITYSET */
  bitmapCacheHostSupport: { id: 0x12, fields: { cacheVersion: 1, pad1: 1, pad2: 2 } },
  /** 2.2.7.1.10 TS_VIRTUALCHANNEL_CAPABILITYSET */
  virtualChannel: { id: 0x14, fields: { flags: 4, chunkSize: 4 } },
  /** [MS-RDPERP] 2.2.1.1.1 Remote Programs Capability Set */
  remotePrograms: { id: 0x17, fields: { railSupportLevel: 4 } },
  /** [MS-RDPERP] 2.2.1.1.2 Window List Capability Set */
  windowList: { id: 0x18, fields: { wndSupportLevel: 4, numIconCaches: 1, numIconCacheEntries: 2 } },
  /** 2.2.7.2.8 TS_COMPDESK_CAPABILITYSET */
  desktopComposition: { id: 0x19, fields: { compDeskSupportLevel: 2 } },
  /** 2.2.7.2.6 TS_MULTIFRAGMENTUPDATE_CAPABILITYSET */
  multifragmentUpdate: { id: 0x1a, fields: { maxRequestSize: 4 } },
  /** 2.2.7.2.7 TS_LARGE_POINTER_CAPABILITYSET */
  largePointer: { id: 0x1b, fields: { largePointerSupportFlags: 2 } },
  /** 2.2.7.2.9 TS_SURFCMDS_CAPABILITYSET */
  surfaceCommands: { id: 0x1c, fields: { cmdFlags: 4, padReserved: 4 } },
  /** [MS-RDPRFX] 2.2.1.3 TS_FRAME_ACKNOWLEDGE_CAPABILITYSET */
  frameAcknowledge: { id: 0x1e, fields: { maxUnacknowledgedFrameCount: 4 } },
} as const;

export type FlatName = keyof typeof FLAT_SETS;
export type FlatSet = {
  [K in FlatName]: { readonly type: K } & Fields<(typeof FLAT_SETS)[K]['fields']>;
}[FlatName];
