const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How failed attempts slow down those that follow. */
export interface BackOff {
  /** Failures that cost nothing. */
  readonly free: number;
  readonly first: number;
  /** Nobody is locked out for longer, so nobody can be locked out for good. */
  readonly longest: number;
  /** Failures are forgotten when there was none for so long. */
  readonly forget: number;
}

/** People mistype a few times; a thousand guesses take ten days. */
export const ACCOUNT_BACK_OFF: BackOff = { free: 5, first: SECOND, longest: 15 * MINUTE, forget: 24 * 60 * MINUTE };
/** Behind one address there may be a whole office. */
export const NETWORK_BACK_OFF: BackOff = { free: 50, first: SECOND, longest: 15 * MINUTE, forget: 60 * MINUTE };

/** How long nothing is tried after so many failures; doubles with each. */
export function lockTime(failures: number, { free, first, longest }: BackOff): number {
  if (failures <= free) return 0;
  return Math.min(longest, first * 2 ** Math.min(failures - free - 1, 30));
}
