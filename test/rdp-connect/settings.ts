import type { ClientSettings } from '../../src/rdp/settings.js';
import { nodeCrypto } from '../../src/transport/node-crypto.js';

/** Settings of a client that offers TLS and NLA, with the clock standing still. */
export const clientSettings = (change: Partial<ClientSettings> = {}): ClientSettings => ({
  host: 'host.example',
  security: { tls: true, nla: true, rdp: false },
  credentials: { username: 'user', domain: '', password: 'secret' },
  codecs: { colorDepth: 32, nsCodec: true, remoteFx: true },
  width: 1024,
  height: 768,
  scaleFactor: 100,
  monitors: [],
  keyboardLayout: 0x409,
  clientName: 'sluice',
  channels: [{ name: 'drdynvc', options: 0x80800000 }],
  compression: true,
  alternateShell: '',
  workingDirectory: '',
  performanceFlags: 0x80,
  now: () => 1_700_000_000_000,
  crypto: nodeCrypto,
  ...change,
});
