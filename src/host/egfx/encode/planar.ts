/** Format header of an RDP 6.0 bitmap, [MS-RDPEGDI] 2.2.2.5.1: planes are run-length encoded, there is no alpha plane. */
const RLE = 0x10;
const NO_ALPHA = 0x20;

/** Red, green and blue in a pixel. */
const PLANES = [16, 8, 0] as const;

const MIN_RUN = 3;
const MAX_RAW = 15;
const MAX_SHORT_RUN = 15;
const MAX_LONG_RUN = 47;

/**
 * Encodes BGRX pixels as an RDP 6.0 bitmap ([MS-RDPEGDI] 3.1.9): red, green and blue plane, each as run-length encoded
 * differences to the row before, or raw where that is shorter. Rows come in wire order, which is bottom-up.
 */
export class PlanarEncoder {
  #deltas = new Uint8Array(0);
  /** Format header and planes. */
  #encoded = new Uint8Array(0);
  #length = 0;

  /** The result is a copy. */
  encode(pixels: Uint32Array, width: number, height: number): Uint8Array {
    const count = width * height;
    if (this.#deltas.length < count) {
      this.#deltas = new Uint8Array(count);
      // A control byte for 15 raw bytes, and one for what is left of each row.
      this.#encoded = new Uint8Array(1 + 3 * (count + Math.ceil(count / MAX_RAW) + height));
    }
    this.#encoded[0] = RLE | NO_ALPHA;
    this.#length = 1;
    for (const shift of PLANES) {
      this.#difference(pixels, shift, width, count);
      for (let row = 0; row < count; row += width) this.#encodeRow(row, row + width);
    }
    return this.#length <= 1 + 3 * count ? this.#encoded.slice(0, this.#length) : rawPlanes(pixels, count);
  }

  /** Differences modulo 256 as sign and magnitude, the sign in the lowest bit; the first row stays as it is. */
  #difference(pixels: Uint32Array, shift: number, width: number, count: number): void {
    const deltas = this.#deltas;
    for (let i = 0; i < width; i++) deltas[i] = pixels[i] >> shift;
    for (let i = width; i < count; i++) {
      const delta = (((pixels[i] >> shift) - (pixels[i - width] >> shift)) << 24) >> 24;
      deltas[i] = (delta << 1) ^ (delta >> 31);
    }
  }

  /** Each segment is raw bytes, then a run of the last of them; a row starts as if 0 had come before. */
  #encodeRow(start: number, end: number): void {
    const deltas = this.#deltas;
    let last = 0;
    for (let at = start; at < end; ) {
      const raw = at;
      while (
        at < end &&
        !(at + MIN_RUN <= end && deltas[at] === last && deltas[at + 1] === last && deltas[at + 2] === last)
      )
        last = deltas[at++];
      const run = at;
      while (at < end && deltas[at] === last) at++;
      this.#segment(raw, run, at - run);
    }
  }

  #segment(raw: number, run: number, runLength: number): void {
    while (MAX_RAW < run - raw) {
      this.#raw(raw, MAX_RAW, 0);
      raw += MAX_RAW;
    }
    // A rest of one or two cannot be said as a run of its own, so enough is left over for it.
    const short = runLength <= MAX_SHORT_RUN ? runLength : raw < run ? Math.min(MAX_SHORT_RUN, runLength - MIN_RUN) : 0;
    if (raw < run) this.#raw(raw, run - raw, short);
    else if (short) this.#encoded[this.#length++] = short;
    let rest = runLength - short;
    while (0 < rest) rest -= this.#run(rest);
  }

  #raw(at: number, count: number, runLength: number): void {
    const encoded = this.#encoded;
    encoded[this.#length++] = (count << 4) | runLength;
    for (let i = 0; i < count; i++) encoded[this.#length++] = this.#deltas[at + i];
  }

  /** Writes a run without raw bytes and returns its length; what remains is nothing or at least MIN_RUN. */
  #run(rest: number): number {
    const length = rest <= MAX_LONG_RUN ? rest : Math.min(MAX_LONG_RUN, rest - MIN_RUN);
    let control = length;
    if (32 <= length) control = ((length - 32) << 4) | 2;
    else if (16 <= length) control = ((length - 16) << 4) | 1;
    this.#encoded[this.#length++] = control;
    return length;
  }
}

function rawPlanes(pixels: Uint32Array, count: number): Uint8Array {
  const bytes = new Uint8Array(1 + 3 * count + 1 /* pad */);
  bytes[0] = NO_ALPHA;
  let at = 1;
  for (const shift of PLANES) for (let i = 0; i < count; i++) bytes[at++] = pixels[i] >> shift;
  return bytes;
}
