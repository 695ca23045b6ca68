import type { z } from 'zod';
import type { Action } from '../access/actions.js';
import type { Caller } from '../access/caller.js';
import type { Target } from '../access/target.js';

export type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';

/**
 * Who may call a route.
 *
 * - `public`: everybody. `call.caller` may be missing.
 * - `self`: everybody who is signed in. The handler reaches only what belongs to `call.caller.user`, and answers
 *   NOT_FOUND for what belongs to somebody else.
 * - an action: whoever may do it with what `target` says.
 */
export type Need = 'public' | 'self' | Action;

/** How a body is written. Merge patches are RFC 7396. */
export type BodyType = 'application/json' | 'application/merge-patch+json' | 'application/x-www-form-urlencoded';

/** One answer of a route, by its status. Errors are described for all routes in one place. */
export interface AnswerSpec {
  readonly description: string;
  /** Without it the answer has no body, or one that is no JSON, see `type`. */
  readonly schema?: z.ZodType;
  /** Media type, `application/json` unless given. */
  readonly type?: string;
  /** Headers besides the usual ones, each with what it says. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a handler answers with; a `Response` where it streams. */
export interface Answer {
  /** 200, or 204 without a body, unless given. */
  readonly status?: number;
  /** Becomes JSON. */
  readonly body?: unknown;
  /** A name may come twice, as Set-Cookie does. */
  readonly headers?: readonly (readonly [string, string])[];
  /** False when nothing was changed after all; then the audit log says nothing. */
  readonly changed?: boolean;
}

/** A checked request. */
export interface Call<Params, Query, Body, Who> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Who;
  readonly headers: Headers;
  /** Address that the request came from, behind trusted proxies the one that they say. */
  readonly remote: string;
  /** The gateway's own origin as the client sees it, such as `https://gateway.example`. */
  readonly origin: string;
  /** Origin and path below which the gateway stands, without a final slash. */
  readonly base: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

type Output<Schema, Otherwise> = Schema extends z.ZodType ? z.output<Schema> : Otherwise;

/**
 * One route, declared once: requests are checked by it, the OpenAPI document, the table in `docs/rest.md` and the test
 * matrix (role × route × owner) are generated from it.
 */
export interface Route<
  N extends Need = Need,
  Params extends z.ZodObject | undefined = z.ZodObject | undefined,
  Query extends z.ZodObject | undefined = z.ZodObject | undefined,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
> {
  readonly method: Method;
  /** Below `/api`, with parameters in braces: `/user-sessions/{id}`. */
  readonly path: string;
  /** Unique name of the operation, such as `listUserSessions`. */
  readonly operation: string;
  readonly summary: string;
  /** Heading in the document. */
  readonly tag: string;
  readonly need: N;
  /**
   * May a token for programs be used? Unless given, where an action is needed, and to read what is one's own: what signs
   * people in is changed by themselves only.
   */
  readonly byToken?: boolean;
  /**
   * What the action is about; asked before the body is read. Throws NOT_FOUND for what is not there. `listed` when the
   * handler leaves out of its answer what the caller may not see: then it is enough to hold the action somewhere. Without
   * it the action must be held everywhere.
   */
  readonly target?: 'listed' | ((params: Output<Params, undefined>) => Target | Promise<Target>);
  /** One entry for each parameter in the path. */
  readonly params?: Params;
  /** A query with other names is refused. Numbers by `z.coerce.number()`, lists by `z.array`. */
  readonly query?: Query;
  readonly body?: Body;
  /** `handler` when the body reaches it as it came, and is checked where it is used. */
  readonly bodyCheckedBy?: 'handler';
  /** `application/json` unless given. */
  readonly bodyType?: BodyType;
  /** Most bytes of the body, 256 KiB unless given. */
  readonly bodyLimit?: number;
  readonly answers: Readonly<Record<number, AnswerSpec>>;
  readonly handle: (
    call: Call<
      Output<Params, undefined>,
      Output<Query, undefined>,
      Output<Body, undefined>,
      N extends 'public' ? Caller | undefined : Caller
    >,
  ) => Answer | Response | Promise<Answer | Response>;
}

/** A route as the frame keeps it, whatever its types. */
export type AnyRoute = Omit<Route, 'handle' | 'target'> & {
  readonly target?: 'listed' | ((params: never) => Target | Promise<Target>);
  readonly handle: (call: never) => Answer | Response | Promise<Answer | Response>;
};

/** Collects the routes. */
export class Routes {
  readonly all: AnyRoute[] = [];

  /** Adds a route. Two with the same operation or the same method and path are a programming mistake. */
  route<
    N extends Need,
    Params extends z.ZodObject | undefined = undefined,
    Query extends z.ZodObject | undefined = undefined,
    Body extends z.ZodType | undefined = undefined,
  >(route: Route<N, Params, Query, Body>): void {
    const same = this.all.find(
      ({ operation, method, path }) =>
        operation === route.operation || (method === route.method && path === route.path),
    );
    if (same) throw new Error(`route ${route.method} ${route.path} is there twice`);
    this.all.push(route as unknown as AnyRoute);
  }
}

export type Api = Pick<Routes, 'route'>;
