import {
  App,
  SSLApp,
  type TemplatedApp,
  type us_listen_socket,
  us_listen_socket_close,
  us_socket_local_port,
} from 'uWebSockets.js';
import { type AddressInfo, createServer } from 'node:net';
import { GatewayError } from '../errors.js';
import type { Logger } from '../logger.js';
import { type CertificateFiles, checkCertificate, watchCertificate } from './certificate.js';

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: CertificateFiles | undefined;
  /** Adds the routes; called again for each certificate. */
  readonly route: (app: TemplatedApp) => void;
  readonly logger: Logger;
}

/**
 * The listening socket. A certificate belongs to an app of uWebSockets.js for good, so a new certificate gets a new app on
 * the same port, and the old one only stops accepting: connections that it has live on.
 */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #apps: TemplatedApp[] = [];
  #socket: us_listen_socket | undefined;
  /** Of the certificate that is served: what else happens in its folder is no news. */
  #digest: string;
  #stopWatching: (() => void) | undefined;
  readonly port: number;

  private constructor(
    options: ListenerOptions,
    { app, digest, socket }: { app: TemplatedApp; digest: string; socket: us_listen_socket },
  ) {
    this.#options = options;
    this.#socket = socket;
    this.#digest = digest;
    this.#apps.push(app);
    this.port = us_socket_local_port(socket);
    if (options.tls) this.#stopWatching = watchCertificate(options.tls, () => void this.reload());
  }

  static async open(options: ListenerOptions): Promise<Listener> {
    const { host, tls } = options;
    const digest = tls ? checkCertificate(tls) : '';
    const port = await probe(host, options.port);
    const app = createApp(options);
    return new Listener(options, { app, digest, socket: await listen(app, host, port) });
  }

  /** Serves new connections with the certificate as it now is on disk, if that changed. Keeps the old one when that is unusable. */
  async reload(): Promise<void> {
    const { host, tls, logger } = this.#options;
    if (!tls || !this.#socket) return;
    try {
      const digest = checkCertificate(tls);
      if (digest === this.#digest) return;
      const app = createApp(this.#options);
      const socket = await listen(app, host, this.port);
      this.#apps.push(app);
      this.stopListening();
      this.#socket = socket;
      this.#digest = digest;
      logger.info({ certificate: tls.certificate }, 'Certificate loaded');
    } catch (err) {
      logger.error({ err, certificate: tls.certificate }, 'Certificate not loaded, the former stays');
    }
  }

  /** Accepts no more connections; those that are open stay. */
  stopListening(): void {
    if (this.#socket) us_listen_socket_close(this.#socket);
    this.#socket = undefined;
  }

  /** Ends every connection now. */
  close(): void {
    this.#stopWatching?.();
    this.stopListening();
    for (const app of this.#apps.splice(0)) app.close();
  }
}

function createApp({ tls, route }: ListenerOptions): TemplatedApp {
  const app = tls
    ? SSLApp({ cert_file_name: tls.certificate, key_file_name: tls.key, passphrase: tls.passphrase ?? '' })
    : App();
  route(app);
  return app;
}

function listen(app: TemplatedApp, host: string, port: number): Promise<us_listen_socket> {
  return new Promise((resolve, reject) => {
    app.listen(host, port, (socket) => {
      if (socket) resolve(socket);
      else reject(cannotListen(host, port, 'address cannot be used'));
    });
  });
}

/**
 * A port that nobody listens on: the one that is given, or a free one for 0. uWebSockets.js shares a port that it is given
 * by number, which reload needs; at start that would split the connections between two gateways. Node's own listener
 * refuses.
 */
function probe(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => reject(cannotListen(host, port, error.message)));
    server.listen({ host, port, exclusive: true }, () => {
      const free = (server.address() as AddressInfo).port;
      server.close(() => resolve(free));
    });
  });
}

const cannotListen = (host: string, port: number, detail: string): GatewayError =>
  new GatewayError('CONFIG_INVALID', { host, port }, { detail: `listen.port ${port}: ${detail}` });
