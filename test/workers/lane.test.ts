import t from 'tap';
import { type Batch, Lane } from '../../src/workers/lane.js';

/** Collects bytes; a job is what was collected when it began. */
class FakeBatch implements Batch {
  #bytes: number[] = [];
  pixels = 0;
  get length(): number {
    return this.#bytes.length;
  }
  add(...bytes: number[]): void {
    this.#bytes.push(...bytes);
  }
  take(): Uint8Array<ArrayBuffer> {
    const taken = Uint8Array.from(this.#bytes);
    this.#bytes = [];
    return taken;
  }
}

interface Running {
  readonly bytes: number[];
  readonly finish: () => void;
  readonly fail: (error: Error) => void;
}

function laneWithJobs(byteLimit = 100, now = () => 0): { batch: FakeBatch; lane: Lane; jobs: Running[] } {
  const batch = new FakeBatch();
  const jobs: Running[] = [];
  const draw = (bytes: Uint8Array): Promise<void> =>
    new Promise((finish, fail) => jobs.push({ bytes: [...bytes], finish, fail }));
  return { batch, lane: new Lane(batch, draw, { byteLimit, msLimit: 50, now }), jobs };
}

const turn = (): Promise<void> => new Promise(setImmediate);

t.test('one job at a time; what arrives meanwhile is the next', async (t) => {
  const { batch, lane, jobs } = laneWithJobs();
  batch.add(1, 2);
  lane.commit();
  t.same(
    jobs.map((job) => job.bytes),
    [[1, 2]],
  );
  batch.add(3);
  lane.commit();
  batch.add(4);
  lane.commit();
  t.equal(jobs.length, 1);
  jobs[0].finish();
  await turn();
  t.same(
    jobs.map((job) => job.bytes),
    [
      [1, 2],
      [3, 4],
    ],
  );
  jobs[1].finish();
  await lane.drained();
  t.ok(lane.idle);
});

t.test('nothing to draw starts no job', async (t) => {
  const { lane, jobs } = laneWithJobs();
  lane.commit();
  await lane.drained();
  t.equal(jobs.length, 0);
});

t.test('a lane over its limit asks the host to wait until the next job takes the bytes', async (t) => {
  const { batch, lane, jobs } = laneWithJobs(3);
  batch.add(1);
  lane.commit();
  batch.add(2, 3, 4);
  t.ok(lane.full);
  let room = false;
  const waiting = lane.room().then(() => {
    room = true;
  });
  await turn();
  t.notOk(room);
  jobs[0].finish();
  await waiting;
  t.notOk(lane.full);
  t.same(jobs[1].bytes, [2, 3, 4]);
  jobs[1].finish();
});

t.test('a lane whose bytes have waited for long asks the host to wait as well', async (t) => {
  let now = 1000;
  const { batch, lane, jobs } = laneWithJobs(100, () => now);
  batch.add(1);
  lane.commit();
  now += 60;
  t.notOk(lane.full, 'what is being drawn does not wait');
  batch.add(2);
  lane.commit();
  now += 49;
  batch.add(3);
  lane.commit();
  t.notOk(lane.full);
  now += 1;
  t.ok(lane.full);
  const waiting = lane.room();
  jobs[0].finish();
  await waiting;
  t.notOk(lane.full);
  t.same(jobs[1].bytes, [2, 3]);
  jobs[1].finish();
});

t.test('a failed job ends the lane, and whoever waits is told', async (t) => {
  const { batch, lane, jobs } = laneWithJobs(1);
  batch.add(1);
  lane.commit();
  batch.add(2);
  const room = lane.room();
  const drained = lane.drained();
  jobs[0].fail(new Error('no such codec'));
  await t.rejects(room, { message: 'no such codec' });
  await t.rejects(drained, { message: 'no such codec' });
  lane.commit();
  t.equal(jobs.length, 1, 'no job follows');
});

t.test('a lane is full by bytes or by pixels', async (t) => {
  const batch = new FakeBatch();
  const lane = new Lane(batch, async () => {}, { byteLimit: 3, pixelLimit: 100 });
  batch.add(1, 2);
  t.notOk(lane.full);
  batch.pixels = 100;
  t.ok(lane.full);
  batch.pixels = 0;
  batch.add(3);
  t.ok(lane.full);
});
