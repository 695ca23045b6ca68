import type { JoinedChannel } from '../connect/result.js';
import type { ClientCoreData } from '../gcc/client-core.js';
import type { DesktopSize, SessionDepth } from './settings.js';

/** What a client said in its Confirm Active PDU that a host acts on ([MS-RDPBCGR] 2.2.7). */
export interface ClientCapabilities {
  readonly fastPathOutput: boolean;
  /** Compressed bitmaps may come without TS_CD_HEADER. */
  readonly noBitmapCompressionHeader: boolean;
  readonly desktopResize: boolean;
  /** Entries of the cache for pointers with more than one bit per pixel. */
  readonly pointerCacheSize: number;
  readonly largePointers: boolean;
  readonly surfaceCommands: boolean;
  /** Codec ids that the client gave out; undefined for a codec that it does not have. */
  readonly codecs: { readonly nsCodec: number | undefined; readonly remoteFx: number | undefined };
  /** Bytes of the largest update, all fragments together; 0 when the client takes no fragments. */
  readonly maxRequestSize: number;
  /** Frames that may be under way unacknowledged; 0 when the client does not acknowledge. */
  readonly unacknowledgedFrames: number;
  readonly channelChunkSize: number;
}

/** What `activate` agrees on; it runs again for every reactivation. */
export interface HostActivation {
  readonly shareId: number;
  readonly desktop: DesktopSize;
  readonly colorDepth: SessionDepth;
  readonly client: ClientCapabilities;
}

/** A client in its active stage. Holds no password: the client info is read and forgotten but for its flags. */
export interface Accepted {
  /** PROTOCOL_* chosen by us, [MS-RDPBCGR] 2.2.1.2.1. */
  readonly protocol: number;
  readonly core: ClientCoreData;
  /** INFO_*, [MS-RDPBCGR] 2.2.1.11.1.1. */
  readonly infoFlags: number;
  readonly userId: number;
  readonly ioChannelId: number;
  readonly messageChannelId: number | undefined;
  readonly channels: readonly JoinedChannel[];
  readonly activation: HostActivation;
}
