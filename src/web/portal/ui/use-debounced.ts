import { useEffect, useState } from 'preact/hooks';

/** Somebody who types is asked about when they pause. */
const PAUSE_MS = 250;

export function useDebounced(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
