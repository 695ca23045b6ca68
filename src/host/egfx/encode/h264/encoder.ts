import { concat } from '../../../../bytes/writer.js';
import { BitWriter } from '../bit-writer.js';
import { finishPayload, NalType, nalUnit, signed, unsigned } from './nal.js';
import { pictureParameters, REFERENCE_FRAMES, type SequenceSize, sequenceParameters } from './parameter-sets.js';
import { MACROBLOCK, type Yuv } from './yuv.js';

/** slice_type, [ITU-T H.264] table 7-6: all slices of the picture are of this kind. */
const SliceType = { P: 5, I: 7 } as const;
/** mb_type of I_PCM in an I slice, [ITU-T H.264] table 7-11; in a P slice the five inter types stand before it. */
const I_PCM = 25;
const INTER_TYPES = 5;
const MAX_FRAME_NUMBER = 0x10000;
/** modification_of_pic_nums_idc: subtract, and end. */
const SUBTRACT = 0;
const END = 3;

/** Which of two pictures that take turns in one stream this is; each refers to the last of its own kind. */
export type ViewName = 'main' | 'auxiliary';

export interface CodedPicture {
  /** Annex B. */
  readonly data: Uint8Array;
  /** Decoding may begin here. */
  readonly idr: boolean;
  /** Macroblocks that differ from the last picture of this view, by number. */
  readonly changed: readonly number[];
}

/**
 * H.264 without loss and without compression: macroblocks that changed are written as they are (I_PCM), the others are
 * taken from the last picture of the same view (P_Skip). Valid Constrained Baseline, small enough to be checked by eye.
 */
export class H264Encoder {
  readonly #size: SequenceSize;
  readonly #last = new Map<ViewName, { readonly picture: Yuv; readonly index: number }>();
  /** Pictures since the last IDR picture. */
  #index = 0;
  /** idr_pic_id differs between IDR pictures that follow one another. */
  #idrId = 0;

  constructor(size: SequenceSize) {
    this.#size = size;
  }

  /** With `key`, the picture depends on nothing before it, and nothing after it on anything before it. */
  encode(picture: Yuv, view: ViewName = 'main', key = false): CodedPicture {
    const idr = key || this.#last.size === 0 || this.#index === MAX_FRAME_NUMBER;
    if (idr) {
      this.#index = 0;
      this.#last.clear();
      this.#idrId ^= 1;
    }
    const last = this.#last.get(view);
    const distance = last && this.#index - last.index;
    // Whoever has left the decoder's buffer cannot be referred to.
    const reference = last && distance !== undefined && distance <= REFERENCE_FRAMES ? last.picture : undefined;
    const changed = changedMacroblocks(picture, reference);
    const w = new BitWriter();
    writeSliceHeader(w, { idr, frame: this.#index, idrId: this.#idrId, distance: reference && distance });
    if (reference) writeInterSlice(w, picture, changed);
    else for (const macroblock of changed) writePcm(unsigned(w, I_PCM), picture, macroblock);
    const slice = nalUnit(idr ? NalType.idr : NalType.slice, finishPayload(w));
    this.#last.set(view, { picture, index: this.#index });
    this.#index++;
    const data = idr ? concat([sequenceParameters(this.#size), pictureParameters(), slice]) : slice;
    return { data, idr, changed };
  }
}

interface SliceHeader {
  readonly idr: boolean;
  /** frame_num: every picture is a reference, so they count up. */
  readonly frame: number;
  readonly idrId: number;
  /** How many pictures back the reference is; undefined in an I slice. */
  readonly distance: number | undefined;
}

/** slice_header, [ITU-T H.264] 7.3.3. */
function writeSliceHeader(w: BitWriter, { idr, frame, idrId, distance }: SliceHeader): void {
  unsigned(w, 0 /* first_mb_in_slice */);
  unsigned(w, distance === undefined ? SliceType.I : SliceType.P);
  unsigned(w, 0 /* pic_parameter_set_id */);
  w.bits(frame, 16 /* frame_num */);
  if (idr) unsigned(w, idrId);
  if (distance !== undefined) {
    w.bit(0 /* num_ref_idx_active_override_flag */);
    w.bit(1 /* ref_pic_list_modification_flag_l0 */);
    unsigned(w, SUBTRACT);
    unsigned(w, distance - 1 /* abs_diff_pic_num_minus1 */);
    unsigned(w, END);
  }
  // dec_ref_pic_marking: the oldest reference goes by itself.
  if (idr) w.bit(0 /* no_output_of_prior_pics_flag */).bit(0 /* long_term_reference_flag */);
  else w.bit(0 /* adaptive_ref_pic_marking_mode_flag */);
  signed(w, 0 /* slice_qp_delta */);
  unsigned(w, 1 /* disable_deblocking_filter_idc */);
}

/** P_Skip takes the pixels at the same place, because no macroblock of such a picture has a motion vector. */
function writeInterSlice(w: BitWriter, picture: Yuv, changed: readonly number[]): void {
  let next = 0;
  for (const macroblock of changed) {
    unsigned(w, macroblock - next /* mb_skip_run */);
    writePcm(unsigned(w, INTER_TYPES + I_PCM), picture, macroblock);
    next = macroblock + 1;
  }
  const count = (picture.width * picture.height) / MACROBLOCK ** 2;
  if (next < count) unsigned(w, count - next);
}

/** macroblock_layer of I_PCM behind its type, [ITU-T H.264] 7.3.5. */
function writePcm(w: BitWriter, picture: Yuv, macroblock: number): void {
  w.align();
  for (const { plane, stride, side, at } of macroblockParts(picture, macroblock))
    for (let row = 0; row < side; row++) w.bytes(plane.subarray(at + row * stride, at + row * stride + side));
}

function macroblockParts({ width, chromaWidth, y, u, v }: Yuv, macroblock: number) {
  const columns = width / MACROBLOCK;
  const [column, row] = [macroblock % columns, Math.floor(macroblock / columns)];
  const part = (plane: Uint8Array, stride: number, side: number) => ({
    plane,
    stride,
    side,
    at: row * side * stride + column * side,
  });
  return [part(y, width, MACROBLOCK), part(u, chromaWidth, MACROBLOCK / 2), part(v, chromaWidth, MACROBLOCK / 2)];
}

function changedMacroblocks(picture: Yuv, last: Yuv | undefined): number[] {
  const all = Array.from({ length: (picture.width * picture.height) / MACROBLOCK ** 2 }, (_, i) => i);
  if (!last) return all;
  return all.filter((macroblock) => {
    const before = macroblockParts(last, macroblock);
    return macroblockParts(picture, macroblock).some(({ plane, stride, side, at }, i) => {
      for (let row = at; row < at + side * stride; row += stride)
        for (let x = row; x < row + side; x++) if (plane[x] !== before[i].plane[x]) return true;
      return false;
    });
  });
}
