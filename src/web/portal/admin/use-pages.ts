import { useState } from 'preact/hooks';
import { type ProblemBody, problemOf } from '../core/api.js';
import { type Loaded, useLoad } from '../core/use-load.js';
import type { Page } from './resources.js';

export interface Pages<T> {
  readonly items: readonly T[];
  readonly loading: boolean;
  readonly problem: ProblemBody | undefined;
  /** Undefined when everything is there. */
  readonly more: (() => void) | undefined;
  readonly reload: () => void;
}

interface Rest<T> {
  readonly of: Page<T> | undefined;
  readonly items: readonly T[];
  readonly next: string | undefined;
  readonly problem: ProblemBody | undefined;
}

/** A list page by page: what follows is loaded when somebody asks for it. */
export function usePages<T>(
  key: string,
  load: (after: string | undefined, signal?: AbortSignal) => Promise<Page<T>>,
): Pages<T> {
  const first: Loaded<Page<T>> = useLoad(key, (signal) => load(undefined, signal));
  const [rest, setRest] = useState<Rest<T>>();
  // What was loaded after another first page is no part of this one.
  const following = rest && rest.of === first.value ? rest : undefined;
  const next = following ? following.next : first.value?.next;
  const more = async (): Promise<void> => {
    const [of, items] = [first.value, following?.items ?? []];
    try {
      const page = await load(next);
      setRest({ of, items: [...items, ...page.items], next: page.next, problem: undefined });
    } catch (error) {
      setRest({ of, items, next, problem: problemOf(error) });
    }
  };
  return {
    items: [...(first.value?.items ?? []), ...(following?.items ?? [])],
    loading: first.loading,
    problem: first.problem ?? following?.problem,
    more: next === undefined ? undefined : () => void more(),
    reload: first.reload,
  };
}
