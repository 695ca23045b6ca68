import t from 'tap';
import type { Chunk, DecodedPicture, DecoderEvents } from '../../src/web/video/decoder-port.js';
import { SurfaceDecoder, type TakenPicture } from '../../src/web/video/surface-decoder.js';

/** Baseline parameters of two sizes, and slices; the last byte tells units apart. */
const PARAMETERS = { small: '6742000af841a2', large: '6742001ff8141a20' };
const key = (tag: number, size: keyof typeof PARAMETERS = 'small'): Uint8Array =>
  Uint8Array.from(Buffer.from(`00000001${PARAMETERS[size]}0000000168ce3880000001658880${hexByte(tag)}`, 'hex'));
const delta = (tag: number): Uint8Array => Uint8Array.from(Buffer.from(`00000001419a80${hexByte(tag)}`, 'hex'));
const hexByte = (value: number): string => value.toString(16).padStart(2, '0');

class FakePicture implements DecodedPicture {
  readonly format = 'I420';
  readonly codedWidth = 16;
  readonly codedHeight = 16;
  closed = 0;

  constructor(readonly timestamp: number) {}

  async copyTo(): Promise<void> {}

  close(): void {
    this.closed += 1;
  }
}

/** A decoder that does what the test says. */
class FakePort {
  readonly events: DecoderEvents;
  readonly codecs: string[] = [];
  readonly chunks: Chunk[] = [];
  readonly pictures: FakePicture[] = [];
  closed = false;

  constructor(events: DecoderEvents) {
    this.events = events;
  }

  configure(codec: string): void {
    this.codecs.push(codec);
  }

  decode(chunk: Chunk): void {
    this.chunks.push(chunk);
  }

  close(): void {
    this.closed = true;
  }

  /** Gives out the picture of the nth chunk. */
  give(index: number): void {
    const picture = new FakePicture(this.chunks[index].timestamp);
    this.pictures.push(picture);
    this.events.output(picture);
  }

  get tags(): (number | undefined)[] {
    return this.chunks.map(({ data }) => data.at(-1));
  }
}

function inHand() {
  const ports: FakePort[] = [];
  const timers: { task: () => void; cancelled: boolean }[] = [];
  let lost = 0;
  const decoder = new SurfaceDecoder({
    open: (events) => {
      const port = new FakePort(events);
      ports.push(port);
      return port;
    },
    later: (task) => {
      const timer = { task, cancelled: false };
      timers.push(timer);
      return () => {
        timer.cancelled = true;
      };
    },
    onLost: () => {
      lost += 1;
    },
  });
  return {
    decoder,
    ports,
    lost: () => lost,
    running: () => timers.filter(({ cancelled }) => !cancelled),
    /** Decodes and keeps what became of it. */
    decode: (data: Uint8Array) => {
      const result: { taken?: TakenPicture; settled: boolean } = { settled: false };
      void decoder.decode(data).then((taken) => {
        result.taken = taken;
        result.settled = true;
      });
      return result;
    },
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

t.test('pictures come to those who wait for them, in order', async (t) => {
  const { decode, ports, running, lost } = inHand();
  const first = decode(key(1));
  const second = decode(delta(2));
  const [port] = ports;
  t.same(port.codecs, ['avc1.42000a']);
  t.same(port.tags, [1, 2]);
  t.same(
    port.chunks.map((chunk) => chunk.key),
    [true, false],
  );
  t.not(port.chunks[0].data.length, key(1).length, 'the parameters promise that nothing is reordered');
  t.equal(running().length, 1, 'silence is watched');
  port.give(0);
  port.give(1);
  await settle();
  t.equal(first.taken?.picture, port.pictures[0]);
  t.equal(second.taken?.picture, port.pictures[1]);
  t.equal(running().length, 0);
  t.equal(lost(), 0);
});

t.test('decoding begins at a key picture', async (t) => {
  const { decode, ports, lost } = inHand();
  const early = decode(delta(1));
  await settle();
  t.same(early, { settled: true, taken: undefined });
  t.same([ports.length, lost()], [0, 1], 'one is asked for');
  decode(delta(1));
  t.equal(lost(), 1);
  decode(key(2));
  t.same(ports[0].tags, [2]);
});

t.test('a few pictures are out at a time', async (t) => {
  const { decode, ports } = inHand();
  const results = [decode(key(1)), ...[2, 3, 4, 5, 6].map((tag) => decode(delta(tag)))];
  const [port] = ports;
  t.same(port.tags, [1, 2, 3, 4]);
  port.give(0);
  await settle();
  t.same(port.tags, [1, 2, 3, 4], 'one that is not given back counts');
  results[0].taken?.release();
  results[0].taken?.release();
  t.same(port.tags, [1, 2, 3, 4, 5]);
  t.equal(port.pictures[0].closed, 1);
});

t.test('other parameters configure the decoder again', async (t) => {
  const { decode, ports } = inHand();
  decode(key(1));
  decode(key(2));
  decode(key(3, 'large'));
  t.equal(ports.length, 1);
  t.same(ports[0].codecs, ['avc1.42000a', 'avc1.42001f']);
});

t.test('after an error nothing is decoded until a key picture, and it is reported once', async (t) => {
  const { decode, ports, lost } = inHand();
  const results = [decode(key(1)), decode(delta(2))];
  ports[0].events.error();
  await settle();
  t.same(results, [
    { settled: true, taken: undefined },
    { settled: true, taken: undefined },
  ]);
  t.ok(ports[0].closed);
  t.equal(lost(), 1);
  decode(delta(3));
  t.equal(ports.length, 1);
  const again = decode(key(4));
  ports[1].give(0);
  await settle();
  t.ok(again.taken);
  t.equal(lost(), 1);
  ports[0].events.error();
  t.equal(lost(), 1, 'a decoder that is gone has no say');
});

t.test('a key picture that waits already is gone on with', async (t) => {
  const { decode, ports, lost } = inHand();
  for (const tag of [1, 2, 3, 4]) decode(tag === 1 ? key(1) : delta(tag));
  const skipped = decode(delta(5));
  const kept = decode(key(6));
  decode(delta(7));
  ports[0].events.error();
  await settle();
  t.same(skipped, { settled: true, taken: undefined });
  t.same(ports[1].tags, [6, 7]);
  t.equal(kept.settled, false);
  t.equal(lost(), 0);
});

t.test('a decoder that throws, or says nothing, has failed', async (t) => {
  const { decode, ports, lost, running } = inHand();
  decode(key(1));
  ports[0].decode = () => {
    throw new Error('queue');
  };
  const result = decode(delta(2));
  await settle();
  t.same(result, { settled: true, taken: undefined });
  t.equal(lost(), 1);
  const silent = decode(key(3));
  running()[0].task();
  await settle();
  t.same(silent, { settled: true, taken: undefined });
  t.equal(lost(), 2);
});

t.test('a stream that never decodes is reported a few times', async (t) => {
  const { decode, ports, lost } = inHand();
  for (let i = 0; i < 10; i++) {
    decode(key(i));
    ports[i].events.error();
  }
  t.equal(lost(), 3);
});

t.test('a picture that was left out is missed by nobody', async (t) => {
  const { decode, ports } = inHand();
  const results = [decode(key(1)), decode(delta(2)), decode(delta(3))];
  ports[0].give(2);
  await settle();
  t.same(
    results.map(({ settled, taken }) => [settled, taken !== undefined]),
    [
      [true, false],
      [true, false],
      [true, true],
    ],
  );
});

t.test('closing leaves nothing open', async (t) => {
  const { decoder, decode, ports, running, lost } = inHand();
  const results = [decode(key(1)), ...[2, 3, 4, 5].map((tag) => decode(delta(tag)))];
  ports[0].give(0);
  await settle();
  decoder.close();
  await settle();
  t.ok(results.every(({ settled }) => settled));
  t.ok(ports[0].closed);
  t.equal(ports[0].pictures[0].closed, 1);
  ports[0].give(1);
  t.equal(ports[0].pictures[1].closed, 1, 'one that comes late is closed');
  t.same([running().length, lost()], [0, 0]);
  const late = decode(key(6));
  await settle();
  t.same(late, { settled: true, taken: undefined });
});
