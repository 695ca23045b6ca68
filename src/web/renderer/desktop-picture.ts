import type { Frame } from '../../wire/frame.js';
import { type HandedOnTile, TileDecoder } from '../../wire/tiles.js';
import { HandedOnTiles } from '../kernels/handed-on-tiles.js';
import type { Area, Kernels, PictureSpan } from '../kernels/kernels.js';
import { VideoLayer, type VideoOptions } from '../video/video-layer.js';
import type { Damage } from './damage.js';
import type { DrawFrame, Picture } from './renderer.js';

export interface DesktopPictureOptions {
  readonly width: number;
  readonly height: number;
  readonly cacheSlots: number;
  /** Without them there are tiles of our own, and nothing else. */
  readonly kernels: Kernels | undefined;
  /** Undefined when the browser decodes no video. */
  readonly video: VideoOptions | undefined;
  readonly onUsed: (means: Means) => void;
}

/** By what means a desktop is drawn, for the person who asks. */
export type Means = 'tiles' | 'remoteFx' | 'progressive' | 'yuv420' | 'yuv444';

/** First kind of handed-on tile that is progressive, docs/wire-tiles.md. */
const PROGRESSIVE = 2;

/** The pixels of one desktop. Everything that a frame brings is drawn on them, and the canvas is given them as they lie. */
export class DesktopPicture implements Picture {
  readonly #options: DesktopPictureOptions;
  readonly #decoder: TileDecoder;
  readonly #span: PictureSpan = { at: 0, width: 0, height: 0 };
  readonly #handedOn: HandedOnTiles | undefined;
  readonly #video: VideoLayer | undefined;
  #buffer: ArrayBuffer | undefined;
  #image: ImageData | undefined;
  /** Of the frame that is being drawn. */
  #handedOnTiles = 0;
  #drawing = false;
  #disposed = false;

  /** Throws WIRE_INVALID for a size above the limits of the wire. */
  constructor(options: DesktopPictureOptions) {
    this.#options = options;
    const { width, height, cacheSlots, kernels, video } = options;
    if (!kernels) {
      this.#decoder = new TileDecoder(width, height, cacheSlots);
      return;
    }
    let at = 0;
    this.#decoder = new TileDecoder(
      width,
      height,
      cacheSlots,
      (tile) => this.#drawHandedOn(tile),
      (pixels) => {
        at = kernels.heap.allocate(4 * pixels);
        return new Uint32Array(kernels.heap.buffer, at, pixels);
      },
    );
    this.#buffer = kernels.heap.buffer;
    this.#span = { at, width, height };
    this.#handedOn = new HandedOnTiles(kernels, this.#span);
    this.#video = video && new VideoLayer(kernels, this.#span, video);
  }

  get image(): ImageData {
    this.#follow();
    const { width, height } = this.#options;
    this.#image ??= new ImageData(this.#decoder.rgba, width, height);
    return this.#image;
  }

  receive(frame: Frame): DrawFrame {
    const { copies, video, tiles, tileCount, tables } = frame;
    const units = video.map((unit) => ({ unit, draw: this.#video?.receive(unit) }));
    const before = (damage: Damage): void => {
      this.#follow();
      this.#decoder.copy(copies, (left, top, width, height) => damage.add({ left, top, width, height }));
    };
    const after = (damage: Damage): void => {
      this.#follow();
      this.#handedOnTiles = 0;
      const onTile = (left: number, top: number, width: number, height: number): void =>
        damage.add({ left, top, width, height });
      this.#decoder.decode(tiles, tileCount, onTile, tables);
      if (this.#handedOnTiles < tileCount) this.#options.onUsed('tiles');
    };
    if (units.length === 0) {
      return (damage) => {
        before(damage);
        after(damage);
      };
    }
    return async (damage) => {
      this.#drawing = true;
      before(damage);
      for (const { unit, draw } of units) {
        this.#options.onUsed(unit.kind === 'avc420' ? 'yuv420' : 'yuv444');
        await draw?.((area) => damage.add(rectangleOf(area)));
      }
      this.#drawing = false;
      if (this.#disposed) this.#release();
      else after(damage);
    };
  }

  dispose(): void {
    this.#disposed = true;
    this.#video?.close();
    // A decoder may still be writing to the memory.
    if (!this.#drawing) this.#release();
  }

  #release(): void {
    this.#video?.release();
    this.#handedOn?.release();
    if (this.#handedOn) this.#options.kernels?.heap.release(this.#span.at);
  }

  #drawHandedOn(tile: HandedOnTile): void {
    this.#handedOn?.draw(tile);
    this.#handedOnTiles += 1;
    this.#options.onUsed(tile.payload[0] < PROGRESSIVE ? 'remoteFx' : 'progressive');
    this.#follow();
  }

  /** Memory that has grown is another array, and the picture is in that one now. */
  #follow(): void {
    const { kernels, width, height } = this.#options;
    if (!kernels || kernels.heap.buffer === this.#buffer) return;
    this.#buffer = kernels.heap.buffer;
    this.#decoder.moveTo(new Uint32Array(this.#buffer, this.#span.at, width * height));
    this.#image = undefined;
  }
}

const rectangleOf = ({ left, top, right, bottom }: Area) => ({ left, top, width: right - left, height: bottom - top });
