/**
 * The worker's entry: connection, decoding and drawing off the page's main thread, so that neither a busy page delays a
 * frame nor a large frame delays a key press.
 */

import { findAbilities } from './abilities.js';
import type { FromWorker, ToWorker } from './worker-messages.js';
import { WorkerSession } from './worker-session.js';

/** The part of DedicatedWorkerGlobalScope that is used here; its own type is not in the DOM library. */
interface WorkerScope {
  postMessage(message: FromWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
let session: WorkerSession | undefined;
/** What the page says while the browser is being asked what it can decode. */
const early: Exclude<ToWorker, { type: 'start' }>[] = [];

scope.addEventListener('message', ({ data }) => {
  if (data.type === 'start') void start(data);
  else if (session) session.handle(data);
  else early.push(data);
});

async function start(message: Extract<ToWorker, { type: 'start' }>): Promise<void> {
  session = new WorkerSession(message, await findAbilities(), (answer) => scope.postMessage(answer));
  for (const waiting of early.splice(0)) session.handle(waiting);
}
