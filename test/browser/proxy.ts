import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Test } from 'tap';

export interface Proxy {
  /** The same address as the gateway's, through the proxy. */
  through(link: string): string;
  /** Cuts every WebSocket that is open, as a failing network does. */
  dropSockets(): void;
  /** Refuses connections until it is set back. */
  down: boolean;
  /** Answers WebSocket upgrades with an error, as some corporate proxies do. */
  breakUpgrades: boolean;
}

const UPGRADE = /\r\nupgrade: websocket\r\n/i;

/** A network between browser and gateway that fails when told to. */
export async function startProxy(t: Test, gatewayPort: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const webSockets = new Set<Socket>();
  const server = createServer((client) => {
    if (proxy.down) {
      client.resetAndDestroy();
      return;
    }
    const gateway = connect(gatewayPort, '127.0.0.1');
    for (const socket of [client, gateway]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        gateway.destroy();
        sockets.delete(socket);
        webSockets.delete(socket);
      });
    }
    client.once('data', (head) => {
      const upgrades = UPGRADE.test(head.toString('latin1'));
      if (upgrades && proxy.breakUpgrades) {
        client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
        return;
      }
      if (upgrades) webSockets.add(client);
      gateway.write(head);
      client.pipe(gateway).pipe(client);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  t.teardown(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const proxy: Proxy = {
    down: false,
    breakUpgrades: false,
    through: (link) => Object.assign(new URL(link), { port }).href,
    dropSockets: () => {
      for (const socket of webSockets) socket.resetAndDestroy();
    },
  };
  return proxy;
}
