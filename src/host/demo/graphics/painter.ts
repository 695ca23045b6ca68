import type { GraphicsPdu } from '../../../rdp/channels/egfx/pdu/index.js';
import type { AgreedGraphics } from '../../egfx/capabilities.js';
import { bits, planarBits, progressiveBits } from '../../egfx/drawing.js';
import { ClearCodecEncoder } from '../../egfx/encode/clear/clear-codec.js';
import { cut, type Pixels } from '../../egfx/encode/pixels.js';
import { ProgressiveEncoder } from '../../egfx/encode/progressive/progressive.js';
import { DESKTOP_SURFACE } from '../../egfx/server.js';
import { intersect, moved, type Rect } from '../pixels/rect.js';
import type { Surface } from '../pixels/surface.js';
import { BitmapCacheModel } from './bitmap-cache.js';
import { Refinement, TILE } from './refinement.js';

/** Pixels that have moved, from `from` by `dx`, `dy`. */
export interface Copy {
  readonly from: Rect;
  readonly dx: number;
  readonly dy: number;
}

/** A part with more colors than this, and not too small, is taken for a photo. */
const PHOTO_COLORS = 200;
const PHOTO_PIXELS = 1024;
/** A part with more colors than this is no text; planar suits it better, and takes less time. */
const TEXT_COLORS = 64;

/** ctxId of the progressive codec. */
const CONTEXT = 1;

/**
 * Chooses how each change of the desktop travels: copies and fills where they will do, the bitmap cache for what comes
 * again, ClearCodec for text, progressive for photos, planar for the rest. One painter serves one start of the pipeline.
 */
export class GraphicsPainter {
  readonly #agreed: AgreedGraphics;
  readonly #clear = new ClearCodecEncoder();
  readonly #cache: BitmapCacheModel;
  #progressive = new ProgressiveEncoder();
  #refinement = new Refinement();

  constructor(agreed: AgreedGraphics) {
    this.#agreed = agreed;
    this.#cache = new BitmapCacheModel(agreed.cacheBytes);
  }

  /** The desktop has a new surface. Caches stay as they are. */
  reset(): void {
    this.#progressive = new ProgressiveEncoder();
    this.#refinement = new Refinement();
  }

  /** One frame: copies come first, in order. Changes lie in one cell of 64 × 64 each. */
  paint(surface: Surface, copies: readonly Copy[], changes: readonly Rect[]): GraphicsPdu[] {
    const commands: GraphicsPdu[] = [];
    const torn: Rect[] = [];
    for (const { from, dx, dy } of copies) {
      const to = moved(from, dx, dy);
      // Unfinished pixels come along, and nobody would refine them there.
      for (const area of this.#refinement.abandon(from)) torn.push(area, moved(intersect(area, from), dx, dy));
      torn.push(...this.#refinement.disturbed(to));
      commands.push({
        type: 'surfaceToSurface',
        source: DESKTOP_SURFACE,
        destination: DESKTOP_SURFACE,
        rectangle: from,
        points: [{ x: to.left, y: to.top }],
      });
    }
    commands.push(...this.#changes(surface, changes, torn));
    for (const area of torn) commands.push(planarBits(DESKTOP_SURFACE, area, cut(surface, area)));
    commands.push(...this.#refine());
    return commands;
  }

  #changes(surface: Surface, changes: readonly Rect[], torn: Rect[]): GraphicsPdu[] {
    const commands: GraphicsPdu[] = [];
    const fills = new Map<number, Rect[]>();
    const photos: Rect[] = [];
    for (const area of changes) {
      const picture = cut(surface, area);
      const colors = countColors(picture, PHOTO_COLORS + 1);
      if (colors === 1) {
        const color = picture.data[0];
        fills.set(color, [...(fills.get(color) ?? []), area]);
      } else if (this.#suitsProgressive(area, picture, colors)) {
        photos.push(area);
        continue;
      } else commands.push(...this.#bitmap(area, picture, colors));
      torn.push(...this.#refinement.disturbed(area));
    }
    for (const [color, rectangles] of fills)
      commands.push({ type: 'solidFill', surfaceId: DESKTOP_SURFACE, color: (0xff000000 | color) >>> 0, rectangles });
    if (photos.length === 0) return commands;
    for (const area of photos) torn.push(...this.#refinement.disturbed(area));
    this.#refinement.drawn(photos);
    const data = this.#progressive.first(wholeOf(surface), photos);
    return [...commands, progressiveBits(DESKTOP_SURFACE, CONTEXT, data)];
  }

  #suitsProgressive({ left, top, right, bottom }: Rect, { data }: Pixels, colors: number): boolean {
    if (!this.#agreed.progressive || colors <= PHOTO_COLORS || data.length < PHOTO_PIXELS) return false;
    const oneTile =
      Math.floor(left / TILE) === Math.floor((right - 1) / TILE) &&
      Math.floor(top / TILE) === Math.floor((bottom - 1) / TILE);
    return oneTile;
  }

  #bitmap(area: Rect, picture: Pixels, colors: number): GraphicsPdu[] {
    const decision = this.#cache.decide(picture);
    const at = { x: area.left, y: area.top };
    if (decision.type === 'load')
      return [{ type: 'cacheToSurface', cacheSlot: decision.slot, surfaceId: DESKTOP_SURFACE, points: [at] }];
    const drawn =
      colors <= TEXT_COLORS
        ? bits(DESKTOP_SURFACE, 'CLEARCODEC', area, this.#clear.encode(picture, { glyphs: true }))
        : planarBits(DESKTOP_SURFACE, area, picture);
    if (decision.type === 'draw') return [drawn];
    return [
      ...decision.evict.map((cacheSlot): GraphicsPdu => ({ type: 'evictCacheEntry', cacheSlot })),
      drawn,
      {
        type: 'surfaceToCache',
        surfaceId: DESKTOP_SURFACE,
        cacheKey: decision.key,
        cacheSlot: decision.slot,
        rectangle: area,
      },
    ];
  }

  #refine(): GraphicsPdu[] {
    const due = this.#refinement.due();
    const data = this.#progressive.upgrade(due);
    for (const area of due) if (!this.#progressive.unfinished(area)) this.#refinement.complete(area);
    return data ? [progressiveBits(DESKTOP_SURFACE, CONTEXT, data)] : [];
  }
}

function countColors({ data }: Pixels, most: number): number {
  const colors = new Set<number>();
  for (const pixel of data) if (colors.add(pixel).size === most) break;
  return colors.size;
}

/** A surface of its own, seen without a copy. */
const wholeOf = ({ width, height, pixels }: Surface): Pixels => ({ width, height, data: pixels });
