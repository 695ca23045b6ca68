/**
 * The worker's entry: connection, decoding and drawing off the page's main thread, so that neither a busy page delays a
 * frame nor a large frame delays a key press.
 */

import type { FromWorker, ToWorker } from './worker-messages.js';
import { WorkerSession } from './worker-session.js';

/** The part of DedicatedWorkerGlobalScope that is used here; its own type is not in the DOM library. */
interface WorkerScope {
  postMessage(message: FromWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
let session: WorkerSession | undefined;

scope.addEventListener('message', ({ data }) => {
  if (data.type === 'start') session = new WorkerSession(data, (message) => scope.postMessage(message));
  else session?.handle(data);
});
