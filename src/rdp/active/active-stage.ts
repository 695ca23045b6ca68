import { ByteWriter } from '../../bytes/writer.js';
import { BulkDecompressor } from '../bulk/decompressor.js';
import { DisplayControl } from '../channels/disp/display-control.js';
import { GraphicsPipeline, type GraphicsQuality, type GraphicsQueue } from '../channels/egfx/graphics-pipeline.js';
import { graphicsOffer } from '../channels/egfx/offer.js';
import type { RailPdu } from '../channels/rail/pdu/index.js';
import { RAIL, RailClient } from '../channels/rail/rail-client.js';
import type { Activation, Connected } from '../connect/result.js';
import { readFastPathOutput } from '../graphics/fast-path-output.js';
import type { InputEvent } from '../input/events.js';
import { readDomainFrame } from '../mcs/frame.js';
import { SecurityFlag } from '../security/header.js';
import type { ClientSettings, GraphicsOffer } from '../settings.js';
import { AutoDetectResponder } from '../share/auto-detect-responder.js';
import { PduType, readShareControl, type ShareControl } from '../share/control-header.js';
import { DataPduType, readShareData, type ShareData } from '../share/data-header.js';
import { writeFrameAcknowledge } from '../share/frame-acknowledge.js';
import { readEnhancedRedirection, readRedirection } from '../share/redirection.js';
import { type Rectangle, writeRefreshRect } from '../share/refresh-rect.js';
import { writeSuppressOutput } from '../share/suppress-output.js';
import type { ActiveEvent } from './events.js';
import { GraphicsUpdates } from './graphics-updates.js';
import { HostLink } from './host-link.js';
import { sendInput } from './input-encoder.js';
import { MessageChannel } from './message-channel.js';
import { PointerUpdates } from './pointer-updates.js';
import { Reactivation } from './reactivation.js';
import { ShareUpdates } from './share-updates.js';
import { type StaticChannelHandler, StaticChannels } from './static-channels.js';

const TPKT_VERSION = 3;

type Synchronize = Extract<InputEvent, { type: 'synchronize' }>;

/**
 * An RDP session after the connection sequence: frames in, events and frames out; no socket, no clock of its own.
 *
 * `receive` takes whole frames in arrival order. What the methods want sent is appended to `out`, in order. A
 * DecodeError leaves the stage unusable: the connection has to end.
 */
export class ActiveStage {
  readonly #settings: ClientSettings;
  readonly #connected: Connected;
  readonly #link: HostLink;
  readonly #bulk: BulkDecompressor;
  readonly #pointers = new PointerUpdates();
  readonly #display = new DisplayControl();
  readonly #pipeline: GraphicsPipeline | undefined;
  readonly #rail: RailClient | undefined;
  readonly #autoDetect: AutoDetectResponder;
  readonly #graphics: GraphicsUpdates;
  readonly #share: ShareUpdates;
  readonly #messages: MessageChannel;
  readonly #channels: StaticChannels;
  #activation: Activation;
  /** Between Deactivate All and the end of the exchange that follows. */
  #reactivation: Reactivation | undefined;
  /** Lock keys as person or host said last. */
  #locks: Synchronize | undefined;
  #visible = true;

  constructor(settings: ClientSettings, connected: Connected) {
    const bulk = connected.bulk ?? new BulkDecompressor();
    this.#bulk = bulk;
    this.#settings = settings;
    this.#connected = connected;
    this.#activation = connected.activation;
    this.#link = new HostLink(connected);
    this.#autoDetect = new AutoDetectResponder(settings.now);
    this.#graphics = new GraphicsUpdates(bulk, this.#pointers, settings.program !== undefined);
    this.#share = new ShareUpdates(bulk, this.#graphics, this.#pointers);
    this.#messages = new MessageChannel(this.#link, this.#autoDetect);
    const { channelChunkSize } = connected.activation.host;
    const offer = graphicsOffer(settings);
    this.#pipeline = offer && new GraphicsPipeline(offer);
    const handlers = this.#pipeline ? [this.#display, this.#pipeline] : [this.#display];
    const { program } = settings;
    const sendRail = (message: Uint8Array): void => void this.#channels.send(RAIL, message);
    const rail = program && new RailClient(program, connected.activation, sendRail);
    this.#rail = rail;
    const statics = new Map<string, StaticChannelHandler>(rail && [[RAIL, (message) => rail.received(message)]]);
    this.#channels = new StaticChannels(this.#link, connected.channels, channelChunkSize, bulk, handlers, statics);
  }

  /**
   * Takes what came on static channels while the connection was made; to be called once, before the first frame. A host
   * may wait for the answer.
   */
  start(out: Uint8Array[]): ActiveEvent[] {
    const events: ActiveEvent[] = [];
    this.#link.into(out);
    this.#bulk.beginFrame();
    for (const { channelId, data } of this.#connected.early ?? []) this.#channels.receive(channelId, data, events);
    return events;
  }

  /** Takes one whole frame. Views in the events live until the next call. Throws DecodeError. */
  receive(frame: Uint8Array, out: Uint8Array[]): ActiveEvent[] {
    const events: ActiveEvent[] = [];
    this.#link.into(out);
    this.#autoDetect.received(frame.length);
    this.#bulk.beginFrame();
    if (frame[0] === TPKT_VERSION) this.#slowPath(frame, events);
    else this.#graphics.fastPath(readFastPathOutput(frame, this.#connected.cipher), events);
    return events;
  }

  /** Keys and pointer of a person. During reactivation they are lost; the host then hears that all keys are up. */
  input(events: readonly InputEvent[], out: Uint8Array[]): void {
    for (const event of events) if (event.type === 'synchronize') this.#locks = event;
    if (this.#reactivation) return;
    this.#link.into(out);
    sendInput(events, this.#activation.host, this.#link, this.#connected.cipher);
  }

  /** Tells the host whether anybody looks. Hosts that cannot suppress keep sending. */
  suppressOutput(visible: boolean, out: Uint8Array[]): void {
    this.#visible = visible;
    this.#link.into(out);
    this.#sendSuppressOutput();
  }

  /** Asks for the desktop, or part of it, to be sent again. Where the host has no other way, by allowing output anew. */
  refresh(out: Uint8Array[], area: Rectangle = this.#desktop()): void {
    if (!this.#activation.host.refreshRect) {
      this.suppressOutput(true, out);
      return;
    }
    this.#link.into(out);
    this.#sendShareData(DataPduType.REFRESH_RECT, (w) => writeRefreshRect(w, [area]));
  }

  /** The frame that ended with this marker has been drawn. */
  frameAcknowledge(frameId: number, out: Uint8Array[]): void {
    if (!this.#activation.host.frameAcknowledge) return;
    this.#link.into(out);
    this.#sendShareData(DataPduType.FRAME_ACKNOWLEDGE, (w) => writeFrameAcknowledge(w, frameId));
  }

  /**
   * The frame that ended with this endFrame has been drawn, and all before it; `queue` tells the host how far the client
   * is behind. Returns false, and sends nothing, where the pipeline is not open.
   */
  graphicsAcknowledge(frameId: number, queue: GraphicsQueue, out: Uint8Array[]): boolean {
    this.#link.into(out);
    return this.#pipeline?.acknowledge(frameId, queue) ?? false;
  }

  /** How long a frame of the pipeline took. Returns false when the host does not take that. */
  graphicsQoe(report: GraphicsQuality, out: Uint8Array[]): boolean {
    this.#link.into(out);
    return this.#pipeline?.quality(report) ?? false;
  }

  /** Asks the host to start the pipeline over with this offer. Returns false when it cannot be asked. */
  graphicsRestart(offer: GraphicsOffer, out: Uint8Array[]): boolean {
    this.#link.into(out);
    return this.#pipeline?.restart(offer) ?? false;
  }

  /** Asks for another desktop size. Returns false when the host cannot be asked (yet). */
  resize(width: number, height: number, scaleFactor: number, out: Uint8Array[]): boolean {
    this.#link.into(out);
    return this.#display.resize(width, height, scaleFactor);
  }

  /** Asks for the program of the session, of a host that waits for it or did not hear. False when it has answered. */
  promptProgram(out: Uint8Array[]): boolean {
    this.#link.into(out);
    return this.#rail?.prompt() ?? false;
  }

  /** Sends an order about the program's windows. False when there is no program, or no host for it yet. */
  rail(pdu: RailPdu, out: Uint8Array[]): boolean {
    this.#link.into(out);
    return this.#rail?.send(pdu) ?? false;
  }

  /** Sends one message on a static channel. Returns false when that channel was not joined. */
  sendChannel(name: string, data: Uint8Array, out: Uint8Array[]): boolean {
    this.#link.into(out);
    return this.#channels.send(name, data);
  }

  /** Says goodbye; the session on the host stays. Nothing may be sent afterwards. */
  shutdown(out: Uint8Array[]): void {
    this.#link.into(out);
    this.#link.disconnect();
  }

  #slowPath(frame: Uint8Array, events: ActiveEvent[]): void {
    const pdu = readDomainFrame(frame);
    if (pdu.type === 'disconnectProviderUltimatum') {
      events.push({ type: 'disconnect', reason: pdu.reason });
      return;
    }
    if (pdu.type !== 'sendDataIndication') {
      events.push({ type: 'unknown', what: `MCS ${pdu.type}` });
      return;
    }
    const { channelId, data } = pdu;
    const { ioChannelId, messageChannelId } = this.#connected;
    if (channelId === ioChannelId) this.#ioChannel(data, events);
    else if (channelId === messageChannelId) this.#messages.receive(this.#link.openMessage(data), events);
    else if (this.#channels.has(channelId))
      this.#channels.receive(channelId, this.#link.open(data).body.rest(), events);
    else events.push({ type: 'unknown', what: `MCS channel ${channelId}` });
  }

  /** One or several share control PDUs, or a redirection under standard RDP security. */
  #ioChannel(data: Uint8Array, events: ActiveEvent[]): void {
    const { flags, body: r } = this.#link.open(data);
    if (flags & SecurityFlag.SEC_REDIRECTION_PKT) {
      events.push({ type: 'redirected', redirection: readRedirection(r) });
      return;
    }
    while (r.remaining > 0) this.#shareControl(readShareControl(r), events);
  }

  #shareControl({ type, body }: ShareControl, events: ActiveEvent[]): void {
    switch (type) {
      case PduType.DATAPDU:
        this.#shareData(readShareData(body), events);
        return;
      case PduType.DEACTIVATEALLPDU:
        this.#deactivate(events);
        return;
      case PduType.DEMANDACTIVEPDU:
        // Some hosts demand anew without having deactivated.
        this.#deactivate(events).demandActive(body);
        return;
      case PduType.SERVER_REDIR_PKT:
        events.push({ type: 'redirected', redirection: readEnhancedRedirection(body) });
        return;
      default:
        events.push({ type: 'unknown', what: `share control PDU ${type}` });
    }
  }

  #shareData(data: ShareData, events: ActiveEvent[]): void {
    // First, because any Data PDU may be compressed: xrdp does it to the Font Map PDU.
    this.#share.receive(data, events);
    const last = events.at(-1);
    if (last?.type === 'keyboardIndicators') this.#locks = { ...last, type: 'synchronize' };
    const activation = data.type === DataPduType.FONTMAP ? this.#reactivation?.fontMap(data) : undefined;
    if (activation) this.#reactivated(activation, events);
  }

  #deactivate(events: ActiveEvent[]): Reactivation {
    if (this.#reactivation) return this.#reactivation;
    this.#reactivation = new Reactivation(this.#settings, this.#connected, this.#link);
    events.push({ type: 'deactivated' });
    return this.#reactivation;
  }

  /** What was asked of the host meanwhile is asked again, and keys that went up unheard come up now. */
  #reactivated(activation: Activation, events: ActiveEvent[]): void {
    this.#reactivation = undefined;
    this.#activation = activation;
    this.#link.shareId = activation.shareId;
    this.#channels.chunkSize = activation.host.channelChunkSize;
    if (this.#locks) sendInput([this.#locks], activation.host, this.#link, this.#connected.cipher);
    if (!this.#visible) this.#sendSuppressOutput();
    events.push({ type: 'reactivated', activation });
  }

  #desktop(): Rectangle {
    return { left: 0, top: 0, right: this.#activation.width, bottom: this.#activation.height };
  }

  #sendSuppressOutput(): void {
    if (!this.#activation.host.suppressOutput) return;
    const output = this.#visible ? { desktop: this.#desktop() } : undefined;
    this.#sendShareData(DataPduType.SUPPRESS_OUTPUT, (w) => writeSuppressOutput(w, output));
  }

  /** During reactivation a client sends nothing but the exchange. */
  #sendShareData(type: number, write: (w: ByteWriter) => void): void {
    if (this.#reactivation) return;
    const w = new ByteWriter(16);
    write(w);
    this.#link.sendShareData(type, w.finish());
  }
}
