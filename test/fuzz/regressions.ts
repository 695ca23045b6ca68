/** One folder per oracle, one file per input that was a bug once. */
export const REGRESSIONS = new URL('../../../fixtures/fuzz-regressions/', import.meta.url);

/** The kernels have fuzzers of their own; `test/native` replays this one. */
export const NATIVE = 'native';
