import { readFileSync } from 'node:fs';

/** A payload file, `fixtures/codec/README.md`. */
export interface Payload {
  readonly width: number;
  readonly height: number;
  /** Decode commands. */
  readonly batch: Uint8Array;
}

const HEADER = 4 /* "SLPF" */ + 2 /* width */ + 2; /* height */

export function readPayload(path: string): Payload {
  const file = readFileSync(path);
  if (file.toString('latin1', 0, 4) !== 'SLPF') throw new Error(`${path} is not a payload file`);
  return { width: file.readUInt16LE(4), height: file.readUInt16LE(6), batch: new Uint8Array(file.subarray(HEADER)) };
}

export function writePayload({ width, height, batch }: Payload): Buffer {
  const header = Buffer.from('SLPF\0\0\0\0', 'latin1');
  header.writeUInt16LE(width, 4);
  header.writeUInt16LE(height, 6);
  return Buffer.concat([header, batch]);
}

/** FNV-1a over blue, green and red, as the harness computes it. */
export function hashPicture(pixels: Uint8Array): string {
  // 64 bits in two halves of 32, since this runs over whole pictures: prime = 2^40 + 0x1b3.
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  for (let i = 0; i < pixels.length; i++) {
    if ((i & 3) === 3) continue;
    low = (low ^ pixels[i]) >>> 0;
    const product = low * 0x1b3;
    high = (Math.imul(high, 0x1b3) + Math.floor(product / 0x1_0000_0000) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
