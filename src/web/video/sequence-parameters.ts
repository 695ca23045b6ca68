/** seq_parameter_set_rbsp, [ITU-T H.264] 7.3.2.1.1: what a decoder is chosen by, and what makes it hold pictures back. */
import { BitReader, BitWriter } from './bits.js';

/** profile_idc of those that carry chroma_format_idc and what follows it. */
const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
const YUV_444 = 3;
const EXTENDED_ASPECT = 255;
const MOST_HRD_ENTRIES = 32;
const MOST_REFERENCE_FRAMES = 16;
const MOST_CYCLE_FRAMES = 255;

/** As the registration of `avc1` has it (RFC 6381): profile, constraints and level in hexadecimal. */
export const codecString = (payload: Uint8Array): string =>
  `avc1.${[...payload.subarray(0, 3)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;

/**
 * The same parameters with a promise that pictures come in the order in which they are shown, as those of a desktop do.
 * Without one a decoder has to expect others, and holds back as many pictures as its level allows. Undefined when the
 * promise is there already, or the parameters make no sense.
 */
export function withoutReordering(payload: Uint8Array): Uint8Array | undefined {
  const r = new BitReader(payload);
  const references = skipToVui(r);
  const beforeVui = r.offset;
  const hasVui = r.bit() === 1;
  if (hasVui) skipVui(r);
  const beforeRestriction = r.offset;
  const restricted = hasVui && r.bit() === 1;
  const limits = restricted ? readRestriction(r) : undefined;
  if (r.past || MOST_REFERENCE_FRAMES < references || limits?.reordered === 0) return undefined;

  const w = new BitWriter();
  const source = new BitReader(payload);
  while (source.offset < beforeVui) w.bit(source.bit());
  w.bit(1 /* vui_parameters_present_flag */);
  source.bit();
  if (hasVui) while (source.offset < beforeRestriction) w.bit(source.bit());
  else for (let i = 0; i < FLAGS_OF_EMPTY_VUI; i++) w.bit(0);
  w.bit(1 /* bitstream_restriction_flag */);
  w.bit(limits?.motionVectorsOverBoundaries ?? 1);
  for (const value of limits?.sizes ?? [0, 0, 16, 16]) w.unsigned(value);
  w.unsigned(0 /* max_num_reorder_frames */);
  w.unsigned(Math.max(1, references) /* max_dec_frame_buffering */);
  return w.finish();
}

/** Reads up to vui_parameters_present_flag and returns max_num_ref_frames. */
function skipToVui(r: BitReader): number {
  const profile = r.bits(8);
  r.bits(16 /* constraint flags, level_idc */);
  r.unsigned(/* seq_parameter_set_id */);
  if (HIGH_PROFILES.has(profile)) skipHighProfile(r);
  r.unsigned(/* log2_max_frame_num_minus4 */);
  const orderType = r.unsigned();
  if (orderType === 0) r.unsigned(/* log2_max_pic_order_cnt_lsb_minus4 */);
  if (orderType === 1) {
    r.bit(/* delta_pic_order_always_zero_flag */);
    r.signed(/* offset_for_non_ref_pic */);
    r.signed(/* offset_for_top_to_bottom_field */);
    const cycle = Math.min(MOST_CYCLE_FRAMES, r.unsigned());
    for (let i = 0; i < cycle; i++) r.signed(/* offset_for_ref_frame */);
  }
  const references = r.unsigned();
  r.bit(/* gaps_in_frame_num_value_allowed_flag */);
  r.unsigned(/* pic_width_in_mbs_minus1 */);
  r.unsigned(/* pic_height_in_map_units_minus1 */);
  if (r.bit(/* frame_mbs_only_flag */) === 0) r.bit(/* mb_adaptive_frame_field_flag */);
  r.bit(/* direct_8x8_inference_flag */);
  if (r.bit(/* frame_cropping_flag */) === 1) for (let side = 0; side < 4; side++) r.unsigned();
  return references;
}

function skipHighProfile(r: BitReader): void {
  const format = r.unsigned(/* chroma_format_idc */);
  if (format === YUV_444) r.bit(/* separate_colour_plane_flag */);
  r.unsigned(/* bit_depth_luma_minus8 */);
  r.unsigned(/* bit_depth_chroma_minus8 */);
  r.bit(/* qpprime_y_zero_transform_bypass_flag */);
  if (r.bit(/* seq_scaling_matrix_present_flag */) === 0) return;
  for (let list = 0; list < (format === YUV_444 ? 12 : 8); list++) {
    if (r.bit(/* seq_scaling_list_present_flag */) === 1) skipScalingList(r, list < 6 ? 16 : 64);
  }
}

/** scaling_list, [ITU-T H.264] 7.3.2.1.1.1. */
function skipScalingList(r: BitReader, size: number): void {
  for (let i = 0, scale = 8; i < size && scale !== 0; i++) scale = (scale + r.signed() + 256) % 256;
}

/** Flags before bitstream_restriction_flag when all of them are 0. */
const FLAGS_OF_EMPTY_VUI = 8;

/** vui_parameters, [ITU-T H.264] E.1.1, up to bitstream_restriction_flag. */
function skipVui(r: BitReader): void {
  if (r.bit(/* aspect_ratio_info_present_flag */) === 1 && r.bits(8) === EXTENDED_ASPECT) r.bits(32);
  if (r.bit(/* overscan_info_present_flag */) === 1) r.bit();
  if (r.bit(/* video_signal_type_present_flag */) === 1) {
    r.bits(4 /* video_format, video_full_range_flag */);
    if (r.bit(/* colour_description_present_flag */) === 1) r.bits(24);
  }
  if (r.bit(/* chroma_loc_info_present_flag */) === 1) for (let field = 0; field < 2; field++) r.unsigned();
  if (r.bit(/* timing_info_present_flag */) === 1) {
    r.bits(32 /* num_units_in_tick */);
    r.bits(32 /* time_scale */);
    r.bit(/* fixed_frame_rate_flag */);
  }
  const nal = r.bit(/* nal_hrd_parameters_present_flag */);
  if (nal === 1) skipHrd(r);
  const vcl = r.bit(/* vcl_hrd_parameters_present_flag */);
  if (vcl === 1) skipHrd(r);
  if (nal === 1 || vcl === 1) r.bit(/* low_delay_hrd_flag */);
  r.bit(/* pic_struct_present_flag */);
}

/** hrd_parameters, [ITU-T H.264] E.1.2. */
function skipHrd(r: BitReader): void {
  const entries = Math.min(MOST_HRD_ENTRIES, r.unsigned() + 1);
  r.bits(8 /* bit_rate_scale, cpb_size_scale */);
  for (let i = 0; i < entries; i++) {
    r.unsigned(/* bit_rate_value_minus1 */);
    r.unsigned(/* cpb_size_value_minus1 */);
    r.bit(/* cbr_flag */);
  }
  r.bits(20 /* three lengths of delays, time_offset_length */);
}

interface Restriction {
  readonly motionVectorsOverBoundaries: number;
  /** The bounds of sizes of pictures, macroblocks and motion vectors. */
  readonly sizes: readonly number[];
  readonly reordered: number;
}

const readRestriction = (r: BitReader): Restriction => ({
  motionVectorsOverBoundaries: r.bit(),
  sizes: [r.unsigned(), r.unsigned(), r.unsigned(), r.unsigned()],
  reordered: r.unsigned(),
});
