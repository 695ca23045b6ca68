import type { HttpResponse } from 'uWebSockets.js';

export type Body = Uint8Array | 'too-large' | 'timeout' | 'aborted';

/**
 * Reads a request's body, copied chunk by chunk, because uWebSockets.js takes each back when the callback returns. Must be
 * called before the route handler returns. Stops at `limit` bytes and after `timeoutMs`.
 */
export function readBody(
  res: HttpResponse,
  { limit, timeoutMs, signal }: { limit: number; timeoutMs: number; signal: AbortSignal },
): Promise<Body> {
  return new Promise((resolve) => {
    let body = Buffer.alloc(0);
    const finish = (result: Body): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      resolve(result);
    };
    const aborted = (): void => finish('aborted');
    const timer = setTimeout(finish, timeoutMs, 'timeout');
    signal.addEventListener('abort', aborted, { once: true });
    res.onData((chunk, isLast) => {
      if (body.length > limit) return;
      // concat copies.
      body = Buffer.concat([body, new Uint8Array(chunk)], Math.min(body.length + chunk.byteLength, limit + 1));
      if (body.length > limit) finish('too-large');
      else if (isLast) finish(body);
    });
  });
}
