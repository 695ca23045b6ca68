import t from 'tap';
import { parseHostUrl } from '../../src/config/host-url.js';

const cases: [string, string, number, string, string, string | undefined][] = [
  // address, host, port, user, domain, password
  ['rdp://server', 'server', 3389, '', '', undefined],
  ['rdp://ada@server:3390/', 'server', 3390, 'ada', '', undefined],
  ['rdp://ada:s3cret@server', 'server', 3389, 'ada', '', 's3cret'],
  ['rdp://EXAMPLE\\ada:pw@server', 'server', 3389, 'ada', 'EXAMPLE', 'pw'],
  ['rdp://EXAMPLE%5Cada@server', 'server', 3389, 'ada', 'EXAMPLE', undefined],
  ['rdp://ada@example.com:pw@server', 'server', 3389, 'ada@example.com', '', 'pw'],
  ['rdp://ada%40example.com@server', 'server', 3389, 'ada@example.com', '', undefined],
  ['rdp://ada:a%3Ab%2F%25@server', 'server', 3389, 'ada', '', 'a:b/%'],
  ['rdp://ada:a:b@server', 'server', 3389, 'ada', '', 'a:b'],
  ['rdp://ada:@server', 'server', 3389, 'ada', '', ''],
  ['rdp://[::1]:3390', '::1', 3390, '', '', undefined],
  ['rdp://ada@[2001:db8::7]', '2001:db8::7', 3389, 'ada', '', undefined],
  ['rdp://192.0.2.1:3391', '192.0.2.1', 3391, '', '', undefined],
  ['rdp://bücher.example', 'xn--bcher-kva.example', 3389, '', '', undefined],
  ['rdp://Ren%C3%A9@server', 'server', 3389, 'René', '', undefined],
];

for (const [address, host, port, username, domain, password] of cases) {
  t.test(address, async (t) => {
    t.same(parseHostUrl(address), { target: { host, port }, username, domain, password });
  });
}

const refused = [
  'server',
  'http://server',
  'rdp://',
  'rdp://ada@',
  'rdp://server:0',
  'rdp://server:65536',
  'rdp://server:',
  'rdp://server:33x9',
  'rdp://server/path',
  'rdp://server?x=y',
  'rdp://server/@evil.example',
  'rdp://ada:100%@server',
  'rdp://ada%00@server',
  'rdp://a b@server',
  'rdp://ser ver',
  'rdp://::1',
  'rdp://[::g]',
  'rdp://[127.0.0.1]',
  'rdp://-server',
  'rdp://server..example',
];

for (const address of refused) {
  t.test(`${address} is refused`, async (t) => {
    t.throws(() => parseHostUrl(address), { code: 'USAGE' });
  });
}

t.test('a refusal does not repeat the password', async (t) => {
  try {
    parseHostUrl('rdp://ada:hunter2%@server');
    t.fail('was accepted');
  } catch (error) {
    t.notMatch(JSON.stringify([(error as Error).message, error]), /hunter2/);
  }
});
