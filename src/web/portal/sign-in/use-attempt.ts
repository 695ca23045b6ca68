import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiError, type ProblemBody, problemOf } from '../core/api.js';
import { STRINGS } from '../strings.js';

export interface Attempt {
  readonly busy: boolean;
  readonly problem: ProblemBody | undefined;
  /** Seconds until another attempt is taken; 0 when it may be made. */
  readonly lockedFor: number;
  run(work: () => Promise<void>): void;
  fail(problem: ProblemBody | undefined): void;
}

/** One attempt at a time, its problem, and the countdown while the gateway takes none. */
export function useAttempt(initial?: ProblemBody): Attempt {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(initial);
  const [lockedUntil, setLockedUntil] = useState(0);
  const lockedFor = useCountdown(lockedUntil);
  const run = useCallback((work: () => Promise<void>): void => {
    setBusy(true);
    setProblem(undefined);
    work()
      .catch((error: unknown) => {
        setProblem(problemOf(error));
        const seconds = error instanceof ApiError && error.code === 'SIGN_IN_LOCKED' ? (error.retryAfter ?? 0) : 0;
        setLockedUntil(Date.now() + 1000 * seconds);
      })
      .finally(() => setBusy(false));
  }, []);
  const locked = problem?.code === 'SIGN_IN_LOCKED';
  const shown = locked ? lockedProblem(problem, lockedFor) : problem;
  return { busy, problem: shown, lockedFor, run, fail: setProblem };
}

const lockedProblem = (problem: ProblemBody, seconds: number): ProblemBody | undefined =>
  seconds > 0 ? { code: problem.code, title: STRINGS.signIn.locked(seconds), advice: '' } : undefined;

function useCountdown(until: number): number {
  const [now, setNow] = useState(Date.now());
  const left = Math.max(0, Math.ceil((until - now) / 1000));
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= until) clearInterval(timer);
    }, 1000);
    return () => clearInterval(timer);
  }, [until]);
  return left;
}
