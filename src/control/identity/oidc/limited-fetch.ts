import { isLoopback } from '../loopback.js';

/** Most that a provider may answer with; documents and tokens have some kilobytes. */
const MOST_BYTES = 512 * 1024;

/** What went wrong before a provider's answer could be looked at. */
export class ProviderUnreachable extends Error {
  override readonly name = 'ProviderUnreachable';
}

/**
 * Fetches from an identity provider: over HTTPS, or plain HTTP on loopback; without redirects, with a limit on time and
 * size, whatever a document of the provider says where to go.
 */
export const limitedFetch =
  (timeout: number) =>
  async (address: string, options: object = {}): Promise<Response> => {
    const url = new URL(address);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
      throw new ProviderUnreachable('not over HTTPS');
    }
    const signal = AbortSignal.timeout(timeout);
    try {
      const answer = await fetch(url, { ...options, redirect: 'manual', signal });
      const body = await readLimited(answer);
      return new Response(isBodyless(answer.status) ? null : body, { status: answer.status, headers: answer.headers });
    } catch (cause) {
      if (cause instanceof ProviderUnreachable) throw cause;
      throw new ProviderUnreachable(signal.aborted ? 'no answer in time' : 'cannot be reached', { cause });
    }
  };

async function readLimited({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the rest.
    if (size > MOST_BYTES) throw new ProviderUnreachable('answer is too large');
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

const isBodyless = (status: number): boolean => status === 204 || status === 304;
