/** Bulk compression flags and types, [MS-RDPBCGR] 2.2.8.1.1.1.2 compressedType and 3.1.8.2.1. */
export const CompressionFlag = {
  PACKET_COMPRESSED: 0x20,
  PACKET_AT_FRONT: 0x40,
  PACKET_FLUSHED: 0x80,
  mask: 0xe0,
} as const;

export const CompressionType = {
  PACKET_COMPR_TYPE_8K: 0x0,
  PACKET_COMPR_TYPE_64K: 0x1,
  PACKET_COMPR_TYPE_RDP6: 0x2,
  PACKET_COMPR_TYPE_RDP61: 0x3,
  mask: 0x0f,
} as const;
