import { checkFirst } from './check-first.js';
import { openPoll } from './poll.js';
import { resumeSession, sessionUrl } from './session.js';
import { openSocket } from './socket.js';
import type { OpenTransport, TransportKind } from './transport.js';

/** Both ways to one session. The very first attempt needs no question: the session was opened a moment ago. */
export function transportsTo(gateway: string, sessionId: string): Readonly<Record<TransportKind, OpenTransport>> {
  const socket = sessionUrl(gateway, sessionId, '/ws');
  socket.protocol = socket.protocol.replace('http', 'ws');
  const poll = openPoll(sessionUrl(gateway, sessionId), () => crypto.randomUUID().replaceAll('-', ''));
  let first = true;
  const checked = (open: OpenTransport): OpenTransport => {
    const careful = checkFirst((signal) => resumeSession(gateway, sessionId, signal), open);
    return (events) => {
      const transport = first ? open(events) : careful(events);
      first = false;
      return transport;
    };
  };
  return { websocket: checked(openSocket(socket.href)), poll: checked(poll) };
}
