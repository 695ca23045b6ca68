import { createRequire } from 'node:module';
import fc from 'fast-check';
import t from 'tap';
import { decodeLz4 } from '../../src/wire/lz4.js';

/** The package's compressor in JavaScript; of its C sources only the addon is built. */
const lz4 = createRequire(import.meta.url)('lz4/lib/binding.js') as {
  compressBound(size: number): number;
  compress(source: Buffer, target: Buffer): number;
};

/** Bytes with the repetitions that a compressor looks for. */
const compressible = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 60 })), { maxLength: 40 })
  .map((runs) => Buffer.concat(runs.flatMap(([bytes, count]) => Array<Uint8Array>(count).fill(bytes))));

t.test('what the LZ4 library compresses comes back', async (t) => {
  const check = fc.property(compressible, (input) => {
    const block = Buffer.alloc(lz4.compressBound(input.length));
    const length = lz4.compress(input, block);
    if (length === 0) return;
    const padded = Buffer.concat([Buffer.alloc(3), block.subarray(0, length), Buffer.alloc(2)]);
    const output = new Uint8Array(input.length);
    const written = decodeLz4(padded, 3, 3 + length, output, output.length);
    if (written !== input.length || Buffer.compare(output, input)) throw new Error('differs');
  });
  t.doesNotThrow(() => fc.assert(check, { numRuns: 300, seed: 4 }));
});

t.test('any bytes give a value within the limit or WIRE_INVALID', async (t) => {
  const output = new Uint8Array(200);
  const check = fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(100), (bytes, limit) => {
    output.fill(7);
    try {
      const written = decodeLz4(bytes, 0, bytes.length, output, limit);
      if (limit < written) throw new RangeError('wrote too much');
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'WIRE_INVALID') throw error;
    }
    if (output.subarray(limit).some((value) => value !== 7)) throw new Error('wrote beyond the limit');
  });
  t.doesNotThrow(() => fc.assert(check, { numRuns: 2000, seed: 5 }));
});
