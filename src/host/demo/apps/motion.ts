import { drawText, textWidth } from '../font/text.js';
import { fillDisc, fillPolygon, fillRoundRect, verticalGradient } from '../pixels/paint.js';
import { type Rect, rect } from '../pixels/rect.js';
import { mix, Surface } from '../pixels/surface.js';
import type { App } from '../scene/app.js';

/** Waves from back to front: length and height in pixels, pixels per second, colours at crest and foot. */
const WAVES = [
  { base: 0.52, length: 150, height: 9, speed: -22, crest: 0x6fc3d8, foot: 0x3d8fb5 },
  { base: 0.63, length: 110, height: 8, speed: 34, crest: 0x3fa3c4, foot: 0x226f9c },
  { base: 0.77, length: 180, height: 10, speed: -52, crest: 0x2180ab, foot: 0x0c4370 },
] as const;
/** Whole steps of colour keep rows alike, as flat artwork is. */
const BAND_COUNT = 8;
const BANDS = WAVES.map(({ crest, foot }) =>
  Array.from({ length: BAND_COUNT }, (_, band) => mix(crest, foot, band * 36)),
);
const SKY_TOP = 0xfbe3c0;
const SKY_BOTTOM = 0xf6b58d;

function paintSky(width: number, height: number): Surface {
  const sky = new Surface(width, height);
  verticalGradient(sky, sky.bounds, SKY_TOP, SKY_BOTTOM);
  fillDisc(sky, width * 0.72, height * 0.3, height * 0.2, 0xfff4d6, 60);
  fillDisc(sky, width * 0.72, height * 0.3, height * 0.13, 0xfff4d6, 235);
  return sky;
}

interface Boat {
  readonly x: number;
  readonly y: number;
  /** Slope of the water under it. */
  readonly tilt: number;
  /** All that it may cover. */
  readonly box: Rect;
}

/** A small animation: waves and a boat that rides them. */
export class Motion implements App {
  readonly title = 'Motion';
  #canvas!: Surface;
  /** What does not move. */
  #sky!: Surface;
  #damage!: (area: Rect) => void;
  #lastBoat: Rect = rect(0, 0, 0, 0);
  #frames = 0;
  #shown = 0;
  #countFrom = 0;

  open(canvas: Surface, damage: (area: Rect) => void): void {
    this.#canvas = canvas;
    this.#sky = paintSky(canvas.width, canvas.height);
    canvas.blit(this.#sky, 0, 0);
    this.#damage = damage;
    this.#draw(0);
  }

  tick(now: number): void {
    this.#frames++;
    if (1000 <= now - this.#countFrom) {
      this.#shown = Math.round((1000 * this.#frames) / (now - this.#countFrom));
      this.#frames = 0;
      this.#countFrom = now;
    }
    this.#draw(now / 1000);
  }

  #draw(seconds: number): void {
    const canvas = this.#canvas;
    const boat = this.#boat(seconds);
    // What the last frame had there is painted over as well.
    const changed = [this.#water, this.#lastBoat, boat.box];
    this.#lastBoat = boat.box;
    for (const area of changed) canvas.blit(this.#sky, 0, 0, area);
    WAVES.forEach((_, wave) => {
      if (wave === WAVES.length - 1) this.#drawBoat(boat);
      this.#drawWave(wave, seconds);
    });
    changed.push(this.#drawLabel());
    for (const area of changed) this.#damage(area);
  }

  #drawLabel(): Rect {
    const label = `${this.#shown} fps`;
    const area = rect(8, 8, textWidth('mono', '000 fps') + 18, 22);
    this.#canvas.blit(this.#sky, 0, 0, area);
    fillRoundRect(this.#canvas, rect(8, 8, textWidth('mono', label) + 18, 22), 6, 0x0c2b45, 150);
    drawText(this.#canvas, 'mono', 17, 23, label, 0xffffff);
    return area;
  }

  /** Where waves can reach. */
  get #water(): Rect {
    const { width, height } = this.#canvas;
    const { base, height: swell } = WAVES[0];
    return { left: 0, top: Math.floor(height * base - swell * 1.35) - 1, right: width, bottom: height };
  }

  #level(wave: number, x: number, seconds: number): number {
    const { base, length, height, speed } = WAVES[wave];
    const phase = (2 * Math.PI * (x + speed * seconds)) / length;
    return this.#canvas.height * base + height * Math.sin(phase) + height * 0.35 * Math.sin(2.3 * phase + seconds);
  }

  #drawWave(wave: number, seconds: number): void {
    const bands = BANDS[wave];
    const { width, height, stride, pixels } = this.#canvas;
    for (let x = 0; x < width; x++) {
      const level = this.#level(wave, x, seconds);
      const first = Math.max(0, Math.floor(level));
      this.#canvas.blend(x, first, bands[0], Math.round(255 * (1 - (level - first))));
      let at = this.#canvas.at(x, first + 1);
      for (let y = first + 1; y < height; y++, at += stride) {
        pixels[at] = bands[Math.min(BAND_COUNT - 1, (y - first) >> 3)];
      }
    }
  }

  #boat(seconds: number): Boat {
    const x = ((seconds * 26 + 170) % (this.#canvas.width + 120)) - 60;
    const y = this.#level(1, x, seconds) + 4;
    const tilt = (0.7 * (this.#level(1, x + 16, seconds) - this.#level(1, x - 16, seconds))) / 32;
    return { x, y, tilt, box: rect(Math.floor(x) - 48, Math.floor(y) - 72, 96, 96) };
  }

  #drawBoat({ x, y, tilt }: Boat): void {
    const place = (dx: number, dy: number): [number, number] => [x + dx - dy * tilt, y + dy + dx * tilt];
    fillPolygon(this.#canvas, [place(-24, -6), place(26, -6), place(17, 8), place(-17, 8)], 0x7a3320);
    fillPolygon(this.#canvas, [place(-24, -6), place(26, -6), place(24, -3), place(-22, -3)], 0xa5492f);
    fillPolygon(this.#canvas, [place(-1, -8), place(-1, -52), place(23, -12)], 0xffffff);
    fillPolygon(this.#canvas, [place(-4, -10), place(-4, -44), place(-19, -12)], 0xe9f2f4);
    fillPolygon(this.#canvas, [place(-3, -5), place(-3, -55), place(-1, -55), place(-1, -5)], 0x4d2a1c);
  }
}
