import fc from 'fast-check';
import type { Test } from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex, hex } from '../../src/bytes/text.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import { DecodeError } from '../../src/errors.js';

/** One PDU as value and as annotated bytes: `#` begins a comment that lasts to the end of the line. */
export interface Row<T> {
  readonly name: string;
  readonly value: T;
  readonly hex: string;
  readonly read: (r: ByteReader) => T;
  readonly write: (w: ByteWriter, value: T) => void;
}

/** Ties the value's type to reader and writer, then forgets it so that rows of all kinds fit in one table. */
export const row = <T>(r: Row<T>): Row<unknown> => r as Row<unknown>;

export const annotated = (text: string): Uint8Array => fromHex(text.replace(/#.*$/gm, ''));

/** Either a value or a DecodeError; anything else is a bug. */
export function onlyDecodeError(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
}

/** Round trip, every prefix, and damaged copies of each row. */
export function checkRows(t: Test, rows: readonly Row<unknown>[]): void {
  for (const { name, value, hex: text, read, write } of rows) {
    const bytes = annotated(text);
    const w = new ByteWriter();
    write(w, value);
    t.equal(hex(w.finish()), hex(bytes), `${name}: writes`);
    t.same(read(new ByteReader(bytes)), value, `${name}: reads`);
    t.doesNotThrow(() => {
      for (let end = 0; end < bytes.length; end++) onlyDecodeError(() => read(new ByteReader(bytes.slice(0, end))));
    }, `${name}: every prefix`);
    t.doesNotThrow(
      () => damage(bytes, (copy) => onlyDecodeError(() => read(new ByteReader(copy)))),
      `${name}: damaged`,
    );
  }
}

/** Runs `visit` on copies with a few bytes changed. */
export function damage(bytes: Uint8Array, visit: (copy: Uint8Array) => void, numRuns = 100): void {
  const change = fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 0x7f, 0x80, 0xff), fc.nat(255)));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
      const copy = bytes.slice();
      for (const [at, value] of changes) copy[at % Math.max(1, copy.length)] = value;
      visit(copy);
    }),
    { seed: 2, numRuns },
  );
}
