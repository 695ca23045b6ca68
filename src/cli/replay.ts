import { once } from 'node:events';
import type { ReplaySpeed } from '../host/replay/player.js';
import { replayHost } from '../host/replay/replay-host.js';
import { stopSignal } from './stop-signal.js';

export interface ReplayFlags {
  readonly port: number;
  readonly speed: ReplaySpeed;
  readonly loop?: boolean;
}

/** `sluice replay`: an RDP host on loopback until Ctrl-C. */
export async function runReplay(recording: string, { port, speed, loop }: ReplayFlags): Promise<void> {
  const { signal, release } = stopSignal();
  const host = await replayHost({ recording, port, speed, loop });
  const { width, height } = host.metadata.desktop;
  process.stdout.write(
    `rdp://127.0.0.1:${host.port}  ${width}x${height}  ${host.metadata.origin}\n` +
      `--trust pin:${host.fingerprint}\nCtrl-C ends it.\n`,
  );
  if (!signal.aborted) await once(signal, 'abort');
  release();
  await host.close();
}
