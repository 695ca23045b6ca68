import { createServer, type Server, type Socket } from 'node:net';
import { GatewayError, hasCode } from '../../errors.js';
import { type Logger, silentLogger } from '../../logger.js';
import type { HostSettings } from '../../rdp/accept/settings.js';
import { type AcceptedStream, acceptClient } from './accept-client.js';
import { createHostCertificate, type HostCertificate } from './certificate.js';
import { HostClient } from './client.js';

export interface RdpServerOptions {
  /** 0 picks a free one. */
  readonly port?: number;
  /** Asked for each connection. */
  readonly settings: () => HostSettings;
  /** Takes over an accepted client. */
  readonly onClient: (client: HostClient) => void;
  readonly logger?: Logger;
}

/** A host of ours on loopback. */
export interface RdpServer {
  readonly port: number;
  /** SHA-256 of the certificate in lower-case hexadecimal. */
  readonly fingerprint: string;
  /** Stops listening and ends all connections. */
  close(): Promise<void>;
}

const ADDRESS = '127.0.0.1';
const HANDSHAKE_MS = 15_000;
/** Enough for every load test on one machine; beyond that a connection is refused at once. */
const MAX_CONNECTIONS = 1000;

/** Listens on loopback. One client's trouble ends that client only. */
export async function startRdpServer(options: RdpServerOptions): Promise<RdpServer> {
  const certificate = await createHostCertificate();
  const logger = options.logger ?? silentLogger;
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => {});
    void serve(socket, options, certificate, logger);
  });
  server.maxConnections = MAX_CONNECTIONS;
  const port = await listen(server, options.port ?? 0);
  return {
    port,
    fingerprint: certificate.fingerprint,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, ADDRESS, () => {
      server.off('error', reject);
      resolve((server.address() as { port: number }).port);
    });
  });
}

/** Accepts one client and hands it over. Never rejects. */
async function serve(
  socket: Socket,
  { settings, onClient }: RdpServerOptions,
  certificate: HostCertificate,
  logger: Logger,
): Promise<void> {
  try {
    const own = settings();
    const client = new HostClient(await acceptInTime(socket, own, certificate), own);
    logger.debug({ client: client.accepted.core.clientName }, 'Client accepted');
    onClient(client);
    const error = await client.closed;
    if (error) logger.info({ err: error }, 'Client ended with an error');
  } catch (error) {
    const code = hasCode(error) ? error.code : 'INTERNAL';
    logger.info({ err: error, code }, 'Client not accepted');
    socket.destroy();
  }
}

async function acceptInTime(
  socket: Socket,
  settings: HostSettings,
  certificate: HostCertificate,
): Promise<AcceptedStream> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new GatewayError('HOST_TIMEOUT')), HANDSHAKE_MS);
  try {
    return await acceptClient(socket, settings, certificate, deadline.signal);
  } finally {
    clearTimeout(timer);
  }
}
