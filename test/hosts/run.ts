/**
 * Starts one real host by hand and leaves it running until Ctrl-C:
 * `node dist/test/hosts/run.js xrdp|shadow2|shadow3|weston|grd [key=value…]`, with the options of its start function.
 */
import { once } from 'node:events';
import { startGrd } from './grd.js';
import type { RealHost } from './host.js';
import { startShadow } from './shadow.js';
import { startWeston } from './weston.js';
import { startXrdp } from './xrdp.js';

const STARTERS: Readonly<Record<string, (options: Record<string, string>) => Promise<RealHost>>> = {
  xrdp: startXrdp,
  shadow2: (options) => startShadow({ security: 'nla', ...options, version: 2, extra: options['extra']?.split(' ') }),
  shadow3: (options) => startShadow({ security: 'nla', ...options, version: 3, extra: options['extra']?.split(' ') }),
  weston: startWeston,
  grd: startGrd,
};

const [name = '', ...pairs] = process.argv.slice(2);
const start = STARTERS[name];
if (!start) {
  console.error(`usage: run.js ${Object.keys(STARTERS).join('|')} [key=value…]`);
  process.exit(2);
}
const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
const host = await start(Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string])));
console.log(
  `rdp://${host.username}:${host.password}@127.0.0.1:${host.port}  display ${host.display ?? 'none'}  ${host.folder}`,
);
await stopped;
await host.close();
