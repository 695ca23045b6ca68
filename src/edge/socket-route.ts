import type { TemplatedApp, WebSocket } from 'uWebSockets.js';
import { LIMITS } from '../bytes/limits.js';
import { ERRORS, GatewayError } from '../errors.js';
import { coded } from '../session/end-reason.js';
import type { EdgeContext } from './context.js';
import { copyRequest, type Request } from './request.js';
import type { EdgeSession } from './session-port.js';
import { SocketSink } from './socket-sink.js';
import { turnAway, ViewerDoor } from './viewer-door.js';

/** What uWebSockets.js keeps with a socket. */
interface Seat {
  readonly admission: Admission;
  readonly remote: string;
  sink?: SocketSink;
  door?: ViewerDoor;
  helloTimer?: NodeJS.Timeout;
}

/** A viewer that is refused is told so over the open socket: a page cannot see why an upgrade failed. */
type Admission = { readonly session: EdgeSession } | { readonly refusal: unknown };

/** uWebSockets.js counts idle time in steps of four seconds. */
const IDLE_STEP_S = 4;

/** Close codes that are counted by name: ours and those of RFC 6455. A browser may send any of three thousand others. */
const KNOWN_CODES: ReadonlySet<number> = new Set([
  ...[1000, 1001, 1002, 1005, 1006, 1009],
  ...Object.values(ERRORS).map(({ close }) => close),
]);

/** `GET /sessions/:id/ws`: viewers by WebSocket. */
export function addSocketRoute(app: TemplatedApp, context: EdgeContext): void {
  const { config, metrics } = context;
  const { budget, idleTimeout } = config.viewers;
  app.ws<Seat>('/sessions/:id/ws', {
    maxPayloadLength: LIMITS.viewerMessage,
    // Above what the sink lets wait: reaching it is a defect, and the sink counts it.
    maxBackpressure: 2 * budget,
    idleTimeout: Math.ceil(idleTimeout / 1000 / IDLE_STEP_S) * IDLE_STEP_S,
    sendPingsAutomatically: true,
    upgrade: (res, req, socketContext) => {
      const request = copyRequest(res, req);
      const seat = { admission: admit(req.getParameter(0) ?? '', request, context), remote: request.remote };
      res.upgrade<Seat>(
        seat,
        request.header['sec-websocket-key'],
        request.header['sec-websocket-protocol'],
        request.header['sec-websocket-extensions'],
        socketContext,
      );
    },
    open: (socket) => open(socket, context),
    message: (socket, message, isBinary) => {
      const { door } = socket.getUserData();
      metrics.viewerMessages.websocket++;
      // A copy: uWebSockets.js takes the bytes back when this returns.
      if (isBinary) door?.receive(new Uint8Array(message).slice());
      else door?.end(new GatewayError('WIRE_INVALID'));
    },
    drain: (socket) => socket.getUserData().sink?.drained(),
    close: (socket, code) => close(socket.getUserData(), code, context),
  });
}

function admit(sessionId: string, request: Request, { origins, sessions }: EdgeContext): Admission {
  try {
    origins.check(request);
    return { session: sessions.require(sessionId, request) };
  } catch (refusal) {
    return { refusal };
  }
}

function open(socket: WebSocket<Seat>, { config, metrics, sockets, logger }: EdgeContext): void {
  const seat = socket.getUserData();
  const { budget, helloTimeout, messagesPerSecond } = config.viewers;
  const sink = new SocketSink(socket, {
    budget,
    onSent: (bytes) => {
      metrics.viewerBytes.websocket += bytes;
    },
    onDropped: () => metrics.dropped.inc(),
  });
  seat.sink = sink;
  sockets.add(sink);
  if ('refusal' in seat.admission) {
    turnAway(sink, seat.admission.refusal);
    return;
  }
  const { session } = seat.admission;
  logger.info({ sessionId: session.id, remote: seat.remote }, 'Viewer connected');
  const door = new ViewerDoor(session, sink, messagesPerSecond);
  seat.door = door;
  seat.helloTimer = setTimeout(() => {
    if (!door.entered) door.end(new GatewayError('VIEWER_TIMEOUT'));
  }, helloTimeout);
}

function close(seat: Seat, code: number, { metrics, sockets, logger }: EdgeContext): void {
  clearTimeout(seat.helloTimer);
  if (seat.sink) sockets.delete(seat.sink);
  seat.sink?.disconnected();
  metrics.viewersEnded.inc({ code: KNOWN_CODES.has(code) ? code : 'other' });
  const { admission, remote } = seat;
  if ('session' in admission) logger.info({ sessionId: admission.session.id, remote, code }, 'Viewer disconnected');
  else logger.warn({ remote, code, ...coded(admission.refusal).context }, 'Viewer refused');
}
