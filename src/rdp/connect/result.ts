import type { BulkDecompressor } from '../bulk/decompressor.js';
import type { FrameCipher } from '../security/cipher.js';
import type { HostCapabilities } from '../share/capabilities.js';
import type { Redirection } from '../share/redirection.js';

export interface JoinedChannel {
  readonly name: string;
  /** MCS channel id. */
  readonly id: number;
  readonly options: number;
}

/** What `activate` (demand active to font map) agrees on; it runs again after Deactivate All. */
export interface Activation {
  readonly shareId: number;
  readonly width: number;
  readonly height: number;
  readonly colorDepth: number;
  readonly host: HostCapabilities;
}

/** Data of a static channel as it came: a chunk with its header, decrypted and unpacked. */
export interface ChannelData {
  readonly channelId: number;
  readonly data: Uint8Array;
}

/** A finished connection sequence: all that the active stage needs. Holds no password. */
export interface Connected {
  readonly kind: 'connected';
  /** MCS user channel id. */
  readonly userId: number;
  readonly ioChannelId: number;
  readonly messageChannelId: number | undefined;
  readonly channels: readonly JoinedChannel[];
  /** PROTOCOL_* chosen by the host, [MS-RDPBCGR] 2.2.1.2.1. */
  readonly protocol: number;
  /** Present under standard RDP security with encryption; every frame passes through it. */
  readonly cipher: FrameCipher | undefined;
  /** Present when the host may compress; its history began with the connection sequence. */
  readonly bulk?: BulkDecompressor;
  readonly activation: Activation;
  /** What came on static channels before, for the active stage; in order. */
  readonly early?: readonly ChannelData[];
}

export interface Redirected {
  readonly kind: 'redirected';
  readonly redirection: Redirection;
}

export type ConnectResult = Connected | Redirected;
