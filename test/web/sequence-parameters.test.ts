import t from 'tap';
import { describeAccessUnit, payloadOf, replacePayload } from '../../src/web/video/annex-b.js';
import { codecString, withoutReordering } from '../../src/web/video/sequence-parameters.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const toHex = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString('hex');

/**
 * Sequence parameter sets as they stand in a stream, and the same without reordering. What was put in was read again by
 * ffmpeg (`-bsf:v trace_headers`): the two sets differ in max_num_reorder_frames and in nothing else.
 */
const ROWS: readonly {
  readonly name: string;
  readonly unit: string;
  readonly codec: string;
  readonly prompt?: string;
}[] = [
  {
    name: 'Main, two pictures reordered',
    unit: '674d400beca147f3498088000003000800000301e078a14cb0',
    codec: 'avc1.4d400b',
    prompt: '674d400beca147f3498088000003000800000301e078a152c0',
  },
  {
    name: 'High 4:4:4 Predictive',
    unit: '67f4000b919b2851fc5cf80880000003008000001e078a14cb',
    codec: 'avc1.f4000b',
    prompt: '67f4000b919b2851fc5cf80880000003008000001e078a152c',
  },
  {
    name: 'High, interlaced, with scaling lists, signal type and HRD',
    unit: '67640015acd94208d80d2808080d28000003000800000301e3020007a12000f425261807c50a6580',
    codec: 'avc1.640015',
    prompt: '67640015acd94208d80d2808080d28000003000800000301e3020007a12000f425261807c50a96',
  },
  {
    name: 'Baseline without usability information',
    unit: '6742000af841a2',
    codec: 'avc1.42000a',
    prompt: '6742000af841a403c2211a80',
  },
  {
    name: 'High, promised already',
    unit: '67640029acb2051f42000003000200000300791e306490',
    codec: 'avc1.640029',
  },
];

for (const { name, unit, codec, prompt } of ROWS) {
  t.test(name, async (t) => {
    const bytes = hex(`00000001 ${unit} 000001 68ce3880 00000165 8884`);
    const { key, sequenceParameters } = describeAccessUnit(bytes);
    t.ok(key);
    if (!sequenceParameters) throw new Error('no parameters');
    const payload = payloadOf(bytes, sequenceParameters);
    t.equal(codecString(payload), codec);
    const without = withoutReordering(payload);
    if (prompt === undefined) {
      t.equal(without, undefined);
      return;
    }
    if (!without) throw new Error('nothing was changed');
    const replaced = replacePayload(bytes, sequenceParameters, without);
    t.equal(toHex(replaced), `00000001${prompt}00000168ce3880000001658884`);
    t.equal(withoutReordering(without), undefined, 'once is enough');
  });
}

t.test('what is no sequence parameter set is left alone', async (t) => {
  for (const nonsense of ['', '42', '42000a', 'ffffffffff', '6400290000000000000000']) {
    t.equal(withoutReordering(hex(nonsense)), undefined, nonsense);
  }
});

t.test('what an access unit begins with', async (t) => {
  const rows: [string, boolean, boolean][] = [
    ['00000001 0910 00000001 6742000af8 000001 68ce 00000165 88', true, true],
    ['000001 65 88', true, false],
    ['00000001 0930 000001 41 9a', false, false],
    ['000001 41 9a 000001 65 88', false, false],
    ['000001 0605ff 000001 6742 000001', false, true],
    ['000001', false, false],
    ['', false, false],
    ['8884', false, false],
  ];
  for (const [bytes, key, parameters] of rows) {
    const unit = describeAccessUnit(hex(bytes));
    t.same([unit.key, unit.sequenceParameters !== undefined], [key, parameters], bytes);
  }
});
