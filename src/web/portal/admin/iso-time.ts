/** What a field for date and time holds, in UTC; undefined while it holds none. */
export function isoTime(local: string): string | undefined {
  const time = new Date(local);
  return local === '' || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
