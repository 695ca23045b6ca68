import t from 'tap';
import { LIMITS } from '../../src/bytes/limits.js';
import { latin1 } from '../../src/bytes/text.js';
import { MppcCompressor } from '../../src/rdp/bulk/mppc-compressor.js';
import {
  StaticChannelReader,
  writeChannelMessage,
  writeChannelPduHeader,
} from '../../src/rdp/channels/static-channel.js';
import { connect } from '../../src/rdp/connect/connect.js';
import { domainFrame } from '../../src/rdp/mcs/frame.js';
import { sealData } from '../../src/rdp/security/envelope.js';
import type { ClientSettings } from '../../src/rdp/settings.js';
import { run } from './run.js';
import { type Script, ScriptedHost, written } from './scripted-host.js';
import { clientSettings } from './settings.js';

/** The only channel that the client joins. */
const DYNAMIC = 1004;

const onChannel = (host: ScriptedHost, channelId: number, data: Uint8Array): Uint8Array =>
  domainFrame({ type: 'sendDataIndication', initiator: 1002, channelId, data: sealData(host.cipher, data) });

function connected(script: Script, change: Partial<ClientSettings> = {}) {
  const result = run(connect(clientSettings(change)), new ScriptedHost(script), []);
  if (result.kind !== 'connected') throw new Error(result.kind);
  return result;
}

/** The messages in what was kept. */
function messages({ early = [] }: ReturnType<typeof connected>): Uint8Array[] {
  const reader = new StaticChannelReader();
  return early.flatMap(({ data }) => reader.accept(data) ?? []);
}

const said = [latin1('before the demand'), latin1('before the font map, in two chunks')];

const script: Script = {
  afterInfo: (host) => [
    host.license(),
    ...writeChannelMessage(said[0], 1600).map((chunk) => onChannel(host, DYNAMIC, chunk)),
    host.demandActive(),
  ],
  afterFontList: (host) => [
    ...writeChannelMessage(said[1], 20).map((chunk) => onChannel(host, DYNAMIC, chunk)),
    onChannel(host, 1200, latin1('a channel of nobody')),
    host.fontMap(),
  ],
};

t.test('what comes on static channels too early is kept in order', async (t) => {
  t.same(messages(connected(script)), said);
  const legacy = { security: { tls: false, nla: false, rdp: true } };
  const confirm = { negotiation: { kind: 'response', flags: 1, protocol: 0 } } as const;
  t.same(messages(connected({ ...script, confirm, encryption: 2 }, legacy)), said, 'decrypted');
});

t.test('compressed, it is unpacked where it comes', async (t) => {
  const compressor = new MppcCompressor(65536);
  const message = latin1('to be or not to be '.repeat(20));
  const chunk = () => {
    const { data, flags } = compressor.compress(message);
    return written((w) => {
      writeChannelPduHeader(w, { length: message.length, flags: 3 | (flags << 16) });
      w.bytes(data);
    });
  };
  const result = connected({
    afterFontList: (host) => [onChannel(host, DYNAMIC, chunk()), onChannel(host, DYNAMIC, chunk()), host.fontMap()],
  });
  t.same(messages(result), [message, message]);
  const { data, flags } = compressor.compress(message);
  t.same(result.bulk?.decompress(data, flags), message, 'and the history goes on from there');
});

t.test('a host that says too much too early', async (t) => {
  const chunks = writeChannelMessage(new Uint8Array(LIMITS.earlyChannelData), 1600);
  t.throws(() => connected({ afterFontList: (host) => chunks.map((chunk) => onChannel(host, DYNAMIC, chunk)) }), {
    code: 'PDU_TOO_LARGE',
  });
  t.throws(() => connected({ afterFontList: (host) => [onChannel(host, DYNAMIC, new Uint8Array(7))] }), {
    code: 'PDU_TRUNCATED',
  });
});
