import t from 'tap';
import { LIMITS } from '../../src/bytes/limits.js';
import { Unpacker } from '../../src/wire/unpacker.js';
import { Packer } from '../../src/workers/packer.js';

/** Bytes that look random and are always the same. */
function noise(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** A packer and who reads it. */
class Pair {
  readonly #packer = new Packer();
  readonly #unpacker = new Unpacker();

  /** Packed and unpacked again; returns the packed length, or undefined when it went as it is. */
  send(payload: Uint8Array): number | undefined {
    const packed = this.#packer.pack(payload);
    if (!packed) return undefined;
    const length = packed.length;
    const read = this.#unpacker.unpack(packed);
    if (Buffer.compare(read, payload) !== 0) throw new Error('what is read is not what was packed');
    return length;
  }
}

t.test('what was there before goes as a reference', async (t) => {
  const pair = new Pair();
  const payload = noise(50_000, 1);
  const first = pair.send(payload) ?? 0;
  t.ok(50_000 < first && first < 50_020, `noise grows by ${first - 50_000} bytes`);
  t.ok((pair.send(payload) ?? 0) < 20);
  payload[25_000] ^= 1;
  t.ok((pair.send(payload) ?? 0) < 30, 'with a difference in the middle');
  t.ok((pair.send(new Uint8Array(40_000).fill(7)) ?? 0) < 30, 'and what repeats itself');
});

t.test('what repeats nothing is tried less and less often', async (t) => {
  const pair = new Pair();
  const tried = Array.from({ length: 50 }, (_, i) => pair.send(noise(1000, i)) !== undefined);
  const gaps = tried
    .join(' ')
    .split('true')
    .slice(1, -1)
    .map((gap) => gap.split('false').length - 1);
  t.same(gaps, [0, 1, 2, 3, 4, 5, 6, 7, 7]);
  const same = noise(1000, 1234);
  for (let i = 0; i < 20; i++) pair.send(same);
  t.ok((pair.send(same) ?? 1000) < 20, 'and always once it pays');
});

t.test('small and gigantic payloads go as they are', async (t) => {
  const pair = new Pair();
  t.equal(pair.send(new Uint8Array(127)), undefined);
  t.equal(pair.send(new Uint8Array(LIMITS.packWindow + 1)), undefined);
  t.ok(pair.send(new Uint8Array(128)));
  t.ok(pair.send(noise(LIMITS.packWindow, 3)));
  t.ok((pair.send(noise(LIMITS.packWindow, 3)) ?? LIMITS.packWindow) < 20, 'a whole window back');
});

t.test('payloads of all kinds come back, however far the window has moved', async (t) => {
  const pair = new Pair();
  const words = Array.from({ length: 40 }, (_, i) => noise(3 + ((i * i * 7) % 900), i));
  let [packed, total] = [0, 0];
  const dice = noise(20_000, 99);
  for (let message = 0, roll = 0; message < 120; message++) {
    const parts: number[] = [];
    const length = 200 + dice[message] * 200;
    while (parts.length < length) parts.push(...words[dice[roll++ % dice.length] % words.length], dice[roll % 7]);
    const payload = Uint8Array.from(parts);
    total += payload.length;
    packed += pair.send(payload) ?? payload.length;
  }
  t.ok((2 * 2 * LIMITS.packWindow) / 2 < total, `${total} bytes`);
  t.ok(packed < total / 5, `${packed} of ${total} bytes`);
});

t.test('the window grows with what is sent, and then forgets', async (t) => {
  const pair = new Pair();
  const lengths = [1000, 100_000, 200_000, 900_000, LIMITS.packWindow, 700_000, LIMITS.packWindow];
  for (const [i, length] of lengths.entries()) {
    const payload = noise(length, i);
    pair.send(payload);
    const last = payload.subarray(-500);
    t.ok((pair.send(last) ?? 500) < 20, `what ends ${length} bytes is known`);
  }
});
