import { BitWriter } from '../bit-writer.js';
import { finishPayload, NalType, nalUnit, unsigned } from './nal.js';
import { aligned, MACROBLOCK } from './yuv.js';

const BASELINE = 66;
/** constraint_set0_flag and constraint_set1_flag: Constrained Baseline, which every decoder has. */
const CONSTRAINTS = 0xc0;
const LEVEL_5_1 = 51;
const UNSPECIFIED_FORMAT = 5;
const BT_709 = 1;
/** log2_max_frame_num_minus4: frame numbers have 16 bits. */
const FRAME_NUMBER_BITS_OVER_4 = 12;

/** Pictures that a later one may refer to: of both views together. */
export const REFERENCE_FRAMES = 4;

export interface SequenceSize {
  readonly width: number;
  readonly height: number;
  /** Cut the coded picture to its size; otherwise whole macroblocks come out of the decoder. */
  readonly cropped: boolean;
}

/** seq_parameter_set_rbsp, [ITU-T H.264] 7.3.2.1.1. */
export function sequenceParameters({ width, height, cropped }: SequenceSize): Uint8Array {
  const w = new BitWriter().bits(BASELINE, 8).bits(CONSTRAINTS, 8).bits(LEVEL_5_1, 8);
  unsigned(w, 0 /* seq_parameter_set_id */);
  unsigned(w, FRAME_NUMBER_BITS_OVER_4);
  unsigned(w, 2 /* pic_order_cnt_type: pictures are shown in the order of decoding */);
  unsigned(w, REFERENCE_FRAMES);
  w.bit(0 /* gaps_in_frame_num_value_allowed_flag */);
  unsigned(w, aligned(width) / MACROBLOCK - 1);
  unsigned(w, aligned(height) / MACROBLOCK - 1);
  w.bit(1 /* frame_mbs_only_flag */).bit(0 /* direct_8x8_inference_flag */);
  const right = cropped ? (aligned(width) - width) >> 1 : 0;
  const bottom = cropped ? (aligned(height) - height) >> 1 : 0;
  w.bit(right || bottom ? 1 : 0);
  if (right || bottom) for (const offset of [0, right, 0, bottom]) unsigned(w, offset);
  w.bit(1 /* vui_parameters_present_flag */);
  writeVui(w);
  return nalUnit(NalType.sequenceParameters, finishPayload(w));
}

/** vui_parameters, [ITU-T H.264] E.1.1: BT.709 with full range, and nothing to wait for before a picture is shown. */
function writeVui(w: BitWriter): void {
  w.bit(0 /* aspect_ratio_info_present_flag */).bit(0 /* overscan_info_present_flag */);
  w.bit(1 /* video_signal_type_present_flag */).bits(UNSPECIFIED_FORMAT, 3);
  w.bit(1 /* video_full_range_flag */).bit(1 /* colour_description_present_flag */);
  w.bits(BT_709, 8).bits(BT_709, 8).bits(BT_709, 8);
  w.bit(0 /* chroma_loc_info_present_flag */).bit(0 /* timing_info_present_flag */);
  w.bit(0 /* nal_hrd_parameters_present_flag */).bit(0 /* vcl_hrd_parameters_present_flag */);
  w.bit(0 /* pic_struct_present_flag */).bit(1 /* bitstream_restriction_flag */);
  w.bit(1 /* motion_vectors_over_pic_boundaries_flag */);
  unsigned(w, 0 /* max_bytes_per_pic_denom */);
  unsigned(w, 0 /* max_bits_per_mb_denom */);
  unsigned(w, 16 /* log2_max_mv_length_horizontal */);
  unsigned(w, 16 /* log2_max_mv_length_vertical */);
  unsigned(w, 0 /* max_num_reorder_frames */);
  unsigned(w, REFERENCE_FRAMES /* max_dec_frame_buffering */);
}

/** pic_parameter_set_rbsp, [ITU-T H.264] 7.3.2.2: CAVLC, and slices say that they are not deblocked. */
export function pictureParameters(): Uint8Array {
  const w = new BitWriter();
  unsigned(w, 0 /* pic_parameter_set_id */);
  unsigned(w, 0 /* seq_parameter_set_id */);
  w.bit(0 /* entropy_coding_mode_flag */).bit(0 /* bottom_field_pic_order_in_frame_present_flag */);
  unsigned(w, 0 /* num_slice_groups_minus1 */);
  unsigned(w, 0 /* num_ref_idx_l0_default_active_minus1 */);
  unsigned(w, 0 /* num_ref_idx_l1_default_active_minus1 */);
  w.bit(0 /* weighted_pred_flag */).bits(0 /* weighted_bipred_idc */, 2);
  // pic_init_qp_minus26, pic_init_qs_minus26 and chroma_qp_index_offset, all zero.
  w.bit(1).bit(1).bit(1);
  w.bit(1 /* deblocking_filter_control_present_flag */);
  w.bit(0 /* constrained_intra_pred_flag */).bit(0 /* redundant_pic_cnt_present_flag */);
  return nalUnit(NalType.pictureParameters, finishPayload(w));
}
