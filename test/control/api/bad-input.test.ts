/** Requests that are wrong on purpose, each with its answer. */

import type { Test } from 'tap';
import t from 'tap';
import { type Ask, ORIGIN, testPlane } from '../../support/plane.js';
import { eachStore, type OpenStore } from '../../support/stores.js';

t.setTimeout(120_000);

const JSON_TYPE = { 'content-type': 'application/json' };
const POOL = '/host-pools/office';

async function administrator(t: Test, open: OpenStore) {
  const test = testPlane(t, await open());
  await test.put('user', 'ada', { displayName: 'Ada' });
  return { ...test, ask: test.as('ada', { roles: ['Administrator'] }) };
}

const issuesOf = async (ask: Ask, path: string, body: unknown, method = 'PUT') => {
  const answer = await ask(method, path, { body });
  return { status: answer.status, code: answer.body?.code, issues: answer.body?.issues };
};

t.test('unknown fields are named, also deep inside, with what was meant', async (t) => {
  await eachStore(t, async (t, open) => {
    const { ask } = await administrator(t, open);
    t.strictSame(await issuesOf(ask, POOL, { displayName: 'x', maxSession: 3, health: { interval: 3 } }), {
      status: 400,
      code: 'REQUEST_INVALID',
      issues: [
        { path: 'health.interval', message: 'unknown field, did you mean "intervalMs"?' },
        { path: 'maxSession', message: 'unknown field, did you mean "maxSessions"?' },
      ],
    });
    const patch = { 'content-type': 'application/merge-patch+json' };
    await ask('PUT', POOL, { body: { displayName: 'x' } });
    const patched = await ask('PATCH', POOL, { body: { constructor: 'x', toString: 'y' }, headers: patch });
    t.strictSame(
      patched.body.issues.map(({ path }: { path: string }) => path),
      ['constructor', 'toString'],
    );
  });
});

t.test('prototype keys are refused by name and change nothing', async (t) => {
  await eachStore(t, async (t, open) => {
    const { ask } = await administrator(t, open);
    for (const raw of [
      '{"__proto__":{"displayName":"x"}}',
      '{"displayName":"x","health":{"__proto__":{"polluted":true}}}',
      '{"displayName":"x","provider":[{"__proto__":null}]}',
    ]) {
      const answer = await ask('PUT', POOL, { raw, headers: JSON_TYPE });
      t.equal(answer.status, 400);
      t.match(answer.body.issues, [{ path: /__proto__$/, message: 'unknown field' }]);
      const patch = { 'content-type': 'application/merge-patch+json' };
      t.equal((await ask('PATCH', POOL, { raw, headers: patch })).status, 400);
    }
    t.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});

t.test('bodies that are none', async (t) => {
  await eachStore(t, async (t, open) => {
    const { ask } = await administrator(t, open);
    const rows: [string, RequestInit['body'] | Uint8Array, Record<string, string>, RegExp][] = [
      ['no type', '{}', { 'content-type': '' }, /Content-Type is missing/],
      ['a form', 'displayName=x', { 'content-type': 'application/x-www-form-urlencoded' }, /Content-Type is another/],
      ['text', '{}', { 'content-type': 'text/plain' }, /Content-Type is another/],
      ['a patch where none goes', '{}', { 'content-type': 'application/merge-patch+json' }, /Content-Type is another/],
      ['nothing', '', JSON_TYPE, /not JSON/],
      ['half of it', '{"displayName":', JSON_TYPE, /not JSON/],
      ['two', '{}{}', JSON_TYPE, /not JSON/],
      ['no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), JSON_TYPE, /not UTF-8/],
      ['null', 'null', JSON_TYPE, /expected object/],
      ['a list', '[]', JSON_TYPE, /expected object/],
      ['deep lists', `${'['.repeat(100)}${']'.repeat(100)}`, JSON_TYPE, /deeper than 32/],
      ['deep objects', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, JSON_TYPE, /deeper than 32/],
    ];
    for (const [name, raw, headers, message] of rows) {
      const answer = await ask('PUT', POOL, { raw: raw as BodyInit, headers });
      t.match(answer, { status: 400, body: { code: 'REQUEST_INVALID', issues: [{ message }] } }, name);
      t.equal(answer.headers.get('content-type'), 'application/problem+json');
    }
    const charset = { 'content-type': 'Application/JSON; charset=utf-8' };
    t.equal((await ask('PUT', POOL, { raw: '{"displayName":"x"}', headers: charset })).status, 201);
  });
});

t.test('an oversized body is refused, with and without its length', async (t) => {
  await eachStore(t, async (t, open) => {
    const { ask } = await administrator(t, open);
    const large = JSON.stringify({ displayName: 'x', description: 'x'.repeat(300_000) });
    t.match(await ask('PUT', POOL, { raw: large, headers: JSON_TYPE }), {
      status: 413,
      body: { code: 'REQUEST_TOO_LARGE' },
    });
    const length = { ...JSON_TYPE, 'content-length': String(large.length) };
    t.equal((await ask('PUT', POOL, { raw: '{}', headers: length })).status, 413);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent++;
        controller.enqueue(new Uint8Array(16_384).fill(0x20));
      },
    });
    t.equal((await ask('PUT', POOL, { raw: endless, headers: JSON_TYPE })).status, 413);
    t.ok(sent < 40, 'no more is read than the limit');
  });
});

t.test('SQL in every place is text', async (t) => {
  await eachStore(t, async (t, open) => {
    const { ask, plane } = await administrator(t, open);
    const attack = `'; drop table resource; --`;
    const stars = ["' or '1'='1", attack, '"', '\\', '%_', `x' union select * from resource --`, '\u0000'];
    for (const text of stars) {
      const said = encodeURIComponent(text);
      t.ok([400, 404].includes((await ask('GET', `/host-pools/${said}`)).status), text);
      t.equal((await ask('PUT', `/host-pools/${said}`, { body: { displayName: 'x' } })).status, 400, text);
      t.strictSame((await ask('GET', `/host-pools?search=${said}`)).body?.items ?? [], [], text);
      t.ok([200, 400].includes((await ask('GET', `/host-pools?after=${said}`)).status), text);
      t.equal((await ask('GET', `/session-hosts?hostPool=${said}`)).status, 400, text);
      t.equal((await ask('GET', `/host-pools?limit=${said}`)).status, 400, text);
    }
    const made = await ask('PUT', POOL, { body: { displayName: attack, description: attack } });
    t.match((await ask('GET', POOL)).body, { spec: { displayName: attack, description: attack } });
    t.equal(made.status, 201);
    t.ok(await plane.resources.get('user', 'ada'), 'the table is still there');
  });
});

t.test('names and paths that are none', async (t) => {
  await eachStore(t, async (t, open) => {
    const { ask } = await administrator(t, open);
    for (const name of [
      'Office',
      'a b',
      'ä',
      '-',
      'a/../b',
      'x'.repeat(129),
      '__proto__',
      'constructor%00',
      '%ff',
      '%',
    ]) {
      const { status } = await ask('PUT', `/host-pools/${name.startsWith('%') ? name : encodeURIComponent(name)}`, {
        body: { displayName: 'x' },
      });
      t.ok([400, 404].includes(status), `${name}: ${status}`);
    }
    t.equal((await ask('GET', '/host-pools/')).status, 404);
    t.equal((await ask('GET', '//host-pools')).status, 404);
    t.equal((await ask('GET', '/__proto__')).status, 404);
    t.equal((await ask('GET', '/constructor/x')).status, 404);
  });
});

t.test('no header of an answer comes from a request', async (t) => {
  await eachStore(t, async (t, open) => {
    const { ask } = await administrator(t, open);
    const split = 'x%0d%0aSet-Cookie:%20a=b';
    for (const path of [`/host-pools/${split}`, `/host-pools?search=${split}`, `/${split}`]) {
      const { headers } = await ask('PUT', path, { body: { displayName: 'x' } });
      t.equal(headers.get('set-cookie'), null, path);
      t.notMatch([...headers].flat().join(), 'a=b');
    }
    t.throws(() => new Headers({ 'If-Match': 'x\r\nSet-Cookie: a=b' }));
  });
});

t.test('pages of others change nothing', async (t) => {
  await eachStore(t, async (t, open) => {
    const { ask, plane } = await administrator(t, open);
    const from = async (headers: Record<string, string>) =>
      (await ask('PUT', '/workspaces/w', { body: { displayName: 'W' }, headers })).body.code ?? 'done';
    t.equal(await from({ origin: 'https://evil.example' }), 'CSRF_REFUSED');
    t.equal(await from({ origin: 'null' }), 'CSRF_REFUSED');
    t.equal(await from({ origin: `${ORIGIN}.evil.example` }), 'CSRF_REFUSED');
    t.equal(await from({ origin: ORIGIN.replace('https', 'http') }), 'CSRF_REFUSED');
    t.equal(await from({ 'sec-fetch-site': 'cross-site' }), 'CSRF_REFUSED');
    t.equal(await from({ 'sec-fetch-site': 'same-site' }), 'CSRF_REFUSED', 'nor those of a sibling');
    t.equal(await from({ origin: ORIGIN, 'sec-fetch-site': 'cross-site' }), 'CSRF_REFUSED');
    t.equal(await plane.resources.get('workspace', 'w'), undefined);
    t.equal(await from({ origin: ORIGIN, 'sec-fetch-site': 'same-origin' }), 'done');
    t.equal((await ask('DELETE', '/workspaces/w', { headers: { origin: 'https://evil.example' } })).status, 403);
  });
});
