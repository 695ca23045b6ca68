import t from 'tap';
import { mergePatch } from '../../../src/control/api/merge-patch.js';

t.test('RFC 7396, appendix A', async (t) => {
  const rows: [unknown, unknown, unknown][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [value, patch, result] of rows) {
    t.strictSame(mergePatch(value, patch), result, `${JSON.stringify(value)} with ${JSON.stringify(patch)}`);
  }
});

t.test('neither is changed, and keys of the prototype are keys', async (t) => {
  const value = Object.freeze({ a: Object.freeze({ b: 1 }) });
  const patch = JSON.parse('{"a":{"c":2},"__proto__":{"x":1}}');
  const merged = mergePatch(value, patch) as Record<string, unknown>;
  t.strictSame(value, { a: { b: 1 } });
  t.equal(merged['x'], undefined);
  t.equal(Object.getPrototypeOf(merged), Object.prototype);
});
