/** What the edge knows of a request besides the request itself. */
export interface ApiEnv {
  /** Address that the request came from, behind trusted proxies the one that they say. */
  readonly remote: string;
  /** The gateway's own origin as the client sees it. */
  readonly origin: string;
  /** Origin and path below which the gateway stands, without a final slash. */
  readonly base: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** Answers requests below `/api`. Never rejects. */
export type ApiHandler = (request: Request, env: ApiEnv) => Promise<Response>;
