import type { Target } from './renderer.js';

/** An OffscreenCanvas as the renderer's target. The picture is opaque, which spares blending. */
export function canvasTarget(canvas: OffscreenCanvas): Target {
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('no 2D canvas');
  return {
    get width() {
      return canvas.width;
    },
    set width(width) {
      canvas.width = width;
    },
    get height() {
      return canvas.height;
    },
    set height(height) {
      canvas.height = height;
    },
    put: (image, left, top, width, height) => context.putImageData(image, 0, 0, left, top, width, height),
  };
}
