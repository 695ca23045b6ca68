import { PixelFormat } from '../../../rdp/channels/egfx/pdu/codec.js';
import type { GraphicsPdu } from '../../../rdp/channels/egfx/pdu/index.js';
import type { Rect } from '../../demo/pixels/rect.js';
import { rect } from '../../demo/pixels/rect.js';
import type { Surface } from '../../demo/pixels/surface.js';
import { alphaBits, bits, planarBits, progressiveBits, uncompressedBits } from '../drawing.js';
import { ClearCodecEncoder } from '../encode/clear/clear-codec.js';
import { Avc420Encoder, Avc444Encoder } from '../encode/h264/avc.js';
import { cut, type Pixels } from '../encode/pixels.js';
import { ProgressiveEncoder } from '../encode/progressive/progressive.js';
import { RemoteFxEncoder } from '../encode/rfx/remote-fx.js';
import { DESKTOP_SURFACE } from '../server.js';
import type { Step } from './scenes.js';

/** Turns steps into commands, with codecs of its choice. One painter paints one script. */
export interface Painter {
  paint(surface: Surface, step: Step): GraphicsPdu[];
}

const OFFSCREEN = 7;

const whole = (surface: Surface): Pixels => cut(surface, surface.bounds);

/** All areas whose pixels a step changed, moved ones included. */
function changed({ damage, move }: Step): Rect[] {
  if (!move) return [...damage];
  const { from, x, y } = move;
  return [rect(x, y, from.right - from.left, from.bottom - from.top), ...damage];
}

const fill = (surfaceId: number, color: number, rectangles: readonly Rect[]): GraphicsPdu => ({
  type: 'solidFill',
  surfaceId,
  color: (0xff000000 | color) >>> 0,
  rectangles,
});

const copy = (source: number, destination: number, rectangle: Rect, x: number, y: number): GraphicsPdu => ({
  type: 'surfaceToSurface',
  source,
  destination,
  rectangle,
  points: [{ x, y }],
});

/** ClearCodec with all its layers and caches; planar, uncompressed and alpha where ClearCodec has nothing to add. */
export class ClearPainter implements Painter {
  readonly #clear = new ClearCodecEncoder();
  #photos = 0;

  paint(surface: Surface, step: Step): GraphicsPdu[] {
    return changed(step).flatMap((area) => this.#draw(surface, step, area));
  }

  #draw(surface: Surface, { content }: Step, area: Rect): GraphicsPdu[] {
    const picture = cut(surface, area);
    const clear = (options: Parameters<ClearCodecEncoder['encode']>[1]): GraphicsPdu =>
      bits(DESKTOP_SURFACE, 'CLEARCODEC', area, this.#clear.encode(picture, options));
    switch (content) {
      case 'photo':
        return [planarBits(DESKTOP_SURFACE, area, picture)];
      case 'video':
        if (this.#photos++ === 1) return [uncompressedBits(DESKTOP_SURFACE, area, picture)];
        return [clear({ lossy: this.#photos === 4, resetCaches: this.#photos === 3 })];
      case 'icon':
        return this.#translucent(area, picture);
      default:
        return [clear({ glyphs: true })];
    }
  }

  /** By way of a surface with alpha: the colors, then how opaque they are, then a copy. */
  #translucent(area: Rect, picture: Pixels): GraphicsPdu[] {
    const { width, height } = picture;
    const at = rect(0, 0, width, height);
    const opaque = { ...picture, data: picture.data.map((pixel) => pixel | 0xff000000) };
    const data = this.#clear.encode(picture, { glyphs: true });
    return [
      { type: 'createSurface', surfaceId: OFFSCREEN, width, height, pixelFormat: PixelFormat.ARGB_8888 },
      bits(OFFSCREEN, 'CLEARCODEC', at, data),
      alphaBits(OFFSCREEN, at, opaque),
      copy(OFFSCREEN, DESKTOP_SURFACE, at, area.left, area.top),
      { type: 'deleteSurface', surfaceId: OFFSCREEN },
    ];
  }
}

/** Fills, copies and the bitmap cache; ClearCodec for what is new. */
export class CachesPainter implements Painter {
  readonly #clear = new ClearCodecEncoder();
  /** Slots by content, the first being 1. */
  readonly #slots = new Map<string, number>();

  paint(surface: Surface, { content, damage, move, color }: Step): GraphicsPdu[] {
    const commands: GraphicsPdu[] = [];
    if (move) commands.push(copy(DESKTOP_SURFACE, DESKTOP_SURFACE, move.from, move.x, move.y));
    if (content === 'flat' && color !== undefined) return [...commands, fill(DESKTOP_SURFACE, color, damage)];
    for (const area of damage) commands.push(...this.#draw(surface, content, area));
    return commands;
  }

  #draw(surface: Surface, content: Step['content'], area: Rect): GraphicsPdu[] {
    const picture = cut(surface, area);
    if (content === 'photo' || content === 'video') return [planarBits(DESKTOP_SURFACE, area, picture)];
    const drawn = bits(DESKTOP_SURFACE, 'CLEARCODEC', area, this.#clear.encode(picture));
    return content === 'icon' ? this.#icon(area, picture, drawn) : [drawn];
  }

  #icon({ left, top, right, bottom }: Rect, picture: Pixels, drawn: GraphicsPdu): GraphicsPdu[] {
    const content = picture.data.join();
    const known = this.#slots.get(content);
    if (known !== undefined) {
      const points = [{ x: left, y: top }];
      return [{ type: 'cacheToSurface', cacheSlot: known, surfaceId: DESKTOP_SURFACE, points }];
    }
    const cacheSlot = this.#slots.size + 1;
    this.#slots.set(content, cacheSlot);
    const rectangle = { left, top, right, bottom };
    const store = (slot: number): GraphicsPdu => ({
      type: 'surfaceToCache',
      surfaceId: DESKTOP_SURFACE,
      cacheKey: BigInt(cacheSlot),
      cacheSlot: slot,
      rectangle,
    });
    // A second slot, which is given up again at once, and then used anew with the next picture.
    const spare = cacheSlot + 100;
    return [drawn, store(cacheSlot), store(spare), { type: 'evictCacheEntry', cacheSlot: spare }];
  }
}

/** RemoteFX Progressive: first passes with upgrades for photos, differences for video, whole tiles for the rest. */
export class ProgressivePainter implements Painter {
  readonly #encoder = new ProgressiveEncoder();
  /** In a context of its own: the transform of [MS-RDPRFX]. */
  readonly #plain = new ProgressiveEncoder({ extrapolate: false });
  #refined: Rect | undefined;

  paint(surface: Surface, step: Step): GraphicsPdu[] {
    const { content } = step;
    const areas = changed(step);
    if (areas.length === 0) return this.#refine();
    if (content === 'flat' && step.color !== undefined && !step.move)
      return [fill(DESKTOP_SURFACE, step.color, step.damage)];
    const picture = whole(surface);
    return areas.map((area) => {
      if (content === 'photo' || content === 'video') {
        this.#refined = area;
        return progressiveBits(
          DESKTOP_SURFACE,
          1,
          this.#encoder.first(picture, [area], { difference: content === 'video' }),
        );
      }
      return progressiveBits(DESKTOP_SURFACE, 2, this.#plain.first(picture, [area], { simple: true }));
    });
  }

  #refine(): GraphicsPdu[] {
    if (!this.#refined) return [];
    const upgrade = this.#encoder.upgrade([this.#refined]);
    if (upgrade) return [progressiveBits(DESKTOP_SURFACE, 1, upgrade)];
    return [{ type: 'deleteEncodingContext', surfaceId: DESKTOP_SURFACE, codecContextId: 2 }];
  }
}

/** RemoteFX messages, with one entropy coder up to the photo and the other from there on. */
export class RfxPainter implements Painter {
  #encoder = new RemoteFxEncoder();
  #entropy: 'rlgr1' | 'rlgr3' = 'rlgr1';

  paint(surface: Surface, step: Step): GraphicsPdu[] {
    if (step.content === 'photo' && this.#entropy === 'rlgr1') {
      this.#entropy = 'rlgr3';
      this.#encoder = new RemoteFxEncoder();
    }
    return changed(step).map((area) => {
      const data = this.#encoder.encode(cut(surface, area), { entropy: this.#entropy });
      return bits(DESKTOP_SURFACE, 'CAVIDEO', area, data);
    });
  }
}

export class Avc420Painter implements Painter {
  readonly #encoder: Avc420Encoder;

  constructor({ width, height }: Surface) {
    this.#encoder = new Avc420Encoder(width, height);
  }

  paint(surface: Surface, step: Step): GraphicsPdu[] {
    if (changed(step).length === 0) return [];
    const { data, area } = this.#encoder.encode(whole(surface), { key: step.content === 'photo' });
    return [bits(DESKTOP_SURFACE, 'AVC420', area, data)];
  }
}

/** Text and moves send luma at once and chroma when nothing else changes, as Windows does; photos send both. */
export class Avc444Painter implements Painter {
  readonly #encoder: Avc444Encoder;
  readonly #codec: 'AVC444' | 'AVC444v2';
  #drawn = 0;
  /** Steps whose chroma has not been sent yet. */
  #owed = 0;

  constructor({ width, height }: Surface, packing: 1 | 2) {
    this.#encoder = new Avc444Encoder(width, height, packing);
    this.#codec = packing === 1 ? 'AVC444' : 'AVC444v2';
  }

  paint(surface: Surface, step: Step): GraphicsPdu[] {
    const picture = whole(surface);
    const something = changed(step).length !== 0;
    if (!something && this.#owed === 0) return [];
    const late = !something || (step.content === 'text' && this.#owed === 8);
    const early = step.content === 'text' && this.#drawn !== 0 && !late;
    const commands: GraphicsPdu[] = [];
    const send = (sent: 'both' | 'luma' | 'chroma', key = false): void => {
      const { data, area } = this.#encoder.encode(picture, sent, { key });
      commands.push(bits(DESKTOP_SURFACE, this.#codec, area, data));
    };
    if (early) send('luma');
    else if (late && something) {
      send('luma');
      send('chroma');
    } else if (late) send('chroma');
    else send('both', step.content === 'photo');
    this.#owed = early ? this.#owed + 1 : 0;
    this.#drawn++;
    return commands;
  }
}
