/**
 * One tile of RemoteFX or its progressive codec, taken out of its message: what record codec `tile` draws, and what a
 * viewer gets when tiles are handed on. All numbers are little-endian.
 *
 * | bytes | field |
 * |---|---|
 * | 1 | kind, see {@link TileKind} |
 * | 1 | flags, see {@link TileFlag} |
 * | 1 + 4n | with `clipped`: count, then x, y, width - 1, height - 1 of what is drawn of the 64×64 pixels |
 * | 3 | quantization of Y, Cb, Cr: indices into a table with entries of {@link QUANTIZATION_BYTES} |
 * | 1 | of `first` and `upgrade`: index of the progressive quality, {@link QUALITY_BYTES} each; 255 is full quality |
 * | 6 | lengths of Y, Cb, Cr; of `upgrade` 12, of signed run-length (SRL) and raw data of each |
 * | … | the data |
 */
export const TileKind = { rlgr1: 0, rlgr3: 1, simple: 2, first: 3, upgrade: 4 } as const;
export type TileKindValue = (typeof TileKind)[keyof typeof TileKind];

export const TileFlag = {
  /** Progressive: the reduce-extrapolate wavelet. */
  extrapolated: 1,
  /** Progressive: adds to what the cell had. */
  difference: 2,
  /** Only rectangles of the tile are drawn. */
  clipped: 4,
  /** Simple: later tiles may be differences to this one. */
  kept: 8,
} as const;

/** TS_RFX_CODEC_QUANT ([MS-RDPRFX] 2.2.2.1.5) or RFX_COMPONENT_CODEC_QUANT ([MS-RDPEGFX] 2.2.4.2.1.5.1). */
export const QUANTIZATION_BYTES = 5;
/** RFX_PROGRESSIVE_CODEC_QUANT, [MS-RDPEGFX] 2.2.4.2.1.5.2. */
export const QUALITY_BYTES = 1 + 3 * QUANTIZATION_BYTES;
export const FULL_QUALITY = 0xff;

/** A message cut into its tiles. Tables may be views of the message. */
export interface SplitMessage {
  /** What the quantization indices count in, {@link QUANTIZATION_BYTES} each. */
  readonly quantizations: Uint8Array;
  /** What the quality indices count in, {@link QUALITY_BYTES} each. */
  readonly qualities: Uint8Array;
  /** In the order in which they are drawn; a cell may have several. */
  readonly tiles: readonly SplitTile[];
  /** Where payloads are. Whoever has no more use for them may give it back to the buffer pool. */
  readonly memory: Uint8Array<ArrayBuffer> | undefined;
}

export interface SplitTile {
  /** In pixels of the target; of progressive tiles multiples of 64. */
  readonly left: number;
  readonly top: number;
  readonly payload: Uint8Array;
}

/** The picture that a message draws on. */
export interface TargetSize {
  readonly width: number;
  readonly height: number;
}
