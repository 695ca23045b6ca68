import { createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../../src/errors.js';
import { becomeTlsServer } from '../../src/host/server/accept-client.js';
import { createHostCertificate, type HostCertificate } from '../../src/host/server/certificate.js';
import { accept } from '../../src/rdp/accept/accept.js';
import { hostDataFrame, hostFrame } from '../../src/rdp/accept/frames.js';
import type { Accepted } from '../../src/rdp/accept/result.js';
import type { HostSettings } from '../../src/rdp/accept/settings.js';
import type { Action, Checkpoint, Reply } from '../../src/rdp/connect/phase.js';
import { UnitReader } from '../../src/transport/unit-reader.js';

/** Where the handshake stands: the last checkpoint, and how many units were sent since. */
export interface Place {
  readonly after: Checkpoint | 'start';
  readonly sent: number;
}

/** What a hostile host does instead of an action of the handshake: nothing, hang up, or send something else. */
export type Instead = 'silence' | 'close' | Uint8Array;

export interface Behaviour {
  readonly name: string;
  /** A client must report one of these. */
  readonly codes: readonly ErrorCode[];
  /** Asked before each action but reading; undefined lets it happen. */
  readonly handshake?: (place: Place, action: Action) => Instead | undefined;
  /** Changes to what the host offers. */
  readonly settings?: Partial<HostSettings>;
  /** What follows a handshake that went well. */
  readonly session?: (host: HostileSession) => void | Promise<void>;
}

/** A client in the hands of a hostile host. */
export class HostileSession {
  readonly accepted: Accepted;
  readonly stream: Duplex;
  readonly #reader: UnitReader;

  constructor(accepted: Accepted, stream: Duplex, reader: UnitReader) {
    this.accepted = accepted;
    this.stream = stream;
    this.#reader = reader;
  }

  send(...units: readonly Uint8Array[]): void {
    for (const unit of units) this.stream.write(unit);
  }

  /** A share data PDU. */
  data(type: number, body: Uint8Array): void {
    this.send(hostDataFrame(this.accepted.ioChannelId, this.accepted.activation.shareId, type, body));
  }

  /** Anything on a channel; the I/O channel when there is no such name. */
  channel(name: string, data: Uint8Array): void {
    const id = this.accepted.channels.find((channel) => channel.name === name)?.id;
    this.send(hostFrame(id ?? this.accepted.ioChannelId, data));
  }

  /** Waits for anything from the client. */
  read(): Promise<Uint8Array> {
    return this.#reader.next('frame', new AbortController().signal);
  }

  /** Sends for as long as the client takes it. */
  async flood(units: () => Uint8Array): Promise<void> {
    const closed = new Promise((resolve) => this.stream.once('close', resolve));
    while (!this.stream.destroyed) {
      if (this.stream.write(units())) await new Promise((resolve) => setImmediate(resolve));
      else await Promise.race([closed, new Promise((resolve) => this.stream.once('drain', resolve))]);
    }
  }
}

export interface HostileHost {
  readonly port: number;
  /** SHA-256 of the certificate in lower-case hexadecimal. */
  readonly fingerprint: string;
  /** Connections accepted so far. */
  readonly connections: number;
  close(): Promise<void>;
}

const SETTINGS: HostSettings = {
  security: { tls: true, rdp: false },
  desktop: (asked) => asked,
  colorDepth: 'client',
  codecs: { nsCodec: true, remoteFx: true, surfaceCommands: true },
  name: 'HOSTILE',
  shareId: 0x103ea,
};

/** Starts a host on loopback that treats every client in the given way. */
export async function startHostileHost(behaviour: Behaviour, port = 0): Promise<HostileHost> {
  const certificate = await createHostCertificate();
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    open.add(socket);
    socket.on('error', () => {}).once('close', () => open.delete(socket));
    // A client that leaves is what every behaviour is after.
    mistreat(socket, behaviour, certificate).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    fingerprint: certificate.fingerprint,
    get connections() {
      return connections;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

async function mistreat(socket: Socket, behaviour: Behaviour, certificate: HostCertificate): Promise<void> {
  const { signal } = new AbortController();
  const reader = new UnitReader(socket);
  let stream: Duplex = socket;
  let place: Place = { after: 'start', sent: 0 };
  const steps = accept({ ...SETTINGS, ...behaviour.settings });
  let step = steps.next();
  while (!step.done) {
    const action = step.value;
    let reply: Reply;
    const instead = action.type === 'read' ? undefined : behaviour.handshake?.(place, action);
    if (instead === 'silence') return;
    if (instead === 'close') {
      socket.destroy();
      return;
    }
    if (instead || action.type === 'send') {
      stream.write(instead ?? (action as { data: Uint8Array }).data);
      place = { ...place, sent: place.sent + 1 };
    } else if (action.type === 'checkpoint') place = { after: action.name, sent: 0 };
    else if (action.type === 'read') reply = await reader.next(action.hint, signal);
    else {
      reader.moveTo(socket);
      stream = await becomeTlsServer(socket, certificate, signal);
      reader.moveTo(stream);
      reply = certificate.peer;
    }
    step = steps.next(reply);
  }
  await behaviour.session?.(new HostileSession(step.value, stream, reader));
}
