/**
 * One grey picture of 64×64 pixels in High profile: `ffmpeg -f lavfi -i color=gray:size=64x64 -frames:v 1 -pix_fmt yuv420p
 * -c:v libx264 -profile:v high -x264-params keyint=1 -bsf:v filter_units=remove_types=6 -f h264 -`, in hexadecimal.
 */
const HEX =
  '000000016764100aacb884d80880000003008000001e020000000168ee0f2c8b00000165888404bffef7addf8136815aee95ce2d256b7900e4cb6c113515a78bbdc1';

export const PROBE_PICTURE = Uint8Array.from(HEX.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
