import type { HttpRequest, HttpResponse } from 'uWebSockets.js';

/**
 * What a handler needs of a request. uWebSockets.js takes the request away when the callback returns, so everything is
 * copied before anything waits.
 */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Headers that Sluice looks at; empty when absent. */
  readonly header: Readonly<Record<(typeof HEADERS)[number], string>>;
  readonly remote: string;
}

const HEADERS = [
  'host',
  'origin',
  'cookie',
  'authorization',
  'accept-encoding',
  'if-none-match',
  'content-length',
  'content-type',
  'sec-fetch-site',
  'user-agent',
  'x-forwarded-for',
  'sec-websocket-key',
  'sec-websocket-protocol',
  'sec-websocket-extensions',
] as const;

export function copyRequest(res: HttpResponse, req: HttpRequest): Request {
  return {
    method: req.getMethod(),
    path: req.getUrl(),
    query: new URLSearchParams(req.getQuery()),
    header: Object.fromEntries(HEADERS.map((name) => [name, req.getHeader(name)])) as Request['header'],
    remote: Buffer.from(res.getRemoteAddressAsText()).toString('latin1'),
  };
}
