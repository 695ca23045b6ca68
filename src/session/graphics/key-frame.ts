/** nal_unit_type, [ITU-T H.264] table 7-1. */
const NON_IDR_SLICE = 1;
const IDR_SLICE = 5;
const TYPE_MASK = 0x1f;

/**
 * Does an Annex B byte stream begin with an IDR picture? All slices of an access unit that holds one are of that type, so
 * the first slice tells, and what stands before it (parameter sets, SEI) is short.
 */
export function isKeyFrame(stream: Uint8Array): boolean {
  for (let at = startCode(stream, 0); at < stream.length; at = startCode(stream, at)) {
    const type = stream[at] & TYPE_MASK;
    if (type === IDR_SLICE) return true;
    if (NON_IDR_SLICE <= type && type < IDR_SLICE) return false;
  }
  return false;
}

/** Offset behind the next 00 00 01 from `from` on; the length when there is none. */
function startCode(stream: Uint8Array, from: number): number {
  for (let at = stream.indexOf(1, from + 2); at >= 0; at = stream.indexOf(1, at + 1)) {
    if (stream[at - 1] === 0 && stream[at - 2] === 0) return at + 1;
  }
  return stream.length;
}
