import type { HostOptions } from './types.js';

/** TCP port registered for RDP (ms-wbt-server). */
export const RDP_PORT = 3389;

/** PERF_ENABLE_FONT_SMOOTHING, [MS-RDPBCGR] 2.2.1.11.1.1.1: readable text is worth its bytes. */
const PERF_ENABLE_FONT_SMOOTHING = 0x80;

/** Dynamic channels carry Display Control, through which the desktop is resized. */
const CHANNEL_OPTION_INITIALIZED = 0x80000000;
const CHANNEL_OPTION_COMPRESS_RDP = 0x00800000;

/** What a connection asks for unless told otherwise. Legacy RDP security and `ignore` must be asked for by name. */
export const HOST_DEFAULTS = Object.freeze({
  security: { tls: true, nla: true, rdp: false },
  trust: { mode: 'verify' },
  codecs: { colorDepth: 32, nsCodec: true, remoteFx: true },
  /** A session lowers `avc` to what those who look decode. */
  graphics: { avc: 'avc444', progressive: true, smallCache: false },
  width: 1280,
  height: 800,
  scaleFactor: 100,
  monitors: [],
  keyboardLayout: 0x0409,
  clientName: 'sluice',
  channels: [{ name: 'drdynvc', options: (CHANNEL_OPTION_INITIALIZED | CHANNEL_OPTION_COMPRESS_RDP) >>> 0 }],
  compression: true,
  alternateShell: '',
  workingDirectory: '',
  performanceFlags: PERF_ENABLE_FONT_SMOOTHING,
  timeouts: { dialMs: 10_000, handshakeMs: 30_000 },
} as const satisfies Omit<HostOptions, 'target' | 'credentials'>);
