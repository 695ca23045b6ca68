import { type Issue, RequestInvalid } from '../../control/request-invalid.js';
import { isLoopback } from '../../edge/origins.js';
import { ERRORS, type ErrorCode, GatewayError } from '../../errors.js';

export interface Server {
  readonly server: string;
  readonly token: string;
}

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of the gateway
  readonly body: any;
}

interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Time for one answer. */
const TIMEOUT_MS = 30_000;

/** Asks a gateway's REST interface as whoever the token is for. */
export class ApiClient {
  readonly #base: string;
  readonly #token: string;

  /** Throws USAGE for a server that cannot be asked so. */
  constructor({ server, token }: Server) {
    const url = URL.canParse(server) ? new URL(server) : undefined;
    if (!url || !/^https?:$/.test(url.protocol))
      throw usage(`--server ${server} is not an address such as https://desk.example.com`);
    if (url.protocol === 'http:' && !isLoopback(url.hostname.replace(/^\[|\]$/g, ''))) {
      throw usage('a token is not sent over plain HTTP to another machine');
    }
    this.#base = `${url.origin}${url.pathname.replace(/\/$/, '')}/api`;
    this.#token = token;
  }

  /** Throws the error that the gateway answers with, or GATEWAY_UNREACHABLE. */
  async ask(method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Reply> {
    const response = await this.#fetch(path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      // The token is for this server.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    const answer =
      /json/.test(response.headers.get('content-type') ?? '') && text !== '' ? JSON.parse(text) : undefined;
    if (!response.ok) throw refusal(response.status, answer);
    return { status: response.status, body: answer };
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.#base + path, init);
    } catch (cause) {
      const { code, message } = ((cause as Error).cause ?? cause) as NodeJS.ErrnoException;
      throw new GatewayError('GATEWAY_UNREACHABLE', {}, { cause, detail: code ?? message });
    }
  }
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly issues?: readonly Issue[];
}

/** The error as it was on the gateway. */
function refusal(status: number, problem: Problem | undefined): GatewayError {
  const { code = '', detail, issues } = problem ?? {};
  if (!Object.hasOwn(ERRORS, code)) {
    return new GatewayError('GATEWAY_UNREACHABLE', { status }, { detail: `answers ${status}, and not as Sluice does` });
  }
  if (code === 'REQUEST_INVALID' && issues) return new RequestInvalid(issues);
  const { message } = ERRORS[code as ErrorCode];
  const more = detail?.startsWith(`${message}: `) ? detail.slice(message.length + 2) : undefined;
  return new GatewayError(code as ErrorCode, {}, { detail: more });
}

const usage = (detail: string): GatewayError => new GatewayError('USAGE', {}, { detail });
