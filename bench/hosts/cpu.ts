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
/** Connecting, the first picture, and compiling what runs often. */
const SETTLE_MS = 4000;

export interface CpuOptions {
  readonly codec: string;
  readonly scene: MovingScene;
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
  const script = (folder: string): string => sceneScript(scene, folder);
  const size = `${SIZE.width}x${SIZE.height}`;
  const host = await startShadow({ version: 3, security: 'tls', size, script, extra: server });
  const counted = await Counted.before(host.port);

  const use = async (pid: number): Promise<Use> => {
    await delay(SETTLE_MS);
    const from = { cpu: processorTime(pid), bytes: counted.bytes, frames: counted.frames, at: performance.now() };
    await delay(seconds * 1000);
    const ms = performance.now() - from.at;
    const cpuMs = processorTime(pid) - from.cpu;
    const bytes = counted.bytes - from.bytes;
    const frames = counted.frames - from.frames;
    if (frames === 0) throw new Error(`${codec}, ${scene}: the host sends nothing`);
    return {
      percent: (100 * cpuMs) / ms,
      rate: (8 * bytes) / 1000 / ms,
      frames: (1000 * frames) / ms,
      msPerFrame: cpuMs / frames,
    };
  };
  const ours = async (): Promise<Use> => {
    const gateway = await Gateway.start(host, counted.port);
    try {
      const viewer = await LoadViewer.open({ link: await gateway.link(), ...SIZE, video, handedOn: true });
      await viewer.picture;
      const used = await use(gateway.pid);
      await viewer.close();
      if (viewer.errors.length !== 0) throw new Error(viewer.errors[0]);
      return used;
    } finally {
      await gateway.end();
    }
  };
  const theirs = async (): Promise<Use> => {
    const running = await startXfreerdp(host, counted.port, size, client);
    try {
      return await use(running.pid);
    } finally {
      await running.close();
    }
  };

  try {
    const gateway: Use[] = [];
    const xfreerdp: Use[] = [];
    // In turns, so that whatever else the machine does meets both.
    for (let round = 0; round < rounds; round++) {
      gateway.push(await ours());
      xfreerdp.push(await theirs());
    }
    const ratios = (key: keyof Use): number[] => gateway.map((one, round) => one[key] / xfreerdp[round][key]);
    const pair = (key: keyof Use): string =>
      [gateway, xfreerdp].map((uses) => median(uses.map((use) => use[key]))).join(', ');
    return {
      ...{ codec, scene },
      'gateway CPU %': median(gateway.map(({ percent }) => percent)),
      'xfreerdp3 CPU %': median(xfreerdp.map(({ percent }) => percent)),
      ratio: median(ratios('percent'), 2),
      'ratio per frame': median(ratios('msPerFrame'), 2),
      'host frames/s': pair('frames'),
      'host Mbit/s': pair('rate'),
    };
  } finally {
    counted.close();
    await host.close();
  }
}

const median = (values: readonly number[], digits = 1): number => round(percentile(values, 0.5), digits);
