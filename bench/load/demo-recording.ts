import { record } from '../../src/cli/record.js';
import { startDemoHost } from '../../src/host/demo/demo-host.js';
import { HOST_DEFAULTS } from '../../src/transport/defaults.js';

const RECORDED_MS = 6000;

/** Records the demo host: a clock, a scrolling log and moving content on 1280×800. */
export async function recordDemo(file: string): Promise<string> {
  const host = await startDemoHost();
  const options = {
    ...HOST_DEFAULTS,
    target: { host: '127.0.0.1', port: host.port },
    credentials: { username: '', domain: '', password: '' },
    trust: { mode: 'pin', sha256: [host.fingerprint] } as const,
  };
  await record(options, file, { origin: 'demo host', ms: RECORDED_MS, signal: new AbortController().signal });
  await host.close();
  return file;
}
