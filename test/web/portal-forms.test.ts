import t from 'tap';
import type { Schema } from '../../src/web/portal/admin/document.js';
import { branchOf, compact, initialValue } from '../../src/web/portal/admin/form/initial.js';

const asItIs = (schema: Schema): Schema => schema;

const NAME: Schema = { type: 'string', minLength: 1 };
const PROVIDER: Schema = {
  default: { type: 'static' },
  oneOf: [
    { type: 'object', properties: { type: { const: 'static' } }, required: ['type'] },
    {
      type: 'object',
      properties: { type: { const: 'exec' }, start: { type: 'array', minItems: 1, items: { type: 'string' } } },
      required: ['type', 'start'],
    },
  ],
};
const PRINCIPAL: Schema = {
  anyOf: [
    { type: 'object', properties: { user: NAME }, required: ['user'] },
    { type: 'object', properties: { group: NAME }, required: ['group'] },
  ],
};
const INCLUDE: Schema = {
  anyOf: [
    { type: 'string', const: 'all' },
    { type: 'array', items: PRINCIPAL },
  ],
};

t.test('a branch of a union is told by constants and by names', async (t) => {
  const rows: [Schema, unknown, number][] = [
    [PROVIDER, { type: 'static' }, 0],
    [PROVIDER, { type: 'exec', start: ['a'] }, 1],
    [PROVIDER, { type: 'other' }, -1],
    [PRINCIPAL, { user: 'ada' }, 0],
    [PRINCIPAL, { group: 'staff' }, 1],
    [PRINCIPAL, undefined, -1],
    [INCLUDE, 'all', 0],
    [INCLUDE, [], 1],
    [INCLUDE, { user: 'ada' }, -1],
  ];
  for (const [schema, value, branch] of rows) t.equal(branchOf(schema, value, asItIs), branch, JSON.stringify(value));
});

t.test('a new description has its defaults and what it must have', async (t) => {
  const schema: Schema = {
    type: 'object',
    properties: {
      displayName: NAME,
      provider: PROVIDER,
      days: { type: 'array', minItems: 1, items: { type: 'string', enum: ['monday'] } },
      start: { type: 'array', minItems: 1, items: { type: 'string' } },
      drain: { type: 'boolean' },
      note: { type: 'string' },
    },
    required: ['displayName', 'provider', 'days', 'start', 'drain'],
  };
  const first = initialValue(schema, asItIs);
  t.same(first, { provider: { type: 'static' }, days: [], start: [''], drain: false });
  t.not((first as { provider: object }).provider, PROVIDER.default, 'a default is copied, not shared');
  t.equal(initialValue(INCLUDE, asItIs), 'all');
});

t.test('what nobody filled in is not sent', async (t) => {
  const given = { a: undefined, b: '', c: { d: undefined, e: 0 }, f: [undefined, { g: undefined }], h: false };
  t.same(compact(given), { b: '', c: { e: 0 }, f: [{}], h: false });
});
