/**
 * Messages between gateway and browser, version 2; `docs/wire.md` describes the same for third parties.
 *
 * Every message is a 12-byte little-endian header (`header.ts`) and a payload. Frames (`frame.ts`, `tiles.ts`) and input
 * (`input.ts`) are raw sections; everything else is a MessagePack map with the fields below. The sequence counts messages
 * per viewer and direction from 1; acknowledgements, `tiles?since=N` and repeated POSTs refer to it.
 */
import type { Frame } from './frame.js';
import type { InputEvent } from './input.js';
import type { Windows } from './windows.js';

export const WIRE_VERSION = 2;

/** Gateway to browser: below 0x80. Browser to gateway: 0x80 and above. */
export const MessageType = {
  welcome: 0x01,
  status: 0x02,
  desktop: 0x03,
  frame: 0x04,
  pointer: 0x05,
  indicators: 0x06,
  stats: 0x07,
  pong: 0x08,
  bye: 0x09,
  windows: 0x0a,
  windowIcon: 0x0b,
  rights: 0x0c,
  notice: 0x0d,
  hello: 0x81,
  ack: 0x82,
  input: 0x83,
  resize: 0x84,
  visibility: 0x85,
  ping: 0x86,
  credentials: 0x87,
  refresh: 0x88,
  videoReset: 0x89,
  window: 0x8a,
} as const;

/** What a viewer may ask for; larger values are WIRE_INVALID. */
export const WIRE_LIMITS = {
  /** 64×64 pixels each: 256 MiB in the browser. */
  cacheSlots: 16_384,
  /** Copies of one frame. */
  copies: 1024,
  /** Video units of one frame. */
  videoUnits: 1024,
  /** How far from the desktop's corner a surface may stand. */
  surfaceCorner: 0x10000,
  /** Windows of a program, the rectangles that one shows, and the code units of its title. */
  windows: 256,
  windowRectangles: 64,
  windowTitle: 260,
  /** Side of a window's icon. */
  iconSide: 96,
  /** User name, domain and password, in UTF-16 code units. */
  credential: 512,
  /** Events of one input message. */
  inputEvents: 1024,
  scaleFactor: { min: 100, max: 500 },
  /** A reason, name or notice shown to a person. */
  text: 4096,
} as const;

/** First message to a viewer. After a dropped connection the same cookie or bearer key opens the session again for `graceMs`. */
export interface Welcome {
  readonly version: number;
  readonly sessionId: string;
  readonly graceMs: number;
  /** Name and version of the gateway, for the person who reports a problem. */
  readonly gateway: string;
}

/** What a person is told when something failed: an entry of `docs/errors.md`. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
  readonly detail?: string;
}

export const SESSION_STATES = ['connecting', 'credentials', 'active', 'reconnecting', 'ended'] as const;

/** Progress before the first frame, and changes after it. In state `credentials` the gateway waits for that message. */
export interface Status {
  readonly state: (typeof SESSION_STATES)[number];
  /** Connect checkpoint reached, such as `tls`. */
  readonly checkpoint?: string;
  readonly host?: string;
  readonly error?: Problem;
}

/** Size of the desktop; all pixels before it are void. Sent before the first frame and on every change. */
export interface Desktop {
  /** Counts desktops from 1; a frame names the one it draws on. */
  readonly generation: number;
  readonly width: number;
  readonly height: number;
  /** The host follows `resize`. */
  readonly resizable: boolean;
}

export type Pointer =
  | {
      readonly kind: 'image';
      readonly width: number;
      readonly height: number;
      readonly hotspotX: number;
      readonly hotspotY: number;
      /** width × height × 4 bytes, not premultiplied, top-down. */
      readonly rgba: Uint8Array;
    }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'default' }
  /** The host moved the pointer. */
  | { readonly kind: 'position'; readonly x: number; readonly y: number };

/** State of the lock keys on the host. */
export interface Indicators {
  readonly scrollLock: boolean;
  readonly numLock: boolean;
  readonly capsLock: boolean;
  readonly kanaLock: boolean;
}

export interface Stats {
  /** Round trip gateway to host in ms, when known. */
  readonly hostRtt?: number;
  /** Frames and bytes that the host sent in the last second. */
  readonly hostFrames: number;
  readonly hostBytes: number;
}

export interface Pong {
  /** The ping's own time stamp. */
  readonly time: number;
  /** The gateway's clock, ms since the Unix epoch, so that a viewer can tell how old a frame is. */
  readonly gatewayTime: number;
}

/** Picture of one window. Windows that are not listed have none. */
export interface WindowIcon {
  readonly window: number;
  readonly width: number;
  readonly height: number;
  /** width × height × 4 bytes, not premultiplied, top-down. */
  readonly rgba: Uint8Array;
}

export const CLIPBOARD_RIGHTS = ['both', 'toHost', 'fromHost', 'none'] as const;

/** What the person may do in this session. */
export interface Rights {
  readonly clipboard: (typeof CLIPBOARD_RIGHTS)[number];
  readonly drive: boolean;
  readonly printing: boolean;
  /** Drawn across the picture. */
  readonly watermark?: string;
  /** Input is not taken from this viewer. */
  readonly viewOnly?: boolean;
  /** When the session ends, whatever happens: the gateway's clock, ms since the Unix epoch. */
  readonly endsAt?: number;
}

/** Something that the person has to read. */
export interface Notice {
  readonly title: string;
  readonly text: string;
}

/** Last message before the gateway closes the connection. */
export type Bye = Problem;

/** First message from a viewer. */
export interface Hello {
  readonly version: number;
  /** CSS pixels × device pixel ratio. */
  readonly width: number;
  readonly height: number;
  /** Percent. */
  readonly scaleFactor: number;
  /** Windows input locale, such as 0x0409. */
  readonly keyboardLayout: number;
  /** Slots of 64×64 pixels that the client keeps for tile references; 0 for none. */
  readonly cacheSlots: number;
  /** H.264 that it decodes: 0 none, 1 AVC420, 2 AVC444 too. */
  readonly video: VideoAbility;
  /** It draws tiles that a host encoded, handed on as they came. */
  readonly handedOn: boolean;
  /** It reads packed frames. */
  readonly unpacks: boolean;
  /** It shows the windows of a program. */
  readonly windows?: boolean;
  /** It keeps to `rights` and shows notices. */
  readonly notices?: boolean;
}

export type VideoAbility = 0 | 1 | 2;

/** Sent after drawing the frame of that sequence; `drawMs` is the time between arrival and drawn. */
export interface Ack {
  readonly sequence: number;
  readonly drawMs: number;
}

export interface Resize {
  readonly width: number;
  readonly height: number;
  readonly scaleFactor: number;
}

export interface Visibility {
  readonly visible: boolean;
}

/** The decoder of this surface has lost its state: the viewer can go on only from a key frame. */
export interface VideoReset {
  readonly surface: number;
}

export const WINDOW_ACTIONS = ['activate', 'close', 'minimize', 'maximize', 'restore'] as const;

/** What a person does with a window of the program. */
export type WindowRequest =
  | {
      [K in (typeof WINDOW_ACTIONS)[number]]: { readonly kind: K; readonly window: number };
    }[(typeof WINDOW_ACTIONS)[number]]
  /** Its place on the desktop, in pixels. */
  | {
      readonly kind: 'move';
      readonly window: number;
      readonly left: number;
      readonly top: number;
      readonly width: number;
      readonly height: number;
    };

export interface Ping {
  readonly time: number;
}

export interface CredentialsMessage {
  readonly username: string;
  readonly domain: string;
  readonly password: string;
}

interface Message<Type extends string, Body> {
  readonly type: Type;
  readonly sequence: number;
  readonly body: Body;
}

export type GatewayMessage =
  | Message<'welcome', Welcome>
  | Message<'status', Status>
  | Message<'desktop', Desktop>
  | Message<'frame', Frame>
  | Message<'pointer', Pointer>
  | Message<'indicators', Indicators>
  | Message<'stats', Stats>
  | Message<'pong', Pong>
  | Message<'bye', Bye>
  | Message<'windows', Windows>
  | Message<'windowIcon', WindowIcon>
  | Message<'rights', Rights>
  | Message<'notice', Notice>;

export type ViewerMessage =
  | Message<'hello', Hello>
  | Message<'ack', Ack>
  | Message<'input', readonly InputEvent[]>
  | Message<'resize', Resize>
  | Message<'visibility', Visibility>
  | Message<'ping', Ping>
  | Message<'credentials', CredentialsMessage>
  /** Asks for every pixel again; the viewer's shadow and cache are forgotten. */
  | Message<'refresh', Record<string, never>>
  | Message<'videoReset', VideoReset>
  | Message<'window', WindowRequest>;
