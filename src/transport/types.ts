import type { Duplex } from 'node:stream';
import type { Logger } from '../logger.js';
import type { Checkpoint } from '../rdp/connect/phase.js';
import type { Connected } from '../rdp/connect/result.js';
import type {
  AutoReconnectCookie,
  ClientProgram,
  CodecOffer,
  Credentials,
  GraphicsOffer,
  Monitor,
  SecurityOffer,
  StaticChannel,
} from '../rdp/settings.js';

/** How the host's certificate is judged. `ignore` must be asked for by name. */
export type TrustPolicy =
  /** `ca` holds PEM texts that are trusted beside the system's authorities. */
  | { readonly mode: 'verify'; readonly ca?: readonly string[] }
  /** The first certificate seen for host:port is stored; another one later is CERTIFICATE_CHANGED. */
  | { readonly mode: 'tofu'; readonly store: string }
  /** Lower-case hexadecimal SHA-256 of the DER certificate. */
  | { readonly mode: 'pin'; readonly sha256: readonly string[] }
  | { readonly mode: 'ignore' };

export interface HostTarget {
  readonly host: string;
  readonly port: number;
}

/** Opens the byte stream to a host. The default dials TCP; a connector will be another. */
export type Dial = (target: HostTarget, options: { signal: AbortSignal }) => Promise<Duplex>;

/**
 * Sees whole units under the connection's protection; the recorder is one. Must copy what it keeps. `connectHost` shows
 * it the handshake, without NLA and without what is sent before the licence (Client Info carries the password); who
 * drives the active stage shows it the rest (`FrameStream` does so for what is received).
 */
export interface FrameTap {
  received(unit: Uint8Array): void;
  sent(unit: Uint8Array): void;
}

export interface HostOptions {
  readonly target: HostTarget;
  readonly credentials: Credentials;
  readonly security: SecurityOffer;
  readonly trust: TrustPolicy;
  readonly codecs: CodecOffer;
  readonly graphics?: GraphicsOffer | undefined;
  readonly width: number;
  readonly height: number;
  readonly scaleFactor: number;
  readonly monitors: readonly Monitor[];
  readonly keyboardLayout: number;
  readonly clientName: string;
  readonly channels: readonly StaticChannel[];
  readonly compression: boolean;
  readonly alternateShell: string;
  readonly workingDirectory: string;
  /** Show this program alone, as RemoteApp. */
  readonly program?: ClientProgram | undefined;
  readonly performanceFlags: number;
  readonly autoReconnect?: AutoReconnectCookie;
  /** Routing token or cookie for the X.224 connection request; a redirection sets it. */
  readonly routingToken?: Uint8Array;
  /** Session to return to; a redirection sets it. */
  readonly redirectedSessionId?: number;
  readonly timeouts: { readonly dialMs: number; readonly handshakeMs: number };
  readonly dial?: Dial;
  readonly tap?: FrameTap;
  readonly onCheckpoint?: (name: 'dialed' | Checkpoint) => void;
  readonly logger?: Logger;
}

/** A host in its active stage. The caller owns `stream` and ends it. */
export interface HostConnection {
  /** Bytes after TLS, both ways. */
  readonly stream: Duplex;
  readonly connected: Connected;
  /** Bytes that arrived with the last unit of the handshake; they come before the stream's. */
  readonly leftover: Uint8Array;
  /** SHA-256 of the host's certificate in lower-case hexadecimal, when there was TLS. */
  readonly fingerprint: string | undefined;
  /** The settings the core was given, for reactivation; without the password. */
  readonly settings: import('../rdp/settings.js').ClientSettings;
}
