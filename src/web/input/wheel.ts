/** One notch of a wheel in the units of TS_POINTER_EVENT ([MS-RDPBCGR] 2.2.8.1.1.3.1.1.3). */
export const NOTCH = 120;

/** `WheelEvent.deltaMode` in units: browsers report a notch as 100 pixels or 3 lines. */
const UNITS_PER = [NOTCH / 100, NOTCH / 3, NOTCH] as const;

/** So much at once is a faulty driver, not a person. */
const MAX_NOTCHES = 32;

/**
 * Collects what a wheel or a touch pad reports until it makes whole notches, because many hosts take any wheel event for
 * a notch. What is left over stays for the next event and is dropped when the direction turns.
 */
export class WheelAxis {
  #left = 0;

  /** Returns whole notches in units, most often 0 or ±120. */
  add(delta: number, deltaMode: number): number {
    if (!Number.isFinite(delta)) return 0;
    const units = delta * (UNITS_PER[deltaMode] ?? 1);
    if (units * this.#left < 0) this.#left = 0;
    this.#left += units;
    const notches = Math.trunc(this.#left / NOTCH);
    this.#left -= notches * NOTCH;
    return Math.min(Math.max(notches, -MAX_NOTCHES), MAX_NOTCHES) * NOTCH;
  }
}
