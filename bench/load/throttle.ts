import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Bytes are passed on in steps of this long. */
const STEP_MS = 20;

/** A network of limited bandwidth towards the viewer: a TCP proxy on loopback that passes on so many bits per second. */
export class Throttle {
  readonly #server: Server;
  readonly url: string;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open(targetUrl: string, bitsPerSecond: number): Promise<Throttle> {
    const { hostname, port } = new URL(targetUrl);
    const server = createServer((viewer) => {
      const gateway = connect(Number(port), hostname);
      viewer.pipe(gateway);
      for (const [one, other] of [
        [viewer, gateway],
        [gateway, viewer],
      ]) {
        one.on('error', () => other.destroy()).on('close', () => other.destroy());
      }
      void passOn(gateway, viewer, (bitsPerSecond / 8 / 1000) * STEP_MS);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Throttle(server);
  }

  close(): void {
    this.#server.close();
  }
}

async function passOn(from: Socket, to: Socket, bytesPerStep: number): Promise<void> {
  let allowance = 0;
  let last = performance.now();
  for await (const chunk of from as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; ) {
      const now = performance.now();
      allowance = Math.min(4 * bytesPerStep, allowance + (bytesPerStep * (now - last)) / STEP_MS);
      last = now;
      const part = chunk.subarray(at, at + Math.floor(allowance));
      at += part.length;
      allowance -= part.length;
      if (part.length > 0 && to.writable) to.write(part);
      if (at < chunk.length) await delay(STEP_MS);
    }
  }
}
