import { EventEmitter, once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { ByteReader } from '../../src/bytes/reader.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import type { BitmapData } from '../../src/rdp/active/events.js';
import { DRDYNVC } from '../../src/rdp/channels/drdynvc/dynamic-channels.js';
import { type RailPdu, railPdu, readRailPdu, type UnknownOrder } from '../../src/rdp/channels/rail/pdu/index.js';
import { RAIL } from '../../src/rdp/channels/rail/rail-client.js';
import { StaticChannelReader, writeChannelMessage } from '../../src/rdp/channels/static-channel.js';
import type { Connected } from '../../src/rdp/connect/result.js';
import { Framer } from '../../src/rdp/framing.js';
import { writeBitmapUpdate } from '../../src/rdp/graphics/bitmap-update.js';
import { FastPathUpdateCode, writeFastPathOutput } from '../../src/rdp/graphics/fast-path-output.js';
import { writeFrameMarker } from '../../src/rdp/graphics/surface-commands.js';
import { domainFrame, readDomainFrame } from '../../src/rdp/mcs/frame.js';
import type { HostCapabilities } from '../../src/rdp/share/capabilities.js';
import { PduType, readShareControl, shareControlPdu } from '../../src/rdp/share/control-header.js';
import { DataPduType, readShareData, shareDataPdu } from '../../src/rdp/share/data-header.js';
import { writeSetErrorInfo } from '../../src/rdp/share/error-info.js';
import { type Redirection, writeEnhancedRedirection } from '../../src/rdp/share/redirection.js';
import { writeSaveSessionInfo } from '../../src/rdp/share/save-session-info.js';
import { writeOrders } from '../../src/rdp/windows/orders.js';
import type { WindowOrder } from '../../src/rdp/windows/window-order.js';
import type { connectHost } from '../../src/transport/connect-host.js';
import { nodeCrypto } from '../../src/transport/node-crypto.js';
import type { HostConnection, HostOptions } from '../../src/transport/types.js';
import { reactivation } from './reactivation.js';

const USER = 1004;
const IO = 1003;
const SHARE = 0x103ea;
const DYNAMIC = 1005;
const RAIL_CHANNEL = 1006;
const CHUNK = 1600;

/** What a client sent: the name of a Data PDU, or `input` for a fast-path input PDU. */
export type FromClient = { readonly type: 'input' | 'disconnect' | 'confirm active' } | { readonly type: number };

/**
 * A host behind a real socket that begins in its active stage, for tests of what comes after the handshake. `connect`
 * takes the place of `connectHost`.
 */
export class ScriptedHost extends EventEmitter<{ client: [FromClient]; connection: [ScriptedConnection] }> {
  readonly connections: ScriptedConnection[] = [];
  readonly asked: HostOptions[] = [];
  /** Thrown instead of connecting, first one first. */
  readonly refusals: Error[] = [];
  size = { width: 640, height: 480 };
  remotePrograms: HostCapabilities['remotePrograms'] = 'none';
  readonly #server: Server;

  private constructor(server: Server) {
    super();
    this.#server = server;
  }

  static async start(): Promise<ScriptedHost> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const host = new ScriptedHost(server);
    server.on('connection', (socket) => host.#accept(socket));
    return host;
  }

  get last(): ScriptedConnection {
    return this.connections[this.connections.length - 1];
  }

  get bytesOfEarlierConnections(): number {
    return this.connections.slice(0, -1).reduce((sum, { socket }) => sum + socket.bytesWritten, 0);
  }

  readonly connect: typeof connectHost = async (options, { signal } = {}) => {
    this.asked.push(options);
    signal?.throwIfAborted();
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    const { port } = this.#server.address() as AddressInfo;
    const stream = createConnection({ port, host: '127.0.0.1', noDelay: true });
    const accepted = once(this, 'connection');
    await Promise.all([once(stream, 'connect'), accepted]);
    return connectionOf(stream, options, this.size, this.remotePrograms);
  };

  async close(): Promise<void> {
    for (const connection of this.connections) connection.socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(socket: Socket): void {
    const connection = new ScriptedConnection(socket);
    this.connections.push(connection);
    this.emit('connection', connection);
  }
}

/** One client at a {@link ScriptedHost}. */
export class ScriptedConnection extends EventEmitter<{ received: []; dynamic: [Uint8Array] }> {
  readonly socket: Socket;
  readonly received: FromClient[] = [];
  readonly #framer = new Framer();
  readonly #dynamic = new StaticChannelReader();
  readonly #rail = new StaticChannelReader();
  /** What the client said of its program. */
  readonly railReceived: (RailPdu | UnknownOrder)[] = [];

  constructor(socket: Socket) {
    super();
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk: Uint8Array) => this.#read(chunk));
  }

  send(units: readonly Uint8Array[]): boolean {
    return units.map((unit) => this.socket.write(unit)).every(Boolean);
  }

  bitmaps(...rectangles: BitmapData[]): boolean {
    return this.send(bitmapUnits(rectangles));
  }

  frame(action: 'begin' | 'end', id: number): void {
    const w = new ByteWriter();
    writeFrameMarker(w, action, id);
    this.send(writeFastPathOutput(FastPathUpdateCode.FASTPATH_UPDATETYPE_SURFCMDS, w.finish()));
  }

  /** One message of the static channel that carries the dynamic ones. */
  sendDynamic(message: Uint8Array): void {
    for (const data of writeChannelMessage(message, CHUNK, 0)) this.#indicate(DYNAMIC, data);
  }

  rail(pdu: RailPdu): void {
    for (const data of writeChannelMessage(railPdu(pdu), CHUNK, 0)) this.#indicate(RAIL_CHANNEL, data);
  }

  windows(...orders: WindowOrder[]): void {
    this.send(writeFastPathOutput(FastPathUpdateCode.FASTPATH_UPDATETYPE_ORDERS, writeOrders(orders)));
  }

  /** Waits until the client has sent `count` orders of this type, and returns the last. */
  async untilRail<Type extends RailPdu['type']>(type: Type, count = 1): Promise<Extract<RailPdu, { type: Type }>> {
    const signal = AbortSignal.timeout(20_000);
    const found = () => this.railReceived.filter((pdu) => pdu.type === type);
    while (found().length < count) await once(this, 'received', { signal });
    return found().at(-1) as Extract<RailPdu, { type: Type }>;
  }

  errorInfo(code: number): void {
    const w = new ByteWriter();
    writeSetErrorInfo(w, code);
    this.#data(DataPduType.SET_ERROR_INFO, w);
  }

  cookie(): void {
    const w = new ByteWriter();
    writeSaveSessionInfo(w, { type: 'extended', cookie: { logonId: 7, randomBits: new Uint8Array(16).fill(9) } });
    this.#data(DataPduType.SAVE_SESSION_INFO, w);
  }

  /** Enhanced Security Server Redirection PDU, [MS-RDPBCGR] 2.2.13.3.1. */
  redirect(redirection: Redirection): void {
    const w = new ByteWriter();
    writeEnhancedRedirection(w, redirection);
    this.#share(shareControlPdu(PduType.SERVER_REDIR_PKT, IO, w.finish()));
  }

  /** Deactivates the connection and activates it anew with a desktop of this size. */
  reactivate(width: number, height: number): void {
    for (const pdu of reactivation(IO, width, height)) this.#share(pdu);
  }

  disconnect(reason: number): void {
    this.send([domainFrame({ type: 'disconnectProviderUltimatum', reason })]);
  }

  /** Waits until the client has sent `count` messages of this type. */
  async until(type: FromClient['type'], count = 1): Promise<void> {
    const signal = AbortSignal.timeout(20_000);
    while (this.count(type) < count) await once(this, 'received', { signal });
  }

  count(type: FromClient['type']): number {
    return this.received.filter((message) => message.type === type).length;
  }

  #data(type: number, body: ByteWriter): void {
    this.#share(shareDataPdu(SHARE, IO, type, body.finish()));
  }

  #share(data: Uint8Array): void {
    this.#indicate(IO, data);
  }

  #indicate(channelId: number, data: Uint8Array): void {
    this.send([domainFrame({ type: 'sendDataIndication', initiator: USER, channelId, data })]);
  }

  #read(chunk: Uint8Array): void {
    this.#framer.push(chunk);
    for (let unit = this.#framer.next('frame'); unit; unit = this.#framer.next('frame')) {
      const dynamic = channelData(unit, DYNAMIC);
      const rail = channelData(unit, RAIL_CHANNEL);
      const message = dynamic && this.#dynamic.accept(dynamic);
      if (message) this.emit('dynamic', message);
      const order = rail && this.#rail.accept(rail);
      if (order) this.railReceived.push(readRailPdu(new ByteReader(order)));
      if (!dynamic && !rail) this.received.push(readClientUnit(unit));
    }
    this.emit('received');
  }
}

export function bitmapUnits(rectangles: readonly BitmapData[]): Uint8Array[] {
  const w = new ByteWriter();
  writeBitmapUpdate(w, rectangles);
  return writeFastPathOutput(FastPathUpdateCode.FASTPATH_UPDATETYPE_BITMAP, w.finish());
}

/** A rectangle of uncompressed 32 bit pixels that `color` chooses by position. */
export function rectangle(
  left: number,
  top: number,
  width: number,
  height: number,
  color: (x: number, y: number) => number,
): BitmapData {
  const pixels = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels[(height - 1 - y) * width + x] = color(left + x, top + y);
  }
  const data = new Uint8Array(pixels.buffer);
  return {
    left,
    top,
    right: left + width,
    bottom: top + height,
    width,
    height,
    bitsPerPixel: 32,
    compressed: false,
    data,
  };
}

/** What a unit carries of this channel; undefined for any other unit. */
function channelData(unit: Uint8Array, channelId: number): Uint8Array | undefined {
  const pdu = unit[0] === 3 ? readDomainFrame(unit) : undefined;
  return pdu?.type === 'sendDataRequest' && pdu.channelId === channelId ? pdu.data : undefined;
}

function readClientUnit(unit: Uint8Array): FromClient {
  if (unit[0] !== 3) return { type: 'input' };
  const pdu = readDomainFrame(unit);
  if (pdu.type !== 'sendDataRequest') return { type: 'disconnect' };
  const { type, body } = readShareControl(new ByteReader(pdu.data));
  return { type: type === PduType.DATAPDU ? readShareData(body).type : 'confirm active' };
}

function connectionOf(
  stream: Socket,
  options: HostOptions,
  size: { width: number; height: number },
  remotePrograms: HostCapabilities['remotePrograms'],
): HostConnection {
  const connected: Connected = {
    kind: 'connected',
    userId: USER,
    ioChannelId: IO,
    messageChannelId: undefined,
    channels: [
      { name: DRDYNVC, id: DYNAMIC, options: 0 },
      ...(options.program ? [{ name: RAIL, id: RAIL_CHANNEL, options: 0 }] : []),
    ],
    protocol: 1,
    cipher: undefined,
    activation: {
      shareId: SHARE,
      ...size,
      colorDepth: 32,
      host: {
        fastPathInput: true,
        unicodeInput: true,
        horizontalWheel: true,
        extendedMouse: true,
        suppressOutput: true,
        refreshRect: true,
        surfaceCommands: true,
        frameAcknowledge: true,
        channelChunkSize: CHUNK,
        channelCompression: false,
        remotePrograms,
      },
    },
  };
  const { target, timeouts, trust, dial, tap, onCheckpoint, logger, ...rest } = options;
  const settings = { ...rest, host: target.host, now: Date.now, crypto: nodeCrypto };
  return { stream, connected, leftover: new Uint8Array(0), fingerprint: undefined, settings };
}
