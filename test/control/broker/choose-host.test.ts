import t from 'tap';
import { chooseHost, type HostCandidate, type HostQuestion } from '../../../src/control/broker/choose-host.js';

const host = (name: string, more: Partial<HostCandidate> = {}): HostCandidate => ({
  ...{ name, drained: false, healthy: true, avoided: false, power: 'running', sessions: 0, ...more },
});

const POOLED: Omit<HostQuestion, 'hosts'> = {
  user: 'ann',
  type: 'Pooled',
  loadBalancer: 'BreadthFirst',
  personalAssignment: 'Automatic',
  maxSessions: 2,
  startOnConnect: false,
};
const PERSONAL: Omit<HostQuestion, 'hosts'> = { ...POOLED, type: 'Personal' };

const use = (name: string, bind = false) => ({ outcome: 'use', host: name, bind });
const NO_HOST = { outcome: 'none', code: 'NO_HOST' };

const CASES: readonly (readonly [what: string, question: HostQuestion, expected: object])[] = [
  ['no hosts', { ...POOLED, hosts: [] }, NO_HOST],
  ['breadth first', { ...POOLED, hosts: [host('a', { sessions: 1 }), host('b')] }, use('b')],
  ['breadth first, of equals by name', { ...POOLED, hosts: [host('b'), host('a')] }, use('a')],
  ['depth first', { ...POOLED, loadBalancer: 'DepthFirst', hosts: [host('a'), host('b', { sessions: 1 })] }, use('b')],
  [
    'depth first, not beyond the most',
    { ...POOLED, loadBalancer: 'DepthFirst', hosts: [host('a'), host('b', { sessions: 2 })] },
    use('a'),
  ],
  ['all full', { ...POOLED, hosts: [host('a', { sessions: 2 })] }, { outcome: 'wait', for: 'room' }],
  ['drained', { ...POOLED, hosts: [host('a', { drained: true }), host('b', { sessions: 1 })] }, use('b')],
  ['only drained', { ...POOLED, hosts: [host('a', { drained: true })] }, NO_HOST],
  ['not healthy', { ...POOLED, hosts: [host('a', { healthy: false }), host('b')] }, use('b')],
  ['failed a moment ago', { ...POOLED, hosts: [host('a', { avoided: true }), host('b')] }, use('b')],
  ['left on a host that is full', { ...POOLED, leftOn: 'a', hosts: [host('a', { sessions: 2 }), host('b')] }, use('a')],
  [
    'left on a host that drains',
    { ...POOLED, leftOn: 'a', hosts: [host('a', { drained: true }), host('b')] },
    use('a'),
  ],
  ['left on a host that is gone', { ...POOLED, leftOn: 'x', hosts: [host('b')] }, use('b')],
  [
    'left on a host that does not answer',
    { ...POOLED, leftOn: 'a', hosts: [host('a', { healthy: false }), host('b')] },
    use('b'),
  ],
  ['stopped', { ...POOLED, hosts: [host('a', { power: 'stopped', healthy: false })] }, NO_HOST],
  [
    'stopped, started on connect',
    { ...POOLED, startOnConnect: true, hosts: [host('a', { power: 'deallocated', healthy: false })] },
    { outcome: 'start', host: 'a', bind: false },
  ],
  [
    'another starts when all are full',
    { ...POOLED, startOnConnect: true, hosts: [host('a', { sessions: 2 }), host('b', { power: 'stopped' })] },
    { outcome: 'start', host: 'b', bind: false },
  ],
  [
    'one that starts is waited for',
    { ...POOLED, startOnConnect: true, hosts: [host('a', { power: 'starting' }), host('b', { power: 'stopped' })] },
    { outcome: 'wait', for: 'start', host: 'a' },
  ],
  [
    'one that was set to drain is not started',
    { ...POOLED, startOnConnect: true, hosts: [host('a', { power: 'stopped', drained: true })] },
    NO_HOST,
  ],
  ['own', { ...PERSONAL, hosts: [host('a'), host('b', { assignedUser: 'ann', sessions: 5 })] }, use('b')],
  ['a free one', { ...PERSONAL, hosts: [host('a', { assignedUser: 'ben' }), host('b')] }, use('b', true)],
  ['none is free', { ...PERSONAL, hosts: [host('a', { assignedUser: 'ben' })] }, NO_HOST],
  ["one that somebody is on is nobody's to give", { ...PERSONAL, hosts: [host('a', { sessions: 1 })] }, NO_HOST],
  [
    'direct only',
    { ...PERSONAL, personalAssignment: 'Direct', hosts: [host('a')] },
    { outcome: 'none', code: 'HOST_NOT_ASSIGNED' },
  ],
  ['own, drained', { ...PERSONAL, hosts: [host('a', { assignedUser: 'ann', drained: true }), host('b')] }, NO_HOST],
  [
    'own, stopped',
    { ...PERSONAL, startOnConnect: true, hosts: [host('a', { assignedUser: 'ann', power: 'stopped' })] },
    { outcome: 'start', host: 'a', bind: false },
  ],
  [
    'a free one, stopped',
    { ...PERSONAL, startOnConnect: true, hosts: [host('a', { power: 'stopped' })] },
    { outcome: 'start', host: 'a', bind: true },
  ],
];

for (const [what, question, expected] of CASES) {
  t.test(what, async (t) => t.same(chooseHost(question), expected));
}
