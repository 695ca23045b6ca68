import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isAbort, type ProblemBody, problemOf } from './api.js';

export interface Loaded<T> {
  readonly value: T | undefined;
  readonly problem: ProblemBody | undefined;
  readonly loading: boolean;
  reload(): void;
}

/**
 * Loads something, again whenever `key` changes and, with `everyMs`, while the page is looked at. What was there before
 * stays until the new is there.
 */
export function useLoad<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  { everyMs }: { everyMs?: number } = {},
): Loaded<T> {
  const [state, setState] = useState<{ key: string; value?: T; problem?: ProblemBody }>({ key });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const abort = new AbortController();
    latest.current(abort.signal).then(
      (value) => !abort.signal.aborted && setState({ key, value }),
      (error) => {
        if (abort.signal.aborted || isAbort(error)) return;
        setState((before) => ({ ...(before.key === key && before), key, problem: problemOf(error) }));
      },
    );
    return () => abort.abort();
  }, [key, turn]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => !document.hidden && reload(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, reload]);
  const current = state.key === key;
  const { value, problem } = state;
  return {
    value: current ? value : undefined,
    problem: current ? problem : undefined,
    loading: !current || (value === undefined && problem === undefined),
    reload,
  };
}
