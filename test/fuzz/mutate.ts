/** Values that lengths and counts break on. */
const INTERESTING = [0, 1, 0x7f, 0x80, 0xff];

/** xorshift32: the same seed gives the same run everywhere. */
export function random(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

type Random = ReturnType<typeof random>;
type Mutation = (bytes: Uint8Array, next: Random) => Uint8Array;

const splice = (bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array => {
  const result = new Uint8Array(bytes.length - remove + insert.length);
  result.set(bytes.subarray(0, at));
  result.set(insert, at);
  result.set(bytes.subarray(at + remove), at + insert.length);
  return result;
};

const put = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
  if (at < bytes.length) bytes[at] = value;
  return bytes;
};

const MUTATIONS: readonly Mutation[] = [
  (bytes, next) => put(bytes, next(bytes.length + 1), next(256)),
  (bytes, next) => put(bytes, next(bytes.length + 1), INTERESTING[next(INTERESTING.length)]),
  (bytes, next) => {
    const at = next(bytes.length + 1);
    return put(bytes, at, (bytes[at] ?? 0) ^ (1 << next(8)));
  },
  (bytes, next) => bytes.slice(0, next(bytes.length + 1)),
  (bytes, next) =>
    splice(
      bytes,
      next(bytes.length + 1),
      0,
      new Uint8Array(1 + next(8)).map(() => next(256)),
    ),
  (bytes, next) => {
    const at = next(bytes.length + 1);
    return splice(bytes, at, next(Math.min(9, bytes.length - at + 1)), new Uint8Array(0));
  },
  (bytes, next) => {
    const from = next(bytes.length + 1);
    return splice(bytes, next(bytes.length + 1), 0, bytes.slice(from, from + next(64)));
  },
];

/** A damaged copy of one of the seeds. */
export function mutate(seeds: readonly Uint8Array[], next: Random): Uint8Array {
  let bytes: Uint8Array = (seeds[next(seeds.length)] ?? new Uint8Array(0)).slice();
  for (let count = 1 + next(6); count > 0; count--) bytes = MUTATIONS[next(MUTATIONS.length)](bytes, next);
  return bytes;
}
