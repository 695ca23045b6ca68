import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { fromHex, latin1 } from '../../src/bytes/text.js';
import { concat } from '../../src/bytes/writer.js';
import { DecodeError } from '../../src/errors.js';
import { BulkDecompressor } from '../../src/rdp/bulk/decompressor.js';
import { MppcDecompressor } from '../../src/rdp/bulk/mppc.js';
import { MppcCompressor } from '../../src/rdp/bulk/mppc-compressor.js';
import { NcrushDecompressor } from '../../src/rdp/bulk/ncrush.js';
import { XcrushDecompressor } from '../../src/rdp/bulk/xcrush.js';
import { generatedPackets } from './generated-text.js';

const lines = readFileSync(new URL('../../../fixtures/pdu/bulk/vectors.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' '));

t.test('packets that libfreerdp compressed, one history for all of a type', async (t) => {
  const bulk = new BulkDecompressor();
  for (const type of [0, 1, 2, 3]) {
    const packets = generatedPackets(type);
    const vectors = lines.filter((line) => Number(line[0]) === type);
    t.equal(vectors.length, packets.length);
    vectors.forEach(([, flags, data], i) => {
      const plain = bulk.decompress(fromHex(data), Number.parseInt(flags, 16));
      t.equal(Buffer.compare(plain, packets[i]), 0, `type ${type}, packet ${i}`);
    });
  }
});

t.test('NCRUSH: the example of [MS-RDPEGDI] 4.6', async (t) => {
  const data = fromHex(
    'fb1d7ee4da c7 1d 70 f8 a1 6b 1f 7d c0 be 6b ef b5 ef 21 87 d0 c5 e1 85 71 d4 10 16 e7 da fb 1d 7e e4 da 47 1f b0 ef be bd ff 2f',
  );
  const plain = new NcrushDecompressor().decompress(data, 0x20);
  t.equal(Buffer.from(plain).toString('latin1'), 'for.whom.the.bell.tolls,.the.bell.tolls.for.thee!');
});

t.test('XCRUSH: the example of [MS-RDPEGDI] 4.7, with the level-2 compressor left out', async (t) => {
  const xcrush = new XcrushDecompressor();
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
  t.equal(text(xcrush.decompress(fromHex('1680 6162636465666768696a'), 0xe3)), 'abcdefghij');
  const second = '1100 0200 0900 0500 03000000 0400 0e00 00000000 6b6c6d6e6f75';
  t.equal(text(xcrush.decompress(fromHex(second), 0x23)), 'klmnodefghijklabcdu');
});

t.test('MPPC: a text of [MS-RDPBCGR] 3.1.8.4.1 by hand', async (t) => {
  // 0 + a, 0 + b, 0 + c, then 1111 + offset 3, then 10 + length 6, then padding.
  const bits = ['0', '1100001', '0', '1100010', '0', '1100011', '1111', '000011', '10', '10'].join('');
  const data = Uint8Array.from(bits.padEnd(40, '0').match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  const plain = new MppcDecompressor(8192).decompress(data, 0xe0);
  t.same(plain, latin1('abcabcabc'));
});

const compressible = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 24 }), fc.integer({ min: 1, max: 90 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => concat(parts.flatMap(([bytes, times]) => Array.from({ length: times }, () => bytes))));

t.test('what the MPPC compressor writes, the decompressor reads, over many packets', async (t) => {
  for (const size of [8192, 65536] as const) {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(compressible, fc.uint8Array({ maxLength: 4000 })), { maxLength: 12 }),
        (packets) => {
          const compressor = new MppcCompressor(size);
          const decompressor = new MppcDecompressor(size);
          for (const packet of packets) {
            const { data, flags } = compressor.compress(packet);
            const plain = decompressor.decompress(data, flags);
            t.ok(data.length <= packet.length && Buffer.compare(plain, packet) === 0);
          }
        },
      ),
      { seed: 2, numRuns: 30 },
    );
  }
});

t.test('damaged data gives bytes or a coded error', async (t) => {
  const vectors = lines.map(([type, flags, data]) => ({
    type: Number(type),
    flags: Number.parseInt(flags, 16),
    data: fromHex(data),
  }));
  fc.assert(
    fc.property(
      fc.nat(vectors.length - 1),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.nat(),
      (index, changes, cut) => {
        const vector = vectors[index];
        const data = vector.data.slice(0, vector.data.length - (cut % 4));
        for (const [at, value] of changes) data[at % data.length] = value;
        try {
          t.ok(new BulkDecompressor().decompress(data, vector.flags).length <= 65536);
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
          t.match(error.code, /^(BULK_INVALID|PDU_TRUNCATED)$/);
        }
      },
    ),
    { seed: 2, numRuns: 300 },
  );
});

t.test('a type that nobody announced', async (t) => {
  t.throws(() => new BulkDecompressor().decompress(new Uint8Array(4), 0x24), { code: 'BULK_INVALID' });
});
