import type { CryptoProvider } from '../crypto/provider.js';

export interface DesktopSize {
  readonly width: number;
  readonly height: number;
}

export type SessionDepth = 8 | 15 | 16 | 24 | 32;

/** Accounts that may sign in by Network Level Authentication. */
export interface NlaSettings {
  readonly crypto: CryptoProvider;
  readonly now: () => number;
  readonly computerName: string;
  /** NT hash of an account's password ([MS-NLMP] 3.3.1), or nothing when there is no such account. */
  readonly ntHashOf: (username: string, domain: string) => Uint8Array | undefined;
}

/** What a host of ours offers to clients. */
export interface HostSettings {
  /** The best that the client offers too: `nla`, else `tls`, else `rdp`, the protocol without any encryption. */
  readonly security: { readonly nla?: NlaSettings; readonly tls: boolean; readonly rdp: boolean };
  /** Decides the size from the one that the client asks for. Called again with another size on reactivation. */
  readonly desktop: (asked: DesktopSize) => DesktopSize;
  /** Bits per pixel; `client` takes the best that the client announces. */
  readonly colorDepth: SessionDepth | 'client';
  /** Codecs that surface commands may use; with none, surface commands are not announced. */
  readonly codecs: { readonly nsCodec: boolean; readonly remoteFx: boolean; readonly surfaceCommands: boolean };
  /** It shows single programs, [MS-RDPERP]. */
  readonly remotePrograms?: boolean;
  /** Name in the Demand Active PDU. */
  readonly name: string;
  readonly shareId: number;
}
