import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Test } from 'tap';

export interface TlsServer {
  readonly port: number;
  /** Server names that clients asked for; false where they named none. */
  readonly serverNames: (string | false)[];
  dial(): Promise<Socket>;
}

/** A TLS server on loopback that lives as long as the test and answers with `hello`. */
export async function startTlsServer(
  t: Test,
  identity: { key: string; cert: string },
  options: { maxVersion?: 'TLSv1.2' | 'TLSv1.1'; minVersion?: 'TLSv1' } = {},
): Promise<TlsServer> {
  const serverNames: (string | false)[] = [];
  const sockets = new Set<TLSSocket>();
  const ciphers = options.maxVersion === 'TLSv1.1' ? 'DEFAULT:@SECLEVEL=0' : undefined;
  const server = createServer({ ...identity, ...options, ciphers }, (socket) => {
    serverNames.push(socket.servername ?? false);
    sockets.add(socket);
    socket.on('error', () => {}).write('hello');
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  const dial = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  return { port, serverNames, dial };
}
