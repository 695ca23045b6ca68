/** Replays recordings as RDP hosts, one per recording, to as many clients as come. */
import { type ReplayHost, replayHost } from '../../src/host/replay/replay-host.js';
import { answerCalls } from './processes.js';

const hosts: ReplayHost[] = [];

answerCalls(
  {
    hosts: async ({ recordings, loop, speed }) => {
      for (const recording of recordings) hosts.push(await replayHost({ recording, loop, speed }));
      return hosts.map(({ port, fingerprint, metadata: { desktop, origin } }) => ({
        port,
        fingerprint,
        ...desktop,
        origin,
      }));
    },
  },
  async () => {
    await Promise.all(hosts.map((host) => host.close()));
  },
);
