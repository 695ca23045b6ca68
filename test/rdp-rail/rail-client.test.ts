import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { type RailPdu, railPdu, readRailPdu } from '../../src/rdp/channels/rail/pdu/index.js';
import { RailClient } from '../../src/rdp/channels/rail/rail-client.js';

const PROGRAM = { path: '||notes', arguments: '-n', workingFolder: '%HOME%' };
const AREA = { width: 1280, height: 800 };

function scene(program: ConstructorParameters<typeof RailClient>[0] = PROGRAM) {
  const sent: ReturnType<typeof readRailPdu>[] = [];
  const client = new RailClient(program, AREA, (message) => sent.push(readRailPdu(new ByteReader(message))));
  const says = (pdu: RailPdu) => client.received(railPdu(pdu));
  const taken = () => sent.splice(0).map(({ type }) => type);
  return { client, says, taken, sent };
}

const HANDSHAKE = { type: 'handshake', buildNumber: 7601 } as const;
const RESULT = { type: 'execResult', flags: 9, execResult: 0, rawResult: 0, exeOrFile: '||notes' } as const;
const PARAMETERS = Array(6).fill('systemParameters');

t.test('a host that begins', async (t) => {
  const { client, says, taken, sent } = scene();
  t.equal(client.send({ type: 'activate', windowId: 1, enabled: true }), false, 'nobody is there yet');
  t.same(says({ type: 'handshakeEx', buildNumber: 20348, railHandshakeFlags: 2 }), []);
  t.same(sent.at(-1), { type: 'exec', flags: 9, exeOrFile: '||notes', workingDir: '%HOME%', arguments: '-n' });
  t.match(sent.at(-2), { value: { rectangle: { left: 0, top: 0, right: 1280, bottom: 800 } } }, 'the work area');
  t.same(taken(), ['handshake', 'clientStatus', ...PARAMETERS, 'exec']);
  t.same(says(HANDSHAKE), [], 'a second one');
  t.same(taken(), []);
  t.same(says(RESULT), [{ type: 'rail', pdu: RESULT }]);
  t.equal(client.prompt(), false, 'it has answered');
  t.ok(client.send({ type: 'systemCommand', windowId: 1, command: 0xf060 }));
  t.same(taken(), ['systemCommand']);
});

t.test('a host that waits to be asked, and does not hear at first', async (t) => {
  const { client, says, taken } = scene({ path: 'xclock', arguments: '', workingFolder: '' });
  t.ok(client.prompt());
  t.ok(client.prompt());
  t.same(taken(), ['exec', 'exec']);
  says(HANDSHAKE);
  t.same(taken(), ['handshake', 'clientStatus', ...PARAMETERS], 'and not asked a third time');
});

t.test('a program that runs already', async (t) => {
  const { client, says, taken } = scene({ ...PROGRAM, running: true });
  says(HANDSHAKE);
  t.same(taken(), ['handshake', 'clientStatus', ...PARAMETERS]);
  t.ok(client.prompt(), 'it was gone after all');
  t.same(taken(), ['exec']);
  t.equal(client.prompt(), false);
});

t.test('a program that runs already on a host that waits', async (t) => {
  const { client, taken } = scene({ ...PROGRAM, running: true });
  t.ok(client.prompt());
  t.same(taken(), ['handshake', 'clientStatus', ...PARAMETERS], 'its windows are asked for');
  t.ok(client.prompt());
  t.same(taken(), ['exec']);
});

t.test('what a host may not say', async (t) => {
  const { says } = scene();
  t.match(says(RESULT), [{ type: 'unknown' }], 'before it is greeted');
  says(HANDSHAKE);
  t.match(says({ type: 'activate', windowId: 1, enabled: true }), [{ type: 'unknown' }], "a client's order");
  const cloak = { type: 'cloak', windowId: 1, cloaked: true } as const;
  t.same(says(cloak), [{ type: 'rail', pdu: cloak }]);
});
