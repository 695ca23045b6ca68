/** A picture by itself: rows top-down and without gaps, each pixel 0xAARRGGBB. Most codecs have no use for the upper byte. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint32Array;
}

/** Where pixels can be taken from; the desktop's surfaces are. */
export interface PixelSource {
  readonly pixels: Uint32Array;
  at(x: number, y: number): number;
}

/** Right and bottom edges are exclusive. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Copies an area, which must lie inside the source. */
export function cut(source: PixelSource, area: Area): Pixels {
  const width = area.right - area.left;
  const height = area.bottom - area.top;
  const data = new Uint32Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = source.at(area.left, area.top + row);
    data.set(source.pixels.subarray(from, from + width), row * width);
  }
  return { width, height, data };
}

/** The part of a picture at `left`, `top`, clipped to the picture. */
export function part(picture: Pixels, left: number, top: number, width: number, height: number): Pixels {
  return cut(
    { pixels: picture.data, at: (x, y) => y * picture.width + x },
    { left, top, right: Math.min(picture.width, left + width), bottom: Math.min(picture.height, top + height) },
  );
}
