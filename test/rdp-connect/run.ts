import type { Phase, Reply } from '../../src/rdp/connect/phase.js';
import { certificateDer } from './certificate.js';
import type { ScriptedHost } from './scripted-host.js';

const { der: certificate, publicKey } = certificateDer();

/** Runs a phase against a host in memory. A read that nothing will answer is an error of the test. */
export function run<T>(phase: Phase<T>, host: ScriptedHost, checkpoints: string[] = []): T {
  const waiting: Uint8Array[] = [];
  let step = phase.next(undefined as Reply);
  while (!step.done) {
    const action = step.value;
    let reply: Reply;
    if (action.type === 'send') waiting.push(...host.answer(action.data));
    else if (action.type === 'upgrade') reply = { certificate, publicKey };
    else if (action.type === 'checkpoint') checkpoints.push(action.name);
    else {
      reply = waiting.shift();
      if (!reply) throw new Error(`client waits for a ${action.hint} that does not come`);
    }
    step = phase.next(reply);
  }
  return step.value;
}
