import { rm } from 'node:fs/promises';
import { GatewayError } from '../errors.js';
import { Recorder } from '../host/recording/recorder.js';
import type { ActiveEvent } from '../rdp/active/events.js';
import { HostStream } from '../session/host-stream.js';
import { connectHost } from '../transport/connect-host.js';
import type { HostOptions } from '../transport/types.js';
import { type HostFlags, hostOptions } from './host-options.js';
import { stopSignal } from './stop-signal.js';
import { version } from './version.js';

export interface RecordFlags extends HostFlags {
  readonly out: string;
  readonly for?: number;
  readonly origin: string;
  readonly keepKeys?: boolean;
}

/** How long a host has to answer a goodbye. */
const FAREWELL_MS = 2000;

/** The command line as it goes into the recording: without user and password. */
function commandOf({ target, width, height, codecs, graphics }: HostOptions): string {
  const thin = codecs.remoteFx ? 'rfx' : 'clear';
  const pipeline = graphics && (graphics.avc !== 'none' ? graphics.avc : graphics.progressive ? 'progressive' : thin);
  const surface = [codecs.nsCodec && 'nscodec', codecs.remoteFx && 'remotefx', pipeline].filter(Boolean);
  const bitmap = codecs.colorDepth === 32 ? 'planar' : `rle${codecs.colorDepth}`;
  const list = [bitmap, ...surface].join(',');
  return `sluice record rdp://${target.host}:${target.port} --size ${width}x${height} --codecs ${list}`;
}

/** Resolves after `ms`, or when `signal` fires, whichever is first. */
function pause(ms: number | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** Lets a connection run until it is gone or `stop` resolves. Frames are acknowledged, or a host would send no more. */
async function watch(
  options: HostOptions,
  recorder: Recorder,
  stop: (gone: AbortSignal) => Promise<void>,
): Promise<void> {
  const connection = await connectHost(options);
  connection.stream.on('error', () => {});
  try {
    recorder.describe(connection);
    const late = new AbortController();
    const event = (event: ActiveEvent): void => {
      if (event.type === 'frameMarker' && event.action === 'end') host.acknowledge(event.frameId);
      if (event.type === 'graphics' && event.pdu.type === 'endFrame')
        host.acknowledgeGraphics(event.pdu.frameId, 'unavailable');
    };
    const host = new HostStream(connection, { event, chunk: () => {} }, options.tap);
    const ended = host.run(late.signal);
    const gone = new AbortController();
    await Promise.race([ended, stop(gone.signal)]).finally(() => gone.abort());
    host.leave();
    const timer = setTimeout(() => late.abort(new GatewayError('HOST_TIMEOUT')), FAREWELL_MS);
    await ended.catch((error: unknown) => {
      if (!late.signal.aborted) throw error;
    });
    clearTimeout(timer);
  } finally {
    connection.stream.destroy();
  }
}

/** Records what a host sends until `ms` are over, the connection ends, or `signal` fires. Keeps no half-made file. */
export async function record(
  options: HostOptions,
  file: string,
  { origin, ms, keepKeys, signal }: { origin: string; ms?: number; keepKeys?: boolean; signal: AbortSignal },
): Promise<void> {
  const plain = { ...options, compression: false };
  const about = { tool: `sluice ${version()}`, origin, command: commandOf(plain), keep: keepKeys ? ['keys'] : [] };
  const recorder = Recorder.toFile(file, about);
  try {
    await watch({ ...plain, tap: recorder.tap() }, recorder, (gone) => pause(ms, AbortSignal.any([signal, gone])));
  } catch (error) {
    await recorder.close().then(
      () => rm(file, { force: true }),
      () => {},
    );
    throw error;
  }
  await recorder.close();
}

/** `sluice record`. */
export async function runRecord(address: string, flags: RecordFlags): Promise<void> {
  const options = await hostOptions(address, flags);
  const { signal, release } = stopSignal();
  const { origin, out, keepKeys } = flags;
  try {
    await record(options, out, { origin, ms: flags.for, keepKeys, signal });
  } finally {
    release();
  }
  process.stdout.write(`${out}\n`);
}
