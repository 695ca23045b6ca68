import t from 'tap';
import { BufferPool } from '../../src/bytes/buffer-pool.js';

const MIB = 1024 * 1024;

t.test('a buffer that was given back serves again, for as many bytes or fewer', async (t) => {
  const pool = new BufferPool();
  const first = pool.take(20_000);
  t.equal(first.length, 32 * 1024);
  const { buffer } = first;
  pool.give(first.subarray(0, 5));
  t.equal(pool.kept, 32 * 1024);
  t.not(pool.take(40_000).buffer, buffer, 'too small');
  t.equal(pool.take(17_000).buffer, buffer);
  t.not(pool.take(17_000).buffer, buffer, 'it has one user');
  t.equal(pool.kept, 0);
});

t.test('there is a smallest buffer', async (t) => {
  const pool = new BufferPool();
  t.equal(pool.take(0).length, 16 * 1024);
  t.equal(pool.take(1).length, 16 * 1024);
});

t.test('what is too large, of another length or transferred is not kept', async (t) => {
  const pool = new BufferPool();
  pool.give(pool.take(5 * MIB));
  pool.give(new Uint8Array(20_000));
  pool.give(new Uint8Array(0));
  const moved = pool.take(1);
  structuredClone(moved, { transfer: [moved.buffer] });
  pool.give(moved);
  t.equal(pool.kept, 0);
});

t.test('what is kept is bounded', async (t) => {
  const pool = new BufferPool();
  const taken = Array.from({ length: 10 }, () => pool.take(4 * MIB));
  for (const buffer of taken) pool.give(buffer);
  t.equal(pool.kept, 16 * MIB);
});
