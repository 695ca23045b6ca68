import t from 'tap';
import { CACHE_HIT, TileCache } from '../../src/codec/tile-cache.js';

/** Tells the cache of tiles to keep and gives the slots that it wrote. */
function assign(cache: TileCache, ...hashes: readonly bigint[]): number[] {
  const bytes = new Uint8Array(hashes.length * 3);
  const stores = Uint32Array.from(hashes.flatMap((_, i) => [i * 3 + 1, i]));
  cache.assign(bytes, stores, BigUint64Array.from(hashes));
  return hashes.map((_, i) => bytes[i * 3 + 1] | (bytes[i * 3 + 2] << 8));
}

function hit(cache: TileCache, slot: number): void {
  cache.assign(Uint8Array.of(slot & 255, slot >> 8), Uint32Array.of(0, CACHE_HIT), new BigUint64Array(0));
}

t.test('a hash stands in its set', async (t) => {
  const cache = new TileCache(400);
  for (const hash of [1n, 99n, 100n, 0xffff_ffff_ffff_ffffn]) {
    const [slot] = assign(cache, hash);
    t.equal(Math.floor(slot / 4), Number(hash % 100n));
    t.equal(cache.table[slot], hash);
  }
});

t.test('a hash that is there keeps its slot', async (t) => {
  const cache = new TileCache(8);
  const [slot] = assign(cache, 10n);
  t.same(assign(cache, 10n, 10n), [slot, slot]);
  t.equal(cache.table.filter((hash) => hash === 10n).length, 1);
});

t.test('the slot of a set that was unused for longest goes first', async (t) => {
  const cache = new TileCache(4);
  t.same(assign(cache, 1n, 2n, 3n, 4n), [0, 1, 2, 3]);
  hit(cache, 0);
  t.same(assign(cache, 5n), [1], 'the first was found since');
  t.same(assign(cache, 3n, 6n), [2, 3], 'the third was sent again');
  t.same([...cache.table], [1n, 5n, 3n, 6n]);
});

t.test('slots that do not fill a set are unused; without slots nothing is stored', async (t) => {
  t.equal(new TileCache(11).table.length, 8);
  t.equal(new TileCache(3).table.length, 0);
  t.equal(new TileCache(0).table.length, 0);
});

t.test('offsets count from the view, not from its buffer', async (t) => {
  const cache = new TileCache(4);
  const bytes = new Uint8Array(16).subarray(5);
  assign(cache, 1n);
  cache.assign(bytes, Uint32Array.of(2, 0), BigUint64Array.of(2n));
  t.equal(bytes[2], 1);
});

t.test('encoders on other threads see the table', async (t) => {
  const cache = new TileCache(4);
  t.ok(cache.table.buffer instanceof SharedArrayBuffer);
  const elsewhere = new BigUint64Array(cache.table.buffer);
  const [slot] = assign(cache, 7n);
  t.equal(elsewhere[slot], 7n);
});
