import { STRINGS } from '../strings.js';

/** An error answer of the gateway (RFC 9457), or that there was none. */
export interface ProblemBody {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly advice: string;
  readonly issues?: readonly Issue[];
  /** Under which the connection stands in the diagnostics. */
  readonly activityId?: string;
}

/** What is wrong with one field of a request. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

export class ApiError extends Error {
  readonly status: number;
  readonly problem: ProblemBody;
  /** Seconds to wait, where the gateway says so. */
  readonly retryAfter: number | undefined;

  constructor(status: number, problem: ProblemBody, retryAfter?: number) {
    super(problem.detail ?? problem.title);
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  get code(): string {
    return this.problem.code;
  }
}

export interface Ask {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Becomes JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Answer<T> {
  readonly body: T;
  readonly etag: string | undefined;
}

/** Called when the gateway says that nobody is signed in any more. */
let onSignedOut: () => void = () => {};

export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

export const apiUrl = (path: string): string => new URL(`api${path}`, document.baseURI).href;

/** Asks the gateway. Throws {@link ApiError} whatever goes wrong, but an AbortError when `signal` is aborted. */
export async function ask<T>(path: string, { method = 'GET', body, headers, signal }: Ask = {}): Promise<Answer<T>> {
  const type: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
  let response: Response;
  try {
    response = await fetch(apiUrl(path), {
      method,
      credentials: 'same-origin',
      headers: { ...type, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, STRINGS.problems.unreachable);
  }
  // Only who names a version is told that it is still the present one; there is no body then.
  if (!response.ok && response.status !== 304) throw await refusal(response);
  const text = await response.text();
  const etag = response.headers.get('ETag') ?? undefined;
  return { body: (text === '' ? undefined : JSON.parse(text)) as T, etag };
}

/** The body of an answer to GET. */
export const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
  (await ask<T>(path, signal ? { signal } : {})).body;

export const post = async <T>(path: string, body?: unknown): Promise<T> =>
  (await ask<T>(path, { method: 'POST', ...(body !== undefined && { body }) })).body;

export const remove = async (path: string): Promise<void> => {
  await ask(path, { method: 'DELETE' });
};

/** `?a=1&b=2` of what is there. */
export function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}

async function refusal(response: Response): Promise<ApiError> {
  const problem = Object(await response.json().catch(() => undefined)) as Partial<ProblemBody>;
  const after = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const known: ProblemBody =
    typeof problem.code === 'string' && typeof problem.title === 'string'
      ? { ...problem, code: problem.code, title: problem.title, advice: problem.advice ?? '' }
      : STRINGS.problems.unreachable;
  if (known.code === 'SIGN_IN_REQUIRED') onSignedOut();
  return new ApiError(response.status, known, Number.isFinite(after) ? after : undefined);
}

/** Whatever was thrown, as something to show. */
export function problemOf(error: unknown): ProblemBody {
  return error instanceof ApiError ? error.problem : { ...STRINGS.problems.page, detail: String(error) };
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
