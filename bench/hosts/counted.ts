import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A host writes what belongs to a frame at once; so much silence ends it. */
const SILENCE_MS = 10;

/** Stands before a host and counts what it sends, so that two clients can be asked whether they were sent as much. */
export class Counted {
  readonly #server: Server;
  readonly port: number;
  bytes = 0;
  frames = 0;
  #open = 0;
  #none: () => void = () => {};

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  static async before(port: number): Promise<Counted> {
    const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const counted = new Counted(server);
    server.on('connection', (client) => {
      const host = connect({ port, host: '127.0.0.1', noDelay: true });
      counted.#open++;
      let last = 0;
      host.on('data', (chunk) => {
        const now = performance.now();
        if (SILENCE_MS < now - last) counted.frames += 1;
        last = now;
        counted.bytes += chunk.length;
      });
      client.pipe(host);
      host.pipe(client);
      client.on('error', () => host.destroy()).on('close', () => counted.#closed(host));
      host.on('error', () => client.destroy()).on('close', () => client.destroy());
    });
    return counted;
  }

  /** Resolves when nobody is connected. */
  none(): Promise<void> {
    if (this.#open === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#none = resolve;
    });
  }

  #closed(host: Socket): void {
    host.destroy();
    this.#open--;
    if (this.#open === 0) this.#none();
  }

  close(): void {
    this.#server.close();
  }
}
