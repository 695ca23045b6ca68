import { GatewayError } from '../errors.js';
import type { ActiveEvent } from '../rdp/active/events.js';
import type { AutoReconnectCookie, GraphicsOffer } from '../rdp/settings.js';
import type { Redirection } from '../rdp/share/redirection.js';
import { redirected } from '../transport/redirect.js';
import type { HostConnection, HostOptions } from '../transport/types.js';
import type { Status } from '../wire/messages.js';
import { Allowance } from './allowance.js';
import { retried } from './backoff.js';
import type { CredentialDesk } from './credential-desk.js';
import { coded, mayPass, wantsCredentials } from './end-reason.js';
import { type HostEnd, HostStream, type HostStreamPort } from './host-stream.js';
import { problemOf } from './problem.js';
import type { ClientShape } from './resizer.js';
import type { SessionHost, SessionOptions } from './session-options.js';

/** What the runner asks of its session. */
export interface HostRunnerPort extends HostStreamPort {
  status(status: Status): void;
  /** A connection is active; its events follow once the promise settles. */
  connected(stream: HostStream): Promise<void>;
  /** The connection is gone; the picture stays. */
  disconnected(): void;
  /** What to tell the host of the client. */
  client(): ClientShape;
  /** What to offer it for graphics, apart from what comes with a connection by itself. */
  graphics(): GraphicsOffer | undefined;
  /** Has the session's program been started? */
  programRuns(): boolean;
  /** Is a person there who can be asked for credentials? */
  canAsk(): boolean;
}

/** A person who is wrong more often may start over. */
const MOST_QUESTIONS = 5;

/**
 * Connections that a host may have us make by dropping or redirecting active ones: a few at once, then one in a quarter
 * of a minute. Each costs both sides a handshake, which the host would otherwise have as often as it likes.
 */
const RESUMES_PER_SECOND = 1 / 15;
const RESUMES_BURST = 10;

/** Keeps a session connected to its host: signs in, resumes what broke off, follows redirections. */
export class HostRunner {
  readonly #options: SessionOptions;
  readonly #desk: CredentialDesk;
  readonly #port: HostRunnerPort;
  #host: SessionHost;
  #cookie: AutoReconnectCookie | undefined;
  #signedIn = false;
  readonly #resumes: Allowance;

  constructor(options: SessionOptions, desk: CredentialDesk, port: HostRunnerPort) {
    this.#options = options;
    this.#host = options.host;
    this.#desk = desk;
    this.#port = port;
    this.#resumes = new Allowance(RESUMES_PER_SECOND, RESUMES_BURST, options.now());
  }

  /** Runs until there is nothing to come back to, and rejects with the coded reason. */
  async run(signal: AbortSignal): Promise<never> {
    let connection = await this.#signIn('connecting', signal);
    for (;;) {
      const end = await this.#serve(connection, signal);
      this.#port.disconnected();
      signal.throwIfAborted();
      connection = await this.#resume(end, signal);
    }
  }

  async #serve(connection: HostConnection, signal: AbortSignal): Promise<HostEnd> {
    const port: HostStreamPort = {
      event: (event) => this.#event(event),
      chunk: (bytes, units) => this.#port.chunk(bytes, units),
    };
    // Until the pipeline listens, an error would have nobody to tell it to; the pipeline finds the stream destroyed.
    const ignore = (): void => {};
    connection.stream.on('error', ignore);
    try {
      const stream = new HostStream(connection, port, this.#host.tap);
      await this.#port.connected(stream);
      this.#port.status({ state: 'active', host: this.#host.target.host });
      const { id, logger } = this.#options;
      logger.info({ sessionId: id, host: this.#host.target.host }, 'Session established');
      return await stream.run(signal);
    } finally {
      connection.stream.destroy();
    }
  }

  #event(event: ActiveEvent): void | Promise<void> {
    if (event.type === 'autoReconnectCookie') this.#cookie = event.cookie;
    if (event.type === 'loggedOn' && !this.#signedIn) this.#logSignIn(event.sessionId);
    return this.#port.event(event);
  }

  /** Once: a host may say it as often as it likes, and a line of log costs more than the message. */
  #logSignIn(hostSession: number): void {
    this.#signedIn = true;
    this.#options.logger.info({ sessionId: this.#options.id, hostSession }, 'Signed in on the host');
  }

  #resume(end: HostEnd, signal: AbortSignal): Promise<HostConnection> {
    if (end.type === 'ended') throw end.error;
    const mayResume = this.#resumes.take(1, this.#options.now());
    if (end.type === 'redirected') {
      if (!mayResume) throw new GatewayError('HOST_REDIRECTED');
      this.#follow(end.redirection);
      return this.#signIn('reconnecting', signal);
    }
    if (end.type === 'renewed') {
      if (!mayResume) throw new GatewayError('HOST_CLOSED');
      return this.#signIn('reconnecting', signal);
    }
    if (this.#cookie === undefined || !mayResume) throw end.error;
    this.#options.metrics.reconnects++;
    const attempt = (): Promise<HostConnection> => this.#signIn('reconnecting', signal);
    return retried(attempt, this.#options.reconnect, mayPass, signal);
  }

  #follow(redirection: Redirection): void {
    const credentials = { username: '', domain: '', password: '' };
    const { credentials: theirs, autoReconnect, ...host } = redirected({ ...this.#host, credentials }, redirection);
    this.#host = host;
    this.#cookie = autoReconnect;
    if (theirs.password !== '') this.#desk.provide(theirs);
  }

  /** Connects, asking the person at a viewer for credentials where the host wants others. */
  async #signIn(state: 'connecting' | 'reconnecting', signal: AbortSignal): Promise<HostConnection> {
    for (let questions = 0; ; questions++) {
      try {
        return await this.#connect(state, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!wantsCredentials(error) || !this.#port.canAsk() || MOST_QUESTIONS <= questions) throw error;
        await this.#ask(coded(error), signal);
      }
    }
  }

  async #connect(state: 'connecting' | 'reconnecting', signal: AbortSignal): Promise<HostConnection> {
    const host = this.#host.target.host;
    this.#port.status({ state, host });
    const { width, height, scaleFactor, keyboardLayout } = this.#port.client();
    const { program } = this.#host;
    const options: HostOptions = {
      ...this.#host,
      program: program && { ...program, running: this.#port.programRuns() },
      ...{ width, height, scaleFactor, keyboardLayout },
      graphics: this.#port.graphics(),
      credentials: await this.#desk.take(),
      autoReconnect: this.#cookie,
      onCheckpoint: (checkpoint) => this.#port.status({ state, host, checkpoint }),
      logger: this.#options.logger,
    };
    return this.#options.connect(options, { signal });
  }

  async #ask(error: GatewayError, signal: AbortSignal): Promise<void> {
    // Nothing was wrong yet when nothing was given.
    const problem = error.code === 'CREDENTIALS_REQUIRED' ? undefined : problemOf(error);
    this.#port.status({ state: 'credentials', host: this.#host.target.host, error: problem });
    const late = AbortSignal.timeout(this.#options.credentialsMs);
    try {
      await this.#desk.ask(AbortSignal.any([signal, late]));
    } catch {
      signal.throwIfAborted();
      throw error;
    }
  }
}
