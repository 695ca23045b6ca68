import t from 'tap';
import { KeyFrameRequests } from '../../../src/session/graphics/key-frame-requests.js';

/** Requests in the order in which the host hears them, until there are so many. */
function asked(count: number, wanted: () => boolean = () => true) {
  const heard: string[] = [];
  let requests: KeyFrameRequests | undefined;
  const done = new Promise<string[]>((resolve) => {
    const hear = (what: string) => (): void => {
      heard.push(what);
      if (heard.length === count) resolve(heard);
    };
    requests = new KeyFrameRequests({
      ...{ now: () => performance.now(), everyMs: 1, wanted },
      ...{ repaint: hear('repaint'), restart: hear('restart'), giveUp: hear('give up') },
    });
  });
  return { heard, done, requests: requests as KeyFrameRequests };
}

t.test('the host is asked once, however many want it', async (t) => {
  const { done, requests } = asked(1);
  requests.want();
  requests.want();
  t.same(await done, ['repaint']);
  requests.close();
});

t.test('without an answer it is asked for more, and then for another codec', async (t) => {
  const { done, requests } = asked(3);
  requests.want();
  t.same(await done, ['repaint', 'restart', 'give up']);
});

t.test('with a key frame all are content', async (t) => {
  const { done, requests } = asked(1);
  requests.want();
  requests.came();
  requests.want();
  t.same(await done, ['repaint'], 'the next time it begins anew');
  requests.close();
});

t.test('nobody waits any more: nothing is asked', async (t) => {
  let looks = 0;
  const { heard, requests } = asked(1, () => ++looks < 0);
  requests.want();
  while (looks === 0) await new Promise(setImmediate);
  t.same(heard, []);
});
