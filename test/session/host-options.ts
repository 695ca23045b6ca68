import type { SessionHost } from '../../src/session/session-options.js';

/** What a session is told of its host; the scripted one reads none of it. */
export const HOST: SessionHost = {
  target: { host: 'host.test', port: 3389 },
  security: { tls: true, nla: true, rdp: false },
  trust: { mode: 'ignore' },
  codecs: { colorDepth: 32, nsCodec: true, remoteFx: true },
  width: 1024,
  height: 768,
  scaleFactor: 100,
  monitors: [],
  keyboardLayout: 0x0409,
  clientName: 'test',
  channels: [],
  compression: false,
  alternateShell: '',
  workingDirectory: '',
  performanceFlags: 0,
  timeouts: { dialMs: 1000, handshakeMs: 1000 },
};
