import { GatewayError } from '../../src/errors.js';

/**
 * Something that reads bytes from outside. It may return or throw an error with a code; anything else (a TypeError, a
 * RangeError, an endless loop) is a bug. The same oracles serve the tests, long runs and the regression folder.
 */
export interface Oracle {
  /** Also the folder of its regressions: lower case, digits and dashes. */
  readonly name: string;
  /** Inputs to start from; well-formed ones reach furthest. */
  readonly seeds: readonly Uint8Array[];
  /** Must not keep state between calls. */
  readonly run: (bytes: Uint8Array) => void;
}

/** Longest time for one input, far above what any of them needs. */
export const SLOW_MS = 2000;

/** Runs an oracle on one input. Throws what is a bug. */
export function check(oracle: Oracle, bytes: Uint8Array): void {
  const start = performance.now();
  try {
    oracle.run(bytes);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
  }
  const took = performance.now() - start;
  if (SLOW_MS < took) throw new Error(`${oracle.name} took ${Math.round(took)} ms for ${bytes.length} bytes`);
}
