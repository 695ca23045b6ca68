/** The pool's real worker, except that it dies of pictures of one width. */
import type { Job } from '../../src/workers/jobs.js';
import { run as work } from '../../src/workers/worker.js';

export const DEADLY_WIDTH = 666;

export function run(job: Job): unknown {
  if (job.surface.width === DEADLY_WIDTH) process.exit(1);
  return work(job);
}
