import type { CryptoProvider } from './crypto/provider.js';

/** Security protocols that may be offered to a host ([MS-RDPBCGR] 2.2.1.1.1). `rdp` is legacy and off unless asked for. */
export interface SecurityOffer {
  readonly tls: boolean;
  readonly nla: boolean;
  readonly rdp: boolean;
}

export interface Credentials {
  readonly username: string;
  readonly domain: string;
  /** Needed for the handshake only; never logged, never kept in a result. */
  readonly password: string;
}

/** Bitmap codecs that may be advertised. A host chooses among them. */
export interface CodecOffer {
  /** 8, 15, 16, 24: interleaved RLE; 32: planar (RDP 6.0). */
  readonly colorDepth: 8 | 15 | 16 | 24 | 32;
  readonly nsCodec: boolean;
  readonly remoteFx: boolean;
}

/** The graphics pipeline, [MS-RDPEGFX], and which of its codecs and sizes may be advertised. */
export interface GraphicsOffer {
  /** H.264: none, in YUV420p, or in YUV444 too. Only few versions can say YUV420p alone. */
  readonly avc: 'none' | 'avc420' | 'avc444';
  /** RemoteFX Progressive. Versions from 10 on take it for granted, so that without it they are not advertised. */
  readonly progressive: boolean;
  /** A bitmap cache of 16 MB instead of 100 MB. */
  readonly smallCache: boolean;
}

export interface Monitor {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly primary: boolean;
}

export interface StaticChannel {
  /** At most 7 ASCII characters. */
  readonly name: string;
  /** CHANNEL_OPTION_* ([MS-RDPBCGR] 2.2.1.3.4.1). */
  readonly options: number;
}

/** A program that the session shows instead of the desktop, [MS-RDPERP]. */
export interface ClientProgram {
  /** Path on the host, or `||` and the alias that it publishes. */
  readonly path: string;
  readonly arguments: string;
  /** Empty for the host's choice. */
  readonly workingFolder: string;
  /** It was started by a connection before; the host shows its windows again without being asked for it. */
  readonly running?: boolean;
}

/** Server-to-client Auto-Reconnect Packet, [MS-RDPBCGR] 2.2.4.2. */
export interface AutoReconnectCookie {
  readonly logonId: number;
  /** 16 bytes. */
  readonly randomBits: Uint8Array;
}

/** Everything the connection sequence needs to know. Frozen; the core keeps no other configuration. */
export interface ClientSettings {
  /** Name that the person typed: the NLA service principal `TERMSRV/<host>` and the TLS server name. */
  readonly host: string;
  readonly security: SecurityOffer;
  readonly credentials: Credentials;
  /**
   * NLA: NTLM inside SPNEGO ([MS-CSSP] 3.1.5), or bare, which is the default: hosts built on FreeRDP 2 know nothing else,
   * and some of them take no second connection for a while. A host that refuses either does so on the first message,
   * before anything secret was sent.
   */
  readonly spnego?: boolean;
  readonly codecs: CodecOffer;
  /** Offered where the colour depth is 32 and `drdynvc` is among the channels; never when undefined. */
  readonly graphics?: GraphicsOffer | undefined;
  readonly width: number;
  readonly height: number;
  /** Percent, 100 to 500 ([MS-RDPBCGR] 2.2.1.3.2 desktopScaleFactor). */
  readonly scaleFactor: number;
  readonly monitors: readonly Monitor[];
  /** Windows input locale, such as 0x0409; the host's layout for scancodes. */
  readonly keyboardLayout: number;
  readonly clientName: string;
  /** Static channels to join; `drdynvc` is among them when dynamic channels are wanted. */
  readonly channels: readonly StaticChannel[];
  /** Offer bulk compression (MPPC 64K, NCRUSH, XCRUSH). */
  readonly compression: boolean;
  /** TS_INFO alternate shell and working directory, empty for the desktop. */
  readonly alternateShell: string;
  readonly workingDirectory: string;
  /** Static channel `rail`, window orders and their capabilities are asked for with it alone. */
  readonly program?: ClientProgram | undefined;
  /** PERF_* ([MS-RDPBCGR] 2.2.1.11.1.1.1). */
  readonly performanceFlags: number;
  /** X.224 routing token or cookie from a redirection or load balancer. */
  readonly routingToken?: Uint8Array;
  readonly autoReconnect?: AutoReconnectCookie;
  /** Server redirection: session id to return to ([MS-RDPBCGR] 2.2.1.3.5 Client Cluster Data). */
  readonly redirectedSessionId?: number;
  /** For client time stamps in NTLM and the time zone; the core never reads a clock. */
  readonly now: () => number;
  readonly crypto: CryptoProvider;
}
