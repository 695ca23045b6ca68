import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Served } from './served.js';

const ASK_EVERY_MS = 5;

/** From the start of the process to its first answer, in ms. The answer is one of the control plane. */
export async function coldStart(environment: Readonly<Record<string, string>>, cookie = ''): Promise<number> {
  const port = await freePort();
  const began = performance.now();
  const served = new Served(environment, port);
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/me`, { headers: { cookie } }).catch(() => undefined);
    if (answer) {
      await answer.arrayBuffer();
      const expected = cookie === '' ? 401 : 200;
      if (answer.status !== expected) throw new Error(`/api/me answers ${answer.status}`);
      break;
    }
    await delay(ASK_EVERY_MS);
  }
  const time = performance.now() - began;
  await served.end();
  return time;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
