import type { TemplatedApp } from 'uWebSockets.js';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config/schema.js';
import type { ApiHandler } from '../control/api/env.js';
import type { ControlMetrics } from '../control/metrics.js';
import { GatewayError } from '../errors.js';
import type { Logger } from '../logger.js';
import type { SessionMetrics } from '../session/metrics.js';
import type { EdgeContext } from './context.js';
import { createContext, ownUrl } from './create-context.js';
import { addApiRoutes } from './fetch-adapter.js';
import { Links } from './links.js';
import { Listener } from './listener.js';
import { isLoopback } from './origins.js';
import { addPollRoutes } from './routes/poll.js';
import { addSessionRoutes } from './routes/sessions.js';
import { addStaticRoutes } from './routes/static.js';
import { addStatusRoutes } from './routes/status.js';
import type { EdgeSessions, GrantDoor, GrantedDesktop, PublishedDesktop } from './session-port.js';
import { addSocketRoute } from './socket-route.js';

export interface GatewayParts<Desktop extends PublishedDesktop> {
  /** What links may open; at least one. */
  readonly desktops: readonly Desktop[];
  /** Where sessions come from. The gateway closes it with itself. */
  readonly sessions: EdgeSessions<Desktop>;
  readonly logger: Logger;
  /** What the sessions count, for `/metrics`. */
  readonly sessionMetrics?: SessionMetrics;
  /** What the control plane counts, for `/metrics`. */
  readonly controlMetrics?: ControlMetrics;
  /** Redeems the control plane's grants; without it there are none. */
  readonly door?: GrantDoor<Desktop & GrantedDesktop>;
  /** Answers what comes below `/api`; without it nothing is there. */
  readonly api?: ApiHandler;
  /** Folder with the browser client; the one that was built with the package unless given. */
  readonly webRoot?: string;
}

/** A running gateway. */
export interface Gateway {
  /** Where browsers find it. */
  readonly url: string;
  readonly port: number;
  /** A link that opens a desktop, the first one unless named, once. Throws CONFIG_INVALID for a name that is not published. */
  link(desktop?: string): string;
  /** Serves new connections with the certificate as it now is on disk; changes are noticed without it. */
  reloadCertificate(): Promise<void>;
  /** Accepts nothing new, ends all sessions and waits for their viewers to be told; aborting `signal` stops waiting. */
  close(options?: { signal?: AbortSignal }): Promise<void>;
  /** Ends every connection now. */
  destroy(): void;
}

/** Close frames are on their way for so long; connections that are kept alive for another request do not hold us up. */
const LAST_WORDS_MS = 500;

const WEB_ROOT = fileURLToPath(new URL('../../web/', import.meta.url));

/** Starts to serve browsers. Throws CONFIG_INVALID when it cannot listen as configured. */
export async function startGateway<Desktop extends PublishedDesktop>(
  config: Config,
  parts: GatewayParts<Desktop>,
): Promise<Gateway> {
  const { logger } = parts;
  const { host, port } = config.listen;
  if (!config.tls && !config.listen.allowPlainHttp && !isLoopback(host)) throw plainHttp(host);
  const links = new Links<Desktop>(config.links.lifetime);
  const context = await createContext(config, {
    ...{ links, logger, sessions: parts.sessions, door: parts.door },
    ...{ sessionMetrics: parts.sessionMetrics, controlMetrics: parts.controlMetrics },
    webRoot: parts.webRoot ?? WEB_ROOT,
  });
  const route = (app: TemplatedApp): void => addRoutes(app, context, parts.api);
  const listener = await Listener.open({ host, port, tls: config.tls, route, logger });
  const url = config.listen.publicUrl ?? ownUrl(config, listener.port);
  logger.info({ url, desktops: parts.desktops.map(({ name }) => name) }, 'Gateway listens');
  return new RunningGateway(url, { listener, links, context, parts });
}

class RunningGateway<Desktop extends PublishedDesktop> implements Gateway {
  readonly url: string;
  readonly #listener: Listener;
  readonly #links: Links<Desktop>;
  readonly #context: EdgeContext;
  readonly #parts: GatewayParts<Desktop>;
  #closing: Promise<void> | undefined;
  readonly #stopHearing: (() => void) | undefined;

  constructor(
    url: string,
    running: { listener: Listener; links: Links<Desktop>; context: EdgeContext; parts: GatewayParts<Desktop> },
  ) {
    this.url = url;
    this.#listener = running.listener;
    this.#links = running.links;
    this.#context = running.context;
    this.#parts = running.parts;
    const { visitors } = running.context.sessions;
    this.#stopHearing = running.parts.door?.onSignedOut(
      () => visitors.known(),
      (browserSession) => visitors.signedOut(browserSession),
    );
  }

  get port(): number {
    return this.#listener.port;
  }

  link(name?: string): string {
    const { desktops } = this.#parts;
    const desktop = name === undefined ? desktops[0] : desktops.find((candidate) => candidate.name === name);
    if (!desktop) throw new GatewayError('CONFIG_INVALID', { name }, { detail: `no desktop is named ${name}` });
    this.#context.metrics.links.inc({ result: 'issued' });
    return `${this.url.replace(/\/$/, '')}/#token=${this.#links.issue(desktop)}`;
  }

  reloadCertificate(): Promise<void> {
    return this.#listener.reload();
  }

  close({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    this.#closing ??= this.#close(signal);
    return this.#closing;
  }

  destroy(): void {
    this.#stopHearing?.();
    this.#listener.close();
    this.#context.pollers.close();
    void this.#parts.sessions.close();
  }

  async #close(signal: AbortSignal | undefined): Promise<void> {
    this.#listener.stopListening();
    const ended = this.#parts.sessions.close().then(() => this.#context.connections.none(LAST_WORDS_MS));
    await Promise.race([ended, aborted(signal)]);
    this.#stopHearing?.();
    this.#listener.close();
    this.#context.pollers.close();
  }
}

function addRoutes(app: TemplatedApp, context: EdgeContext, api: ApiHandler | undefined): void {
  context.connections.watch(app);
  addSocketRoute(app, context);
  addSessionRoutes(app, context);
  addPollRoutes(app, context);
  if (api) addApiRoutes(app, context, api);
  addStatusRoutes(app, context);
  addStaticRoutes(app, context);
}

const plainHttp = (host: string): GatewayError =>
  new GatewayError(
    'CONFIG_INVALID',
    { host },
    {
      detail: `listen.host ${host} is not loopback: give tls, or set listen.allowPlainHttp behind a proxy that adds TLS`,
    },
  );

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
