/** Processor time of a session in the gateway, against FreeRDP's client at the same host and scene. */
import { setTimeout as delay } from 'node:timers/promises';
import { type MovingScene, sceneScript } from '../../test/hosts/scenes.js';
import { startShadow } from '../../test/hosts/shadow.js';
import { percentile, type Row, round } from '../load/figures.js';
import { LoadViewer } from '../load/viewer.js';
import { CODECS } from './codecs.js';
import { Counted } from './counted.js';
import { Gateway } from './gateway.js';
import { processorTime } from './processor-time.js';
import { startXfreerdp } from './xfreerdp.js';

const SIZE = { width: 1024, height: 768 };
/** Connecting, and the first picture. */
const SETTLE_MS = 4000;
/**
 * A gateway serves one session after the other, and compiles what runs often while it does: at twelve frames a second that
 * takes longer than a measurement. So one gateway serves all rounds, and before them a session that does not count.
 */
const WARM_UP_MS = 20_000;
/** Nothing moves on the desktop: what a session costs by being there. */
const IDLE = 'idle';

export type CpuScene = MovingScene | typeof IDLE;

export interface CpuOptions {
  readonly codec: string;
  readonly scene: CpuScene;
  readonly rounds: number;
  readonly seconds: number;
}

interface Use {
  /** Percent of one processor. */
  readonly percent: number;
  /** From the host: Mbit/s, frames/s. */
  readonly rate: number;
  readonly frames: number;
  readonly msPerFrame: number;
}

export async function cpu({ codec, scene, rounds, seconds }: CpuOptions): Promise<Row> {
  const { server, client, video } = CODECS[codec];
  const size = `${SIZE.width}x${SIZE.height}`;
  const picture = scene === IDLE ? {} : { script: (folder: string) => sceneScript(scene, folder) };
  const host = await startShadow({ version: 3, security: 'tls', size, ...picture, extra: server });
  const counted = await Counted.before(host.port);
  const gateway = await Gateway.start(host, counted.port);

  const use = async (pid: number): Promise<Use> => {
    const from = { cpu: processorTime(pid), bytes: counted.bytes, frames: counted.frames, at: performance.now() };
    await delay(seconds * 1000);
    const ms = performance.now() - from.at;
    const cpuMs = processorTime(pid) - from.cpu;
    const bytes = counted.bytes - from.bytes;
    const frames = counted.frames - from.frames;
    if (frames === 0 && scene !== IDLE) throw new Error(`${codec}, ${scene}: the host sends nothing`);
    return {
      percent: (100 * cpuMs) / ms,
      rate: (8 * bytes) / 1000 / ms,
      frames: (1000 * frames) / ms,
      msPerFrame: cpuMs / frames,
    };
  };
  const ours = async (settleMs: number): Promise<Use> => {
    const viewer = await LoadViewer.open({ link: await gateway.link(), ...SIZE, video, handedOn: true });
    await viewer.picture;
    await delay(settleMs);
    const used = await use(gateway.pid);
    await viewer.close();
    if (viewer.errors.length !== 0) throw new Error(viewer.errors[0]);
    await counted.none();
    return used;
  };
  const theirs = async (): Promise<Use> => {
    const running = await startXfreerdp(host, counted.port, size, client);
    try {
      await delay(SETTLE_MS);
      return await use(running.pid);
    } finally {
      await running.close();
      await counted.none();
    }
  };

  try {
    const served: Use[] = [];
    const xfreerdp: Use[] = [];
    await ours(WARM_UP_MS);
    // In turns, so that whatever else the machine does meets both.
    for (let round = 0; round < rounds; round++) {
      served.push(await ours(SETTLE_MS));
      xfreerdp.push(await theirs());
    }
    const ratio = (key: keyof Use): number => {
      const ratios = served.map((one, index) => one[key] / xfreerdp[index][key]);
      return round(percentile(ratios, 0.5), 2);
    };
    const medianOf = (uses: readonly Use[], key: keyof Use, digits = 1): number => {
      const values = uses.map((use) => use[key]);
      return round(percentile(values, 0.5), digits);
    };
    const pair = (key: keyof Use, digits = 1): string =>
      `${medianOf(served, key, digits)}, ${medianOf(xfreerdp, key, digits)}`;
    return {
      ...{ codec, scene },
      'gateway CPU %': medianOf(served, 'percent', 2),
      'xfreerdp3 CPU %': medianOf(xfreerdp, 'percent', 2),
      ratio: ratio('percent'),
      'ratio per frame': scene === IDLE ? '-' : ratio('msPerFrame'),
      'gateway, xfreerdp3 ms per frame': scene === IDLE ? '-' : pair('msPerFrame', 2),
      'host frames/s': pair('frames'),
      'host Mbit/s': pair('rate'),
    };
  } finally {
    await gateway.end();
    counted.close();
    await host.close();
  }
}
