import type { GraphicsPdu } from '../channels/egfx/pdu/index.js';
import type { RailPdu } from '../channels/rail/pdu/index.js';
import type { Activation } from '../connect/result.js';
import type { AutoReconnectCookie } from '../settings.js';
import type { Redirection } from '../share/redirection.js';
import type { WindowOrder } from '../windows/window-order.js';

/**
 * What the active stage tells its owner. Byte arrays in events are views that live until `receive` of the next frame is
 * called; whoever keeps them copies.
 */

/** TS_BITMAP_DATA, [MS-RDPBCGR] 2.2.9.1.1.3.1.2.2. Edges are inclusive on the wire, exclusive here. */
export interface BitmapData {
  readonly left: number;
  readonly top: number;
  /** Visible part, from the destination rectangle. */
  readonly right: number;
  readonly bottom: number;
  /** Size of the bitmap that `data` holds; at least the visible part. */
  readonly width: number;
  readonly height: number;
  readonly bitsPerPixel: number;
  /** Interleaved RLE up to 24 bits per pixel, planar at 32; rows are bottom-up. */
  readonly compressed: boolean;
  /** Without the compression header. */
  readonly data: Uint8Array;
}

/** Set Surface Bits and Stream Surface Bits, [MS-RDPBCGR] 2.2.9.2.1 and 2.2.9.2.2. */
export interface SurfaceBits {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
  readonly bitsPerPixel: number;
  /** 0 none, 1 NSCodec, 3 RemoteFX, as we announced them ([MS-RDPBCGR] 2.2.7.2.10.1.1). */
  readonly codecId: number;
  readonly data: Uint8Array;
}

export interface PointerImage {
  readonly width: number;
  readonly height: number;
  readonly hotspotX: number;
  readonly hotspotY: number;
  /** width × height × 4 bytes, RGBA, not premultiplied, top-down; owned by the receiver of the event. */
  readonly rgba: Uint8Array;
}

export type ActiveEvent =
  | { readonly type: 'bitmaps'; readonly rectangles: readonly BitmapData[] }
  | { readonly type: 'surfaceBits'; readonly bits: SurfaceBits }
  | { readonly type: 'frameMarker'; readonly action: 'begin' | 'end'; readonly frameId: number }
  /** 256 entries × 4 bytes BGRX; owned by the receiver. */
  | { readonly type: 'palette'; readonly colors: Uint8Array }
  | { readonly type: 'pointer'; readonly pointer: PointerImage | 'hidden' | 'default' }
  | { readonly type: 'pointerPosition'; readonly x: number; readonly y: number }
  /** Deactivate All arrived; drawing stops until `reactivated`. */
  | { readonly type: 'deactivated' }
  | { readonly type: 'reactivated'; readonly activation: Activation }
  | {
      readonly type: 'keyboardIndicators';
      readonly scrollLock: boolean;
      readonly numLock: boolean;
      readonly capsLock: boolean;
      readonly kanaLock: boolean;
    }
  | { readonly type: 'loggedOn'; readonly username: string; readonly domain: string; readonly sessionId: number }
  | { readonly type: 'autoReconnectCookie'; readonly cookie: AutoReconnectCookie }
  | { readonly type: 'redirected'; readonly redirection: Redirection }
  /** Set Error Info, [MS-RDPBCGR] 2.2.5.1; `text` says it in words. 0 means none. */
  | { readonly type: 'errorInfo'; readonly code: number; readonly text: string }
  /** MCS Disconnect Provider Ultimatum: the host is about to close. */
  | { readonly type: 'disconnect'; readonly reason: number }
  /** Milliseconds and kbit/s as the host measured them, [MS-RDPBCGR] 2.2.14. */
  | {
      readonly type: 'networkCharacteristics';
      readonly baseRtt: number | undefined;
      readonly averageRtt: number | undefined;
      readonly bandwidth: number | undefined;
    }
  /** A whole message of a static channel, reassembled. */
  | { readonly type: 'channelData'; readonly channel: string; readonly data: Uint8Array }
  /** Display Control opened ([MS-RDPEDISP] 2.2.2.1): the desktop may be resized. */
  | { readonly type: 'displayControlReady'; readonly maxMonitors: number; readonly maxArea: number }
  /** The host opened the graphics pipeline ([MS-RDPEGFX]); it begins without surfaces, and confirms capabilities first. */
  | { readonly type: 'graphicsOpened' }
  /** One command of the pipeline, in order. */
  | { readonly type: 'graphics'; readonly pdu: GraphicsPdu }
  /** What follows of the pipeline, the host packs: it is larger than what came. Once for each time that it is opened. */
  | { readonly type: 'graphicsPacked' }
  | { readonly type: 'graphicsClosed' }
  /** An order of the channel `rail`, [MS-RDPERP] 2.2.2; handshakes are dealt with. */
  | { readonly type: 'rail'; readonly pdu: RailPdu }
  /** What became of a window of the program, [MS-RDPERP] 2.2.1.3. Icons are views. */
  | { readonly type: 'windowOrder'; readonly order: WindowOrder }
  /** Something newer than this client; counted, not fatal. */
  | { readonly type: 'unknown'; readonly what: string };
