/**
 * The named limits that every length from a host or a viewer meets before it sizes anything.
 * A limit that only one PDU needs stands in that PDU's file.
 */
export const LIMITS = {
  /** [T.123] TPKT length is 16 bit; fast-path length is 15 bit ([MS-RDPBCGR] 2.2.9.1.2). */
  frame: 0xffff,
  /** TSRequest ([MS-CSSP] 2.2.1): certificates and tokens fit well below. */
  tsRequest: 0x10000,
  /** A fast-path update or a static channel message after reassembly; we announce this as MaxRequestSize. */
  reassembled: 0x80_0000,
  /** Bytes that one frame may unpack to, all its updates together: compression makes 64 KiB of a few bytes. */
  unpacked: 0x10_0000,
  /** Desktop width and height, as in [MS-RDPEDISP] 2.2.2.2.1. */
  desktopSide: 8192,
  /** Pixels of one desktop: 8192 × 4096, 128 MiB of BGRX. */
  desktopPixels: 8192 * 4096,
  /** Static virtual channels ([MS-RDPBCGR] 2.2.1.3.4). */
  staticChannels: 31,
  /** Rectangles in one bitmap update. */
  rectangles: 0x4000,
  /** Pointer cache entries that we announce. */
  pointerCache: 128,
  /** Pointer side, Large Pointer Update ([MS-RDPBCGR] 2.2.9.1.2.1.11). */
  pointerSide: 384,
  /** Bytes of static channels that a host sends before the session is active, which wait until it is. */
  earlyChannelData: 0x1_0000,
  /** Open dynamic virtual channels of one session. */
  dynamicChannels: 64,
  /** One message from a viewer. */
  viewerMessage: 0x1_0000,
  /** Bytes of a packed frame once unpacked, and those that a viewer remembers of the ones before. */
  packWindow: 0x10_0000,
} as const;
