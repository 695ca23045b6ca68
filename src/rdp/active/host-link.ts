import type { Connected } from '../connect/result.js';
import { DisconnectReason } from '../mcs/domain.js';
import { domainFrame } from '../mcs/frame.js';
import { type Opened, open, openData, seal, sealData } from '../security/envelope.js';
import { shareDataPdu } from '../share/data-header.js';

/**
 * The way to the host: wraps PDUs into MCS frames, through the cipher where standard RDP security has one, and unwraps
 * what arrives. Frames go to the array that `into` named last, which is the one of the caller at work.
 */
export class HostLink {
  readonly #connected: Connected;
  #out: Uint8Array[] = [];
  /** Changes with each activation. */
  shareId: number;

  constructor(connected: Connected) {
    this.#connected = connected;
    this.shareId = connected.activation.shareId;
  }

  into(out: Uint8Array[]): void {
    this.#out = out;
  }

  /** A whole frame, as it is. */
  sendFrame(frame: Uint8Array): void {
    this.#out.push(frame);
  }

  /** A Data PDU on the I/O channel. */
  sendShareData(type: number, body: Uint8Array): void {
    const { userId, ioChannelId } = this.#connected;
    this.sendChannel(ioChannelId, shareDataPdu(this.shareId, userId, type, body));
  }

  /** Data of an MCS channel; a security header is added only where the cipher needs one. */
  sendChannel(channelId: number, data: Uint8Array): void {
    this.#sendData(channelId, sealData(this.#connected.cipher, data));
  }

  /** The message channel has a security header always ([MS-RDPBCGR] 2.2.14.3). */
  sendMessage(flags: number, data: Uint8Array): void {
    const { messageChannelId, ioChannelId } = this.#connected;
    this.#sendData(messageChannelId ?? ioChannelId, seal(this.#connected.cipher, flags, data));
  }

  disconnect(): void {
    this.#out.push(domainFrame({ type: 'disconnectProviderUltimatum', reason: DisconnectReason.userRequested }));
  }

  /** Data of the message channel, which has a security header always. */
  openMessage(data: Uint8Array): Opened {
    return open(this.#connected.cipher, data);
  }

  /** Data of any other channel. */
  open(data: Uint8Array): Opened {
    return openData(this.#connected.cipher, data);
  }

  #sendData(channelId: number, data: Uint8Array): void {
    this.#out.push(domainFrame({ type: 'sendDataRequest', initiator: this.#connected.userId, channelId, data }));
  }
}
