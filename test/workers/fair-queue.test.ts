import t from 'tap';
import { FairQueue } from '../../src/workers/fair-queue.js';

/** Lets so many jobs run, one after the other; says whose they were. */
function order(queue: FairQueue, jobs: number): string[] {
  const ran: string[] = [];
  current = (name) => ran.push(name);
  for (let i = 0; i < jobs; i++) queue.next();
  return ran;
}
let current: (name: string) => void = () => {};

class Flow {
  readonly name: string;
  readonly #queue: FairQueue;

  constructor(queue: FairQueue, name: string) {
    this.#queue = queue;
    this.name = name;
  }

  /** Asks for jobs, each of which takes `work`. */
  ask(work: number, count = 1): void {
    for (let i = 0; i < count; i++) {
      this.#queue.push(this, () => {
        current(this.name);
        this.#queue.charge(this, work);
      });
    }
  }
}

t.test('first come, first served while nobody has had anything', async (t) => {
  const queue = new FairQueue();
  const [a, b] = [new Flow(queue, 'a'), new Flow(queue, 'b')];
  a.ask(5);
  b.ask(1);
  a.ask(5);
  t.equal(queue.length, 3);
  t.same(order(queue, 3), ['a', 'b', 'a']);
  t.equal(queue.length, 0);
  t.notOk(queue.next());
});

t.test('who has had less goes before those who wait already', async (t) => {
  const queue = new FairQueue();
  const [video, other, typing] = [new Flow(queue, 'video'), new Flow(queue, 'other'), new Flow(queue, 'typing')];
  video.ask(100);
  other.ask(100);
  order(queue, 2);
  video.ask(100);
  other.ask(100);
  typing.ask(1);
  t.same(order(queue, 3), ['typing', 'video', 'other']);
});

t.test('the work is shared evenly between small jobs and large ones', async (t) => {
  const queue = new FairQueue();
  const [large, small] = [new Flow(queue, 'large'), new Flow(queue, 'small')];
  const ran: string[] = [];
  large.ask(10);
  small.ask(1);
  for (let i = 0; i < 110; i++) {
    const [name] = order(queue, 1);
    ran.push(name);
    if (name === 'large') large.ask(10);
    else small.ask(1);
  }
  t.equal(ran.filter((name) => name === 'large').length, 10);
});

t.test('nobody saves up turns by being idle', async (t) => {
  const queue = new FairQueue();
  const [busy, idle] = [new Flow(queue, 'busy'), new Flow(queue, 'idle')];
  for (let i = 0; i < 100; i++) {
    busy.ask(10);
    order(queue, 1);
  }
  const ran: string[] = [];
  busy.ask(10);
  idle.ask(10);
  for (let i = 0; i < 10; i++) {
    const [name] = order(queue, 1);
    ran.push(name);
    (name === 'busy' ? busy : idle).ask(10);
  }
  t.ok(ran.filter((name) => name === 'busy').length >= 4, ran.join(' '));
});
