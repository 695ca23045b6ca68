import fc from 'fast-check';
import t from 'tap';
import { concat } from '../../src/bytes/writer.js';
import type { ReadHint } from '../../src/rdp/connect/phase.js';
import { Framer } from '../../src/rdp/framing.js';

const tpkt = (payload: number): Uint8Array => {
  const unit = new Uint8Array(4 + payload).fill(payload & 0xff);
  unit.set([3, 0, unit.length >> 8, unit.length & 0xff]);
  return unit;
};

const fastPath = (payload: number): Uint8Array => {
  const long = 2 + payload > 0x7f;
  const length = (long ? 3 : 2) + payload;
  const unit = new Uint8Array(length).fill(payload & 0xff);
  unit.set(long ? [0, 0x80 | (length >> 8), length & 0xff] : [0, length]);
  return unit;
};

const tsRequest = (payload: number): Uint8Array => {
  const head = payload < 0x80 ? [0x30, payload] : [0x30, 0x82, payload >> 8, payload & 0xff];
  return concat([Uint8Array.from(head), new Uint8Array(payload).fill(payload & 0xff)]);
};

/** Units as they come out when the stream arrives in chunks of the given sizes, repeated. */
function cut(stream: Uint8Array, sizes: readonly number[], hint: ReadHint): Uint8Array[] {
  const framer = new Framer();
  const units: Uint8Array[] = [];
  for (let at = 0, i = 0; at < stream.length; i++) {
    const size = sizes[i % sizes.length];
    framer.push(stream.slice(at, at + size));
    at += size;
    for (let unit = framer.next(hint); unit; unit = framer.next(hint)) units.push(unit.slice());
  }
  return units;
}

t.test('the same units for every chunking', async (t) => {
  const unit = fc.oneof(fc.integer({ min: 3, max: 3000 }).map(tpkt), fc.integer({ min: 1, max: 3000 }).map(fastPath));
  fc.assert(
    fc.property(
      fc.array(unit, { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }),
      (units, sizes) => {
        t.strictSame(cut(concat(units), sizes, 'frame'), units);
      },
    ),
    { seed: 2, numRuns: 100 },
  );
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 }).map(tsRequest), { minLength: 1, maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      (units, sizes) => {
        t.strictSame(cut(concat(units), sizes, 'ts-request'), units);
      },
    ),
    { seed: 2, numRuns: 50 },
  );
});

t.test('a unit inside a chunk is a view of it', async (t) => {
  const chunk = concat([fastPath(10), tpkt(20), fastPath(200)]);
  const framer = new Framer();
  framer.push(chunk);
  for (let unit = framer.next('frame'); unit; unit = framer.next('frame')) t.equal(unit.buffer, chunk.buffer);
  t.equal(framer.pending, 0);
});

t.test('the hint may change between units, and rest hands over what follows', async (t) => {
  const framer = new Framer();
  const tail = fastPath(9);
  framer.push(concat([tpkt(8), tsRequest(130).subarray(0, 5)]));
  t.same(framer.next('tpkt'), tpkt(8));
  t.equal(framer.next('ts-request'), undefined);
  framer.push(concat([tsRequest(130).subarray(5), tail]));
  t.same(framer.next('ts-request'), tsRequest(130));
  t.same(framer.rest(), tail);
  t.equal(framer.pending, 0);
  t.equal(framer.next('frame'), undefined);
});

t.test('headers that cannot be', async (t) => {
  const rows: [string, ReadHint, number[], string][] = [
    ['TPKT version', 'tpkt', [4], 'PDU_INVALID'],
    ['TPKT shorter than itself', 'tpkt', [3, 0, 0, 6], 'PDU_INVALID'],
    ['fast-path action', 'frame', [1], 'PDU_INVALID'],
    ['fast-path length 0', 'frame', [0, 0], 'PDU_INVALID'],
    ['fast-path long length below header', 'frame', [0, 0x80, 3], 'PDU_INVALID'],
    ['DER tag', 'ts-request', [0x31], 'PDU_INVALID'],
    ['DER indefinite length', 'ts-request', [0x30, 0x80], 'PDU_INVALID'],
    ['DER length of length', 'ts-request', [0x30, 0x85], 'PDU_INVALID'],
    ['DER length over the limit', 'ts-request', [0x30, 0x83, 1, 0, 1], 'PDU_TOO_LARGE'],
    ['DER length over 31 bits', 'ts-request', [0x30, 0x84, 0xff, 0xff, 0xff, 0xff], 'PDU_TOO_LARGE'],
  ];
  for (const [name, hint, bytes, code] of rows) {
    const framer = new Framer();
    framer.push(Uint8Array.from(bytes));
    t.throws(() => framer.next(hint), { code }, name);
  }
});

t.test('one byte at a time', async (t) => {
  const units = [tpkt(3), fastPath(1), fastPath(0x7d), fastPath(0x7e), tpkt(0xffff - 4), fastPath(0x7fff - 3)];
  t.strictSame(cut(concat(units), [1], 'frame'), units);
});
