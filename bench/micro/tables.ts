import type { MeasuredTiles } from './tiles.js';

/** Nanoseconds for one payload; undefined where there is nobody to compare with. */
export interface KernelRow {
  readonly name: string;
  readonly megapixels: number;
  readonly ours: number;
  readonly libfreerdp: number | undefined;
  readonly rdpjs: number | undefined;
}

export interface TileRow extends MeasuredTiles {
  readonly name: string;
  readonly hostBytes: number;
}

/** Ratios as well: how many times as long the other one takes. */
export function kernelRows(rows: readonly KernelRow[]): readonly (KernelRow & Ratios)[] {
  return rows.map((row) => ({ ...row, ...ratios(row) }));
}

interface Ratios {
  readonly toLibfreerdp: number | undefined;
  readonly toRdpjs: number | undefined;
}

function ratios({ ours, libfreerdp, rdpjs }: KernelRow): Ratios {
  return {
    toLibfreerdp: libfreerdp === undefined ? undefined : libfreerdp / ours,
    toRdpjs: rdpjs === undefined ? undefined : rdpjs / ours,
  };
}

export function printTables(kernels: readonly KernelRow[], tiles: readonly TileRow[]): void {
  console.log('Decoding, µs (ratio: the other one over ours)');
  printRows(
    ['payload', 'Mpx/s', 'ours', 'libfreerdp', 'ratio', 'node-rdpjs', 'ratio'],
    kernels.map((row) => {
      const { toLibfreerdp, toRdpjs } = ratios(row);
      const speed = (row.megapixels / row.ours) * 1e9;
      return [
        row.name,
        speed.toFixed(0),
        micros(row.ours),
        micros(row.libfreerdp),
        times(toLibfreerdp),
        micros(row.rdpjs),
        times(toRdpjs),
      ];
    }),
  );
  console.log('\nTiles of a first frame');
  printRows(
    ['payload', 'host bytes', 'tile bytes', 'ratio', 'encode µs/cell', 'decode µs/cell', 'find copy µs/cell'],
    tiles.map((row) => [
      row.name,
      String(row.hostBytes),
      String(row.bytes),
      (row.bytes / row.hostBytes).toFixed(2),
      (row.encodeNanoseconds / 1000 / row.cells).toFixed(1),
      (row.decodeNanoseconds / 1000 / row.cells).toFixed(1),
      (row.copyNanoseconds / 1000 / row.cells).toFixed(1),
    ]),
  );
}

const micros = (nanoseconds: number | undefined): string =>
  nanoseconds === undefined ? '-' : (nanoseconds / 1000).toFixed(0);
const times = (ratio: number | undefined): string => (ratio === undefined ? '-' : `${ratio.toFixed(1)}×`);

function printRows(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  for (const row of [head, ...rows]) {
    console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '));
  }
}
