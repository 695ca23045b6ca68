/** Flags inside capability sets, spelled as in [MS-RDPBCGR] 2.2.7. */

export const OsMajorType = { UNSPECIFIED: 0, WINDOWS: 1, UNIX: 4 } as const;
export const OsMinorType = { UNSPECIFIED: 0, WINDOWS_NT: 3, NATIVE_XSERVER: 7 } as const;
export const PROTOCOL_VERSION = 0x0200;

/** extraFlags of the general capability set. */
export const GeneralExtraFlag = {
  FASTPATH_OUTPUT_SUPPORTED: 0x0001,
  LONG_CREDENTIALS_SUPPORTED: 0x0004,
  AUTORECONNECT_SUPPORTED: 0x0008,
  ENC_SALTED_CHECKSUM: 0x0010,
  NO_BITMAP_COMPRESSION_HDR: 0x0400,
} as const;

/** drawingFlags of the bitmap capability set. */
export const DrawingFlag = {
  DRAW_ALLOW_DYNAMIC_COLOR_FIDELITY: 0x02,
  DRAW_ALLOW_COLOR_SUBSAMPLING: 0x04,
  DRAW_ALLOW_SKIP_ALPHA: 0x08,
} as const;

/** orderFlags of the order capability set. */
export const OrderFlag = {
  NEGOTIATEORDERSUPPORT: 0x0002,
  ZEROBOUNDSDELTASSUPPORT: 0x0008,
  COLORINDEXSUPPORT: 0x0020,
  SOLIDPATTERNBRUSHONLY: 0x0040,
  ORDERFLAGS_EXTRA_FLAGS: 0x0080,
} as const;

/** inputFlags of the input capability set. */
export const InputFlag = {
  INPUT_FLAG_SCANCODES: 0x0001,
  INPUT_FLAG_MOUSEX: 0x0004,
  INPUT_FLAG_FASTPATH_INPUT: 0x0008,
  INPUT_FLAG_UNICODE: 0x0010,
  INPUT_FLAG_FASTPATH_INPUT2: 0x0020,
  TS_INPUT_FLAG_MOUSE_HWHEEL: 0x0100,
  TS_INPUT_FLAG_QOE_TIMESTAMPS: 0x0200,
} as const;

export const VirtualChannelFlag = { VCCAPS_COMPR_SC: 1, VCCAPS_COMPR_CS_8K: 2 } as const;
export const LargePointerFlag = { LARGE_POINTER_FLAG_96x96: 1, LARGE_POINTER_FLAG_384x384: 2 } as const;

/** RailSupportLevel, [MS-RDPERP] 2.2.1.1.1. */
export const RailLevel = {
  TS_RAIL_LEVEL_SUPPORTED: 0x01,
  TS_RAIL_LEVEL_DOCKED_LANGBAR_SUPPORTED: 0x02,
  TS_RAIL_LEVEL_HANDSHAKE_EX_SUPPORTED: 0x80,
} as const;

/** WndSupportLevel, [MS-RDPERP] 2.2.1.1.2: EX adds client area size, content and parent of a window. */
export const WindowLevel = { TS_WINDOW_LEVEL_SUPPORTED: 1, TS_WINDOW_LEVEL_SUPPORTED_EX: 2 } as const;

/** cmdFlags of the surface commands capability set. */
export const SurfaceCommandFlag = {
  SURFCMDS_SETSURFACEBITS: 0x02,
  SURFCMDS_FRAMEMARKER: 0x10,
  SURFCMDS_STREAMSURFACEBITS: 0x40,
} as const;
