/** Times as people of the page's language write them. */
const LANGUAGE = document.documentElement.lang || 'en';

const MOMENT = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeStyle: 'short' });
const EXACT = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeStyle: 'medium' });
const RELATIVE = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' });

const MINUTE_MS = 60_000;
const UNITS = [
  ['day', 1440],
  ['hour', 60],
  ['minute', 1],
] as const;

/** The gateway writes times as ISO texts, or as milliseconds. */
export type Time = string | number;

const date = (time: Time): Date => new Date(time);

export const moment = (time: Time): string => MOMENT.format(date(time));
export const exactly = (time: Time): string => EXACT.format(date(time));

export function ago(time: Time, now = Date.now()): string {
  const minutes = (date(time).getTime() - now) / MINUTE_MS;
  for (const [unit, size] of UNITS) {
    if (Math.abs(minutes) >= size) return RELATIVE.format(Math.trunc(minutes / size), unit);
  }
  return RELATIVE.format(0, 'second');
}

export function milliseconds(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

export function bytes(count: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const power = Math.min(units.length - 1, count < 1 ? 0 : Math.floor(Math.log10(count) / 3));
  const style = {
    style: 'unit',
    unit: units[power],
    unitDisplay: 'short',
    maximumFractionDigits: power === 0 ? 0 : 1,
  } as const;
  return new Intl.NumberFormat(LANGUAGE, style).format(count / 1000 ** power);
}
