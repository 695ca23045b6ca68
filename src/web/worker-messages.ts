import type { InputEvent } from '../wire/input.js';
import type {
  CredentialsMessage,
  Desktop,
  Hello,
  Notice,
  Pointer,
  Resize,
  Rights,
  Stats,
  Status,
  WindowRequest,
} from '../wire/messages.js';
import type { Windows } from '../wire/windows.js';
import type { LinkState } from './connection/link.js';
import type { Figures } from './connection/meter.js';
import type { Means } from './renderer/desktop-picture.js';

/** What the page knows; what can be decoded is found out by the worker. */
export type PageHello = Omit<Hello, 'video' | 'handedOn' | 'unpacks'>;

/** Page to worker. */
export type ToWorker =
  /** First, once; the canvas is transferred. */
  | {
      readonly type: 'start';
      readonly canvas: OffscreenCanvas;
      /** Address of the gateway, such as `https://gateway.example/`. */
      readonly gateway: string;
      readonly sessionId: string;
      readonly hello: PageHello;
    }
  | { readonly type: 'input'; readonly events: readonly InputEvent[] }
  | { readonly type: 'resize'; readonly body: Resize }
  | { readonly type: 'visible'; readonly visible: boolean }
  | { readonly type: 'credentials'; readonly body: CredentialsMessage }
  | { readonly type: 'window'; readonly body: WindowRequest }
  /** The person does not want to wait for the next attempt. */
  | { readonly type: 'retry' };

/** Worker to page. */
export type FromWorker =
  | { readonly type: 'link'; readonly state: LinkState }
  | { readonly type: 'status'; readonly status: Status }
  | { readonly type: 'rights'; readonly rights: Rights }
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'desktop'; readonly desktop: Desktop }
  /** The first frame of a desktop is on the canvas, which has that size now. */
  | { readonly type: 'shown'; readonly width: number; readonly height: number }
  | { readonly type: 'cursor'; readonly cursor: CursorMessage }
  | { readonly type: 'windows'; readonly windows: Windows }
  /** A window's picture. */
  | { readonly type: 'windowIcon'; readonly window: number; readonly png: Blob }
  | {
      readonly type: 'figures';
      readonly figures: Figures;
      readonly means: readonly Means[];
      readonly roundTrip: number | undefined;
      readonly host: Stats | undefined;
    };

/** A host's pointer with its picture as a PNG. */
export type CursorMessage =
  | (Omit<Extract<Pointer, { kind: 'image' }>, 'rgba'> & { readonly rgba?: undefined; readonly png: Blob })
  | { readonly kind: 'hidden' }
  | { readonly kind: 'default' };
