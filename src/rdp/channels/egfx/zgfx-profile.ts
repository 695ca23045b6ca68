/** What bounds a stream of RDP8 compressed data. */
export interface ZgfxProfile {
  /** CompressionTypeMask of RDP8_BULK_ENCODED_DATA, [MS-RDPEGFX] 2.2.5.3. */
  readonly type: number;
  /** Greatest distance of a match. */
  readonly history: number;
  /** Uncompressed bytes of one segment. */
  readonly segment: number;
  /** May a message have several segments? */
  readonly multipart: boolean;
}

/** RDP 8.0, [MS-RDPEGFX] 3.1.9.1.2: the graphics channel. */
export const RDP8: ZgfxProfile = { type: 0x4, history: 2_500_000, segment: 65535, multipart: true };

/** RDP 8.0 Lite, [MS-RDPEDYC] 2.2.3.3 and 2.2.3.4: blocks of any dynamic channel. */
export const RDP8_LITE: ZgfxProfile = { type: 0x6, history: 8192, segment: 8192, multipart: false };

/** descriptor of RDP_SEGMENTED_DATA, [MS-RDPEGFX] 2.2.5.1. */
export const Descriptor = { SINGLE: 0xe0, MULTIPART: 0xe1 } as const;

export const PACKET_COMPRESSED = 0x20;
export const TYPE_MASK = 0x0f;

/** Bytes that one message may unpack to: twice what a message may have on the wire (LIMITS.reassembled). */
export const UNPACKED_MAX = 0x100_0000;
