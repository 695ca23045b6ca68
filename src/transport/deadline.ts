import { GatewayError } from '../errors.js';

/** The error with which an operation ends when its caller's signal fires: a coded reason as it is, others as ABORTED. */
export function abortError(signal: AbortSignal): GatewayError {
  const { reason } = signal;
  return reason instanceof GatewayError ? reason : new GatewayError('ABORTED', {}, { cause: reason });
}

/**
 * Runs `run` with a signal that fires with `onTimeout()` after `ms`, or when `parent` fires. Timer and listener are gone
 * when the promise settles. `run` must reject with its signal's reason.
 */
export async function withDeadline<T>(
  ms: number,
  parent: AbortSignal | undefined,
  onTimeout: () => GatewayError,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (parent?.aborted) throw abortError(parent);
  const controller = new AbortController();
  const forward = (): void => controller.abort(abortError(parent!));
  const timer = setTimeout(() => controller.abort(onTimeout()), ms);
  parent?.addEventListener('abort', forward, { once: true });
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    parent?.removeEventListener('abort', forward);
  }
}
