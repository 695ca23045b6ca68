import { ByteReader } from '../../src/bytes/reader.js';
import { annotated, type Row } from '../rdp-active/rows.js';
import type { Oracle } from './oracle.js';

/** The rows of a PDU table as oracles: one for each reader, which starts from the bytes of all its rows. */
export function rowOracles(rows: readonly Row<unknown>[]): Oracle[] {
  const byReader = new Map<Row<unknown>['read'], Row<unknown>[]>();
  for (const row of rows) byReader.set(row.read, [...(byReader.get(row.read) ?? []), row]);
  return [...byReader].map(([read, [first, ...more]]) => ({
    name: first.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    seeds: [first, ...more].map(({ hex }) => annotated(hex)),
    run: (bytes) => void read(new ByteReader(bytes)),
  }));
}
