import { z } from 'zod';

const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const BYTES = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

/** A duration: `250ms`, `10s`, `5m`, `1h`, `90d`, or a number of milliseconds. Read as milliseconds. */
export const duration = (min: number, max: number) => quantity(MILLISECONDS, 'ms', min, max, 'duration');

/** An amount of memory: `64KiB`, `1MiB`, or a number of bytes. Read as bytes. */
export const size = (min: number, max: number) => quantity(BYTES, 'B', min, max, 'size');

function quantity(units: Readonly<Record<string, number>>, base: string, min: number, max: number, what: string) {
  const pattern = new RegExp(`^(\\d+(?:\\.\\d+)?)(${Object.keys(units).join('|')})$`);
  return z
    .union([z.number(), z.string()])
    .transform((value, context) => {
      const [, digits, unit] = pattern.exec(typeof value === 'number' ? `${value}${base}` : value) ?? [];
      const amount = Math.round(Number(digits) * units[unit]);
      if (min <= amount && amount <= max) return amount;
      context.addIssue({ code: 'custom', message: `not a ${what} from ${min} to ${max} ${base}` });
      return z.NEVER;
    })
    .meta({ 'x-type': what });
}
