import type { VideoUnit } from '../../wire/video-unit.js';
import type { Area, Kernels, PictureSpan, View, Yuv444 } from '../kernels/kernels.js';
import { blocksOf, intersect, isEmpty, moved, sameAreas } from './areas.js';
import { readAvc420Stream } from './avc420-stream.js';
import { SurfaceDecoder, type SurfaceDecoderOptions, type TakenPicture } from './surface-decoder.js';
import { type StagedPicture, type VideoStage, wholeBlocks } from './video-stage.js';

/** Draws what was decoded of a unit and reports every rectangle of the desktop that it drew. */
export type DrawUnit = (onDrawn: (area: Area) => void) => Promise<void>;

/** One stream of a unit, on its way through the decoder. */
interface Part {
  /** Undefined for AVC420, which is drawn as it comes. */
  readonly view: View | undefined;
  readonly regions: readonly Area[];
  readonly taken: Promise<TakenPicture | undefined>;
}

/** Planes put together of two views, which outlive a unit: the next one may bring either view. */
interface Combined extends Yuv444 {
  /** The main view has been there: chroma alone shows nothing. */
  known: boolean;
}

/** The video of one surface: its decoder, and what AVC444 keeps between units ([MS-RDPEGFX] 3.3.8.3). */
export class VideoSurface {
  readonly #kernels: Kernels;
  readonly #stage: VideoStage;
  readonly #picture: PictureSpan;
  readonly #decoder: SurfaceDecoder;
  #combined: Combined | undefined;
  #disposed = false;

  constructor(kernels: Kernels, stage: VideoStage, picture: PictureSpan, decoder: SurfaceDecoderOptions) {
    this.#kernels = kernels;
    this.#stage = stage;
    this.#picture = picture;
    this.#decoder = new SurfaceDecoder(decoder);
  }

  /** Begins to decode a unit. Its bytes stay in use until the unit is drawn. Throws WIRE_INVALID. */
  receive(unit: VideoUnit): DrawUnit {
    const parts = partsOf(unit).map(({ view, stream }): Part => {
      const { regions, data } = readAvc420Stream(stream, unit);
      return { view, regions, taken: this.#decoder.decode(data) };
    });
    return (onDrawn) => this.#draw(unit, parts, onDrawn);
  }

  /** Pictures that are on their way are not drawn any more. */
  dispose(): void {
    this.#disposed = true;
    this.#decoder.close();
    this.#forgetPlanes();
  }

  async #draw(unit: VideoUnit, parts: readonly Part[], onDrawn: (area: Area) => void): Promise<void> {
    /** Regions of a view that the next one is going to complete. */
    let unfinished: readonly Area[] = [];
    for (const { view, regions, taken } of parts) {
      const staged = await this.#stageOf(await taken, unit, regions);
      if (this.#disposed) return;
      if (!staged) continue;
      const coded = { left: 0, top: 0, right: staged.width, bottom: staged.height };
      const shown = regions.map((region) => intersect(region, coded)).filter((region) => !isEmpty(region));
      if (view === undefined) {
        for (const region of shown)
          this.#show(unit, region, onDrawn, (area, to, stride) => {
            this.#kernels.drawYuv420(staged.planes, area, to, stride);
          });
        continue;
      }
      const combined = this.#combine(unit, view, staged, shown);
      if (view === 'main' && parts.length === 2) unfinished = shown;
      else {
        if (!sameAreas(unfinished, shown)) this.#showCombined(unit, combined, unfinished, onDrawn);
        unfinished = [];
        this.#showCombined(unit, combined, shown, onDrawn);
      }
    }
    if (this.#combined) this.#showCombined(unit, this.#combined, unfinished, onDrawn);
  }

  async #stageOf(
    taken: TakenPicture | undefined,
    unit: VideoUnit,
    regions: readonly Area[],
  ): Promise<StagedPicture | undefined> {
    if (!taken) return undefined;
    try {
      if (this.#disposed) return undefined;
      const { top, bottom } = blocksOf({
        left: 0,
        right: 0,
        top: Math.min(...regions.map(({ top }) => top), 0xffff),
        bottom: Math.max(...regions.map(({ bottom }) => bottom), 0),
      });
      const staged = await this.#stage.put(taken.picture, unit, top, bottom);
      if (!staged && !this.#disposed) this.#decoder.fail();
      return staged;
    } finally {
      taken.release();
    }
  }

  #combine(unit: VideoUnit, view: View, { planes }: StagedPicture, regions: readonly Area[]): Combined {
    const combined = this.#planesFor(unit);
    for (const region of regions) this.#kernels.combine(view, planes, blocksOf(region), combined);
    if (view === 'main') combined.known = true;
    return combined;
  }

  #showCombined(unit: VideoUnit, from: Combined, regions: readonly Area[], onDrawn: (area: Area) => void): void {
    if (!from.known) return;
    for (const region of regions)
      this.#show(unit, region, onDrawn, (area, to, stride) => {
        this.#kernels.drawYuv444(from, area, to, stride);
      });
  }

  /** Finds the part of a region that is on the desktop, and the address of its first pixel. */
  #show(
    { left, top }: VideoUnit,
    region: Area,
    onDrawn: (area: Area) => void,
    draw: (area: Area, to: number, stride: number) => void,
  ): void {
    const { at, width, height } = this.#picture;
    const visible = intersect(moved(region, left, top), { left: 0, top: 0, right: width, bottom: height });
    if (isEmpty(visible)) return;
    draw(moved(visible, -left, -top), at + (visible.top * width + visible.left) * 4, width * 4);
    onDrawn(visible);
  }

  #planesFor({ width, height }: VideoUnit): Combined {
    const [wholeWidth, wholeHeight] = [wholeBlocks(width), wholeBlocks(height)];
    if (this.#combined?.width === wholeWidth && this.#combined.height === wholeHeight) return this.#combined;
    this.#forgetPlanes();
    const size = 3 * wholeWidth * wholeHeight;
    const planes = this.#kernels.heap.allocate(size);
    this.#kernels.bytes.fill(0, planes, planes + size);
    this.#combined = { planes, width: wholeWidth, height: wholeHeight, known: false };
    return this.#combined;
  }

  #forgetPlanes(): void {
    if (this.#combined) this.#kernels.heap.release(this.#combined.planes);
    this.#combined = undefined;
  }
}

function partsOf({ kind, streams, first, second }: VideoUnit): { view: View | undefined; stream: Uint8Array }[] {
  if (kind === 'avc420') return [{ view: undefined, stream: first }];
  const auxiliary = kind === 'avc444' ? 'auxiliary' : 'auxiliaryV2';
  if (streams === 'luma') return [{ view: 'main', stream: first }];
  if (streams === 'chroma') return [{ view: auxiliary, stream: first }];
  return [
    { view: 'main', stream: first },
    { view: auxiliary, stream: second },
  ];
}
