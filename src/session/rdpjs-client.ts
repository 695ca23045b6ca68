import { EventEmitter } from 'node:events';
import { RDP_PORT } from '../transport/defaults.js';
import type { TrustPolicy } from '../transport/types.js';
import { connectRdp, type RdpOptions, type RdpSession } from './connect-rdp.js';
import { coded } from './end-reason.js';
import type { SessionFrame } from './screen-reader.js';

/** The configuration of node-rdpjs's `createClient`; `trust` and `security` are ours. */
export interface RdpjsConfig {
  readonly domain?: string;
  readonly userName?: string;
  readonly password?: string;
  /** Leaves out wallpaper, themes and animations. */
  readonly enablePerf?: boolean;
  readonly screen?: { readonly width: number; readonly height: number };
  /** `en` or `fr`. */
  readonly locale?: string;
  /** Ignored: who gave credentials is signed in. */
  readonly autoLogin?: boolean;
  /** Ignored: bitmaps always come decoded. */
  readonly decompress?: boolean;
  /** Ignored: nothing is logged. */
  readonly logLevel?: string;
  readonly trust?: TrustPolicy;
  readonly security?: RdpOptions['security'];
}

/** A changed rectangle. `destRight` and `destBottom` are inclusive; `data` is RGBA, top-down, the receiver's own. */
export interface RdpjsBitmap {
  readonly destTop: number;
  readonly destLeft: number;
  readonly destBottom: number;
  readonly destRight: number;
  readonly width: number;
  readonly height: number;
  readonly bitsPerPixel: 32;
  readonly isCompress: false;
  readonly data: Uint8ClampedArray;
}

interface RdpjsEvents {
  connect: [];
  bitmap: [RdpjsBitmap];
  close: [];
  error: [Error];
}

/** PERF_DISABLE_WALLPAPER, FULLWINDOWDRAG, MENUANIMATIONS, THEMING, CURSOR_SHADOW, [MS-RDPBCGR] 2.2.1.11.1.1.1. */
const PERF_FLAGS = 0x01 | 0x02 | 0x04 | 0x08 | 0x20;
const LAYOUTS: Readonly<Record<string, number>> = { en: 0x0409, fr: 0x040c };
const BUTTONS = { 1: 'left', 2: 'right', 3: 'middle' } as const;

function optionsOf(config: RdpjsConfig, host: string, port: number, signal: AbortSignal): RdpOptions {
  const { domain, userName: username, password, screen, locale, enablePerf, trust, security } = config;
  return {
    ...{ host, port, domain, username, password, signal },
    ...(screen && { width: screen.width, height: screen.height }),
    ...(enablePerf && { performanceFlags: PERF_FLAGS }),
    ...(trust && { trust }),
    ...(security && { security }),
    keyboardLayout: LAYOUTS[locale ?? 'en'] ?? LAYOUTS['en'],
  };
}

function* bitmapsOf({ rectangles, pixels, stride }: SessionFrame): Generator<RdpjsBitmap> {
  for (const { left, top, width, height } of rectangles) {
    const data = new Uint8ClampedArray(width * height * 4);
    for (let y = 0, to = 0; y < height; y++) {
      for (let from = (top + y) * stride + left * 4, end = from + width * 4; from < end; from += 4, to += 4) {
        data[to] = pixels[from + 2];
        data[to + 1] = pixels[from + 1];
        data[to + 2] = pixels[from];
        data[to + 3] = 255;
      }
    }
    const dest = { destTop: top, destLeft: left, destBottom: top + height - 1, destRight: left + width - 1 };
    yield { ...dest, width, height, bitsPerPixel: 32, isCompress: false, data };
  }
}

/**
 * A client with the events and methods of node-rdpjs, so that its users can move over. It differs where that had to be:
 * NLA works, the host's certificate is verified unless `trust` says otherwise, and bitmaps come decoded as RGBA.
 */
export class RdpjsClient extends EventEmitter<RdpjsEvents> {
  readonly #config: RdpjsConfig;
  readonly #abort = new AbortController();
  #session: RdpSession | undefined;

  constructor(config: RdpjsConfig) {
    super();
    this.#config = config;
  }

  connect(host: string, port: number = RDP_PORT): this {
    void this.#run(host, port);
    return this;
  }

  /** Moves with button 0, otherwise presses or releases left (1), right (2) or middle (3). */
  sendPointerEvent(x: number, y: number, button: number, isPressed: boolean): void {
    const name = BUTTONS[button as keyof typeof BUTTONS];
    if (name) this.#session?.mouseButton(name, isPressed, x, y);
    else this.#session?.movePointer(x, y);
  }

  sendKeyEventScancode(code: number, isPressed: boolean, extended = false): void {
    this.#session?.key(code & 0xff, isPressed, { extended: extended || code >> 8 === 0xe0 });
  }

  sendKeyEventUnicode(code: number, isPressed: boolean): void {
    this.#session?.input([{ type: 'unicode', unit: code, down: isPressed }]);
  }

  sendWheelEvent(x: number, y: number, step: number, isNegative: boolean, isHorizontal: boolean): void {
    this.#session?.wheel(isNegative ? -step : step, x, y, isHorizontal ? 'horizontal' : 'vertical');
  }

  close(): this {
    this.#abort.abort();
    void this.#session?.close();
    return this;
  }

  async #run(host: string, port: number): Promise<void> {
    try {
      this.#session = await connectRdp(optionsOf(this.#config, host, port, this.#abort.signal));
      this.emit('connect');
      for await (const frame of this.#session) for (const bitmap of bitmapsOf(frame)) this.emit('bitmap', bitmap);
    } catch (error) {
      if (!this.#abort.signal.aborted) this.emit('error', coded(error));
    }
    this.#session = undefined;
    this.emit('close');
  }
}

/**
 * ```ts
 * createClient({ userName: 'ada', password, screen: { width: 1280, height: 800 } })
 *   .on('bitmap', ({ destLeft, destTop, width, height, data }) => draw(destLeft, destTop, width, height, data))
 *   .on('error', (error) => console.error(error))
 *   .connect('desk7.example.com', 3389);
 * ```
 */
export const createClient = (config: RdpjsConfig = {}): RdpjsClient => new RdpjsClient(config);
