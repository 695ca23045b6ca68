import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Test } from 'tap';
import { ByteWriter } from '../../src/bytes/writer.js';
import { basicSettings } from '../../src/rdp/accept/basic-settings.js';
import { HOST_USER_ID, hostFrame } from '../../src/rdp/accept/frames.js';
import { joinChannels } from '../../src/rdp/accept/join-channels.js';
import { negotiate } from '../../src/rdp/accept/negotiate.js';
import { license } from '../../src/rdp/accept/secure-settings.js';
import type { HostSettings } from '../../src/rdp/accept/settings.js';
import { type Phase, send } from '../../src/rdp/connect/phase.js';
import { PduType, shareControlPdu } from '../../src/rdp/share/control-header.js';
import { type Redirection, writeEnhancedRedirection } from '../../src/rdp/share/redirection.js';
import { UnitReader } from '../../src/transport/unit-reader.js';

const SETTINGS: HostSettings = {
  security: { tls: false, rdp: true },
  desktop: (asked) => asked,
  colorDepth: 'client',
  codecs: { nsCodec: false, remoteFx: false, surfaceCommands: false },
  name: 'BROKER',
  shareId: 1,
};

/** Sends the client elsewhere instead of activating its session. */
function* redirect(redirection: Redirection): Phase<void> {
  const { requested } = yield* negotiate(SETTINGS);
  const basic = yield* basicSettings(requested);
  yield* joinChannels(basic);
  yield* license(basic.ioChannelId);
  const body = new ByteWriter();
  writeEnhancedRedirection(body, redirection);
  const pdu = shareControlPdu(PduType.SERVER_REDIR_PKT, HOST_USER_ID, body.finish());
  yield* send(hostFrame(basic.ioChannelId, pdu));
}

async function serve(socket: Socket, sequence: Phase<void>): Promise<void> {
  const reader = new UnitReader(socket);
  const signal = new AbortController().signal;
  let step = sequence.next(undefined);
  while (!step.done) {
    const action = step.value;
    if (action.type === 'send') socket.write(action.data);
    step = sequence.next(action.type === 'read' ? await reader.next(action.hint, signal) : undefined);
  }
}

/** A host on loopback, under legacy security, that redirects whoever comes. */
export async function startRedirectingHost(
  t: Test,
  redirection: Redirection,
): Promise<{ readonly port: number; readonly visits: () => number }> {
  let visits = 0;
  const server = createServer((socket) => {
    visits++;
    t.teardown(() => socket.destroy());
    socket.on('error', () => {});
    serve(socket, redirect(redirection)).catch(() => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return { port: (server.address() as { port: number }).port, visits: () => visits };
}
