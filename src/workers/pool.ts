import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { buffers } from '../bytes/buffer-pool.js';
import { CELL } from '../codec/commands.js';
import { GatewayError } from '../errors.js';
import { type Logger, silentLogger } from '../logger.js';
import { FairQueue } from './fair-queue.js';
import type {
  CopyJob,
  CopyResult,
  DecodeJob,
  DecodeResult,
  EncodeJob,
  EncodeResult,
  Job,
  JobReply,
  JobResults,
} from './jobs.js';
import { fromPlainError } from './plain-error.js';
import { isSmall, workHere } from './small-jobs.js';

export interface WorkerPoolOptions {
  /** Default: one per core. Idle workers wait without using the processor. */
  readonly threads: number;
  /** Module with the function `run`. */
  readonly workerFile: URL;
  readonly logger: Logger;
  /** A job on fewer pixels than these is done at once on the calling thread; 0 for none. */
  readonly smallPixels: number;
}

export const WORKER_POOL_DEFAULTS: WorkerPoolOptions = Object.freeze({
  threads: availableParallelism(),
  workerFile: new URL('./worker.js', import.meta.url),
  logger: silentLogger,
  smallPixels: 8 * CELL * CELL,
});

export interface PoolStats {
  readonly threads: number;
  readonly running: number;
  readonly waiting: number;
  readonly completed: number;
  readonly failed: number;
}

/**
 * Threads that work on pixels. Jobs of different sessions run in parallel; keeping those of one session in order is the
 * lane's task. When there are more jobs than threads, the session that has had least of the threads' time goes first; a
 * session is known by its picture. Jobs that are smaller than the way to a thread and back are done on the spot.
 *
 * A worker that dies fails the job it had with WORKER_FAILED and is replaced; other jobs do not notice.
 */
export class WorkerPool {
  readonly #piscina: Piscina<Job, JobReply<unknown>>;
  readonly #threads: number;
  readonly #smallPixels: number;
  readonly #queue = new FairQueue();
  #running = 0;
  #completed = 0;
  #failed = 0;
  #ending: Promise<void> | undefined;
  /** Called when nothing runs or waits any more. */
  #idle: () => void = () => {};
  readonly #closed: Promise<void>;
  #resolveClosed: () => void = () => {};

  constructor(options: Partial<WorkerPoolOptions> = {}) {
    const { threads, workerFile, logger, smallPixels } = { ...WORKER_POOL_DEFAULTS, ...options };
    this.#threads = Math.max(1, threads);
    this.#smallPixels = smallPixels;
    this.#piscina = new Piscina({
      filename: fileURLToPath(workerFile),
      name: 'run',
      minThreads: this.#threads,
      maxThreads: this.#threads,
      // A job takes a tenth of a millisecond either way (measured); without atomics a worker's event loop stays alive.
      atomics: 'disabled',
      recordTiming: false,
    });
    this.#closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    // A worker that dies between jobs. The pool has replaced it already.
    this.#piscina.on('error', (err: unknown) => logger.error({ err }, 'Worker ended'));
  }

  get threads(): number {
    return this.#threads;
  }

  /** Do jobs wait for a thread? */
  get busy(): boolean {
    return this.#queue.length !== 0;
  }

  get stats(): PoolStats {
    return {
      threads: this.#threads,
      running: this.#running,
      waiting: this.#queue.length,
      completed: this.#completed,
      failed: this.#failed,
    };
  }

  /** `batch` is transferred: the caller must not use it afterwards. Its memory goes to the buffer pool. */
  async decode(job: DecodeJob, options: { signal?: AbortSignal } = {}): Promise<Omit<DecodeResult, 'batch'>> {
    const { batch, ...result } = (await this.#run(job, [job.batch.buffer], options)) as DecodeResult;
    buffers.give(batch);
    return result;
  }

  encode(job: EncodeJob, options: { signal?: AbortSignal } = {}): Promise<JobResults['encode']> {
    return this.#run(job, [], options) as Promise<JobResults['encode']>;
  }

  findCopy(job: CopyJob): Promise<CopyResult> {
    return this.#run(job, [], {}) as Promise<CopyResult>;
  }

  /**
   * Settles only when no worker touches the job's memory any more: a job aborted while it runs is finished, its result
   * dropped. (Aborting inside piscina would end the thread, and jobs last milliseconds.)
   */
  async #run(job: Job, transferList: ArrayBuffer[], { signal }: { signal?: AbortSignal }): Promise<unknown> {
    if (signal?.aborted) throw new GatewayError('ABORTED', { job: job.type });
    if (this.#ending) throw new GatewayError('ABORTED', { job: job.type }, { detail: 'worker pool is closed' });
    if (job.type !== 'copy' && isSmall(job, this.#smallPixels)) return this.#runHere(job);
    const flow = job.surface.pixels;
    await this.#turn(flow);
    const startedAt = performance.now();
    try {
      const reply = await this.#piscina.run(job, { transferList });
      if (!reply.ok) throw fromPlainError(reply.error);
      if (signal?.aborted) throw new GatewayError('ABORTED', { job: job.type });
      this.#completed++;
      return reply.value;
    } catch (error) {
      this.#failed++;
      throw error instanceof GatewayError ? error : this.#workerFailed(job, error);
    } finally {
      this.#running--;
      this.#queue.charge(flow, performance.now() - startedAt);
      this.#startWaiting();
    }
  }

  #runHere(job: DecodeJob | EncodeJob): DecodeResult | EncodeResult {
    try {
      const result = workHere(job, this.#smallPixels);
      this.#completed++;
      return result;
    } catch (error) {
      this.#failed++;
      throw error;
    }
  }

  #turn(flow: object): Promise<void> {
    return new Promise((run) => {
      this.#queue.push(flow, run);
      this.#startWaiting();
    });
  }

  #startWaiting(): void {
    while (this.#running < this.#threads && this.#queue.next()) this.#running++;
    if (this.#running === 0) this.#idle();
  }

  #workerFailed(job: Job, cause: unknown): GatewayError {
    if (this.#ending) return new GatewayError('ABORTED', { job: job.type }, { cause, detail: 'worker pool is closed' });
    return new GatewayError('WORKER_FAILED', { job: job.type }, { cause, detail: (cause as Error).message });
  }

  /** Resolves when the threads have ended. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  /** Lets jobs that run or wait finish, then ends the threads. */
  close(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    if (this.#running !== 0) await new Promise<void>((idle) => (this.#idle = idle));
    await this.#piscina.close();
    this.#resolveClosed();
  }

  /** Ends the threads now; jobs that run or wait reject with ABORTED. */
  async destroy(): Promise<void> {
    this.#ending = this.#piscina.destroy().then(this.#resolveClosed);
    await this.#ending;
  }
}
