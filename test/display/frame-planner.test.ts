import t from 'tap';
import { FramePlanner } from '../../src/display/frame-planner.js';
import { PACING, Pacing } from '../../src/display/pacing.js';

/** A viewer behind a line of so many bytes per ms and half a round trip each way; time is a number here. */
class Line {
  now = 0;
  #freeAt = 0;
  readonly planner = new FramePlanner();
  readonly arrivals: { sequence: number; bytes: number; age: number }[] = [];
  readonly #acks: { at: number; sequence: number }[] = [];
  #sequence = 0;

  constructor(
    readonly bytesPerMs: number,
    readonly rtt: number,
  ) {}

  /** Runs until `until`; every frame takes `size(budget)` bytes, and the picture never stops changing. */
  run(until: number, size: (budget: number) => number): void {
    for (; this.now < until; this.now++) {
      while (this.#acks[0]?.at <= this.now) this.planner.acknowledge(this.#acks.shift()!.sequence, 0, this.now);
      const plan = this.planner.plan(this.now, 10);
      if (plan.type === 'encode') this.#send(Math.min(size(plan.byteBudget), plan.byteBudget));
    }
  }

  #send(bytes: number): void {
    const sequence = ++this.#sequence;
    this.planner.begin();
    this.planner.sent(sequence, bytes, this.now);
    this.#freeAt = Math.max(this.#freeAt, this.now) + bytes / this.bytesPerMs;
    const arrival = this.#freeAt + this.rtt / 2;
    this.arrivals.push({ sequence, bytes, age: arrival - this.now });
    this.#acks.push({ at: Math.ceil(arrival + this.rtt / 2), sequence });
  }
}

t.test('a fresh viewer gets a frame as soon as something is dirty', async (t) => {
  const planner = new FramePlanner();
  t.same(planner.plan(0, 0), { type: 'wait', until: undefined });
  t.same(planner.plan(0, 1), { type: 'encode', byteBudget: PACING.startBytes });
});

t.test('while a batch is encoded there is no other', async (t) => {
  const planner = new FramePlanner();
  planner.begin();
  t.equal(planner.plan(0, 5).type, 'wait');
  planner.nothingToSend();
  t.equal(planner.plan(0, 5).type, 'encode');
});

t.test('one frame in flight, one pending behind it, never a third', async (t) => {
  const planner = new FramePlanner();
  planner.begin();
  planner.sent(1, 1000, 100);
  t.same(planner.plan(101, 5), { type: 'wait', until: 114 });
  t.same(planner.plan(114, 5), { type: 'encode', byteBudget: PACING.startBytes - 1000 });
  planner.begin();
  planner.sent(2, 1000, 114);
  t.equal(planner.plan(2000, 5).type, 'wait');
  t.equal(planner.inFlight, 2);
  t.equal(planner.acknowledge(2, 3, 2000), true, 'acknowledging the second acknowledges the first');
  t.equal(planner.inFlight, 0);
  t.equal(planner.plan(2000, 5).type, 'encode');
});

t.test('acknowledgements of unknown frames change nothing', async (t) => {
  const planner = new FramePlanner();
  planner.begin();
  planner.sent(7, 1000, 0);
  t.equal(planner.acknowledge(6, 0, 5), false);
  t.equal(planner.acknowledge(8, 0, 5), false);
  t.equal(planner.inFlight, 1);
});

t.test('a hidden viewer, or one whose sink is full, waits', async (t) => {
  const planner = new FramePlanner();
  planner.setVisible(false, 0);
  t.same(planner.plan(0, 5), { type: 'wait', until: undefined });
  planner.setVisible(true, 0);
  planner.setSinkReady(false);
  t.equal(planner.plan(0, 5).type, 'wait');
  planner.setSinkReady(true);
  t.equal(planner.plan(0, 5).type, 'encode');
});

t.test('a visible viewer that does not acknowledge is lost; time spent hidden does not count', async (t) => {
  const planner = new FramePlanner({ ackTimeoutMs: 1000 });
  planner.begin();
  planner.sent(1, 60_000, 0);
  t.same(planner.plan(999, 5), { type: 'wait', until: 1000 });
  planner.setVisible(false, 999);
  t.same(planner.plan(5000, 5), { type: 'wait', until: undefined });
  planner.setVisible(true, 5000);
  t.same(planner.plan(5999, 0), { type: 'wait', until: 6000 });
  t.same(planner.plan(6000, 0), { type: 'lost' });
});

for (const rtt of [2, 40, 150, 400]) {
  t.test(`at 2 Mbit/s and ${rtt} ms no frame is older than a second when it arrives`, async (t) => {
    const line = new Line(250, rtt);
    line.run(2 * rtt, () => 1000); // A quiet beginning, from which the round trip is known.
    line.run(20_000, (budget) => budget);
    const oldest = Math.max(...line.arrivals.map((frame) => frame.age));
    t.ok(oldest < 1000, `oldest ${oldest.toFixed(0)} ms`);
    const bytes = line.arrivals.reduce((sum, frame) => sum + frame.bytes, 0);
    t.ok(bytes > 0.3 * 250 * 20_000, `uses the line: ${((bytes / 250 / 20_000) * 100).toFixed(0)} %`);
  });
}

t.test('a line that slows down suddenly is followed within two frames', async (t) => {
  const pacing = new Pacing();
  for (let i = 0; i < 10; i++) pacing.delivered(pacing.budget, 5);
  t.equal(pacing.budget, PACING.mostBytes);
  pacing.delivered(pacing.budget, pacing.budget / 250);
  t.ok(pacing.budget / 250 <= PACING.targetMs, `${pacing.budget} bytes`);
});

t.test('small frames that arrive quickly prove nothing, late ones do', async (t) => {
  const pacing = new Pacing();
  for (let i = 0; i < 50; i++) pacing.delivered(5000, 3);
  t.equal(pacing.budget, PACING.startBytes);
  pacing.delivered(5000, 2000);
  t.equal(pacing.budget, PACING.leastBytes);
});

t.test('on a fast line a long round trip is filled with two frames', async (t) => {
  const line = new Line(10_000, 200);
  line.run(5000, () => 2000);
  t.ok(line.arrivals.length >= 45, `${line.arrivals.length} frames in 5 s at 200 ms`);
});

t.test('what fills the round trip is not taken for a queue', async (t) => {
  const budgetAt = (roundTrip: number): number => {
    const pacing = new Pacing();
    pacing.delivered(100, roundTrip);
    // 250 bytes a millisecond, whatever the distance.
    for (let i = 0; i < 50; i++) pacing.delivered(pacing.budget, roundTrip + pacing.budget / 250);
    return Math.round(pacing.budget);
  };
  t.equal(budgetAt(10), 250 * (PACING.targetMs + 10));
  t.equal(budgetAt(200), 250 * (PACING.targetMs + 200));
  t.equal(budgetAt(5000), 250 * (PACING.targetMs + PACING.mostRttMs));
});
