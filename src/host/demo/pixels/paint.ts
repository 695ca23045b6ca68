import { grown, intersect, isEmpty, type Rect, rect } from './rect.js';
import { type Color, mix, type Surface } from './surface.js';

/** Signed distance from a pixel centre to the edge of a shape; negative inside. */
type Distance = (x: number, y: number) => number;

/** Paints a shape with smooth edges: the distance to the edge becomes the coverage of the pixel. */
function paintShape(surface: Surface, box: Rect, color: Color, opacity: number, distance: Distance): void {
  const r = intersect(
    {
      left: Math.floor(box.left) - 1,
      top: Math.floor(box.top) - 1,
      right: Math.ceil(box.right) + 1,
      bottom: Math.ceil(box.bottom) + 1,
    },
    surface.bounds,
  );
  if (isEmpty(r)) return;
  for (let y = r.top; y < r.bottom; y++) {
    for (let x = r.left; x < r.right; x++) {
      const coverage = 0.5 - distance(x + 0.5, y + 0.5);
      if (0 < coverage) surface.blend(x, y, color, Math.min(1, coverage) * opacity);
    }
  }
}

function roundRectDistance(box: Rect, radius: number): Distance {
  const centreX = (box.left + box.right) / 2;
  const centreY = (box.top + box.bottom) / 2;
  const halfX = (box.right - box.left) / 2 - radius;
  const halfY = (box.bottom - box.top) / 2 - radius;
  return (x, y) => {
    const dx = Math.abs(x - centreX) - halfX;
    const dy = Math.abs(y - centreY) - halfY;
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
  };
}

/** Edges of the box are whole pixels. */
export function fillRoundRect(surface: Surface, box: Rect, radius: number, color: Color, opacity = 255): void {
  const distance = roundRectDistance(box, radius);
  const corner = Math.ceil(radius) + 1;
  const band = { ...box, top: box.top + corner, bottom: box.bottom - corner };
  if (opacity < 255 || isEmpty(band)) {
    paintShape(surface, box, color, opacity, distance);
    return;
  }
  // Only the rows with corners need their edges smoothed.
  surface.fill(band, color);
  paintShape(surface, { ...box, bottom: band.top - 1 }, color, opacity, distance);
  paintShape(surface, { ...box, top: band.bottom + 1 }, color, opacity, distance);
}

/** Draws the edge of a rounded rectangle, `width` pixels wide, inside the box. */
export function strokeRoundRect(surface: Surface, box: Rect, radius: number, color: Color, width = 1): void {
  const middle = roundRectDistance(grown(box, -width / 2), Math.max(0, radius - width / 2));
  const distance: Distance = (x, y) => Math.abs(middle(x, y)) - width / 2;
  const corner = Math.ceil(Math.max(radius, width)) + 2;
  const { left, top, right, bottom } = box;
  const sides = { top: top + corner, bottom: bottom - corner };
  paintShape(surface, { ...box, bottom: sides.top - 1 }, color, 255, distance);
  paintShape(surface, { ...box, top: sides.bottom + 1 }, color, 255, distance);
  const inner = { top: sides.top + 1, bottom: sides.bottom - 1 };
  paintShape(surface, { ...inner, left, right: left + corner }, color, 255, distance);
  paintShape(surface, { ...inner, left: right - corner, right }, color, 255, distance);
}

export function fillDisc(surface: Surface, x: number, y: number, radius: number, color: Color, opacity = 255): void {
  const box = rect(x - radius, y - radius, 2 * radius, 2 * radius);
  paintShape(surface, box, color, opacity, (px, py) => Math.hypot(px - x, py - y) - radius);
}

/** A straight line with round ends. */
export function strokeLine(
  surface: Surface,
  from: readonly [number, number],
  to: readonly [number, number],
  width: number,
  color: Color,
  opacity = 255,
): void {
  const [ax, ay] = from;
  const dx = to[0] - ax;
  const dy = to[1] - ay;
  const square = dx * dx + dy * dy || 1;
  const box = grown(
    { left: Math.min(ax, to[0]), top: Math.min(ay, to[1]), right: Math.max(ax, to[0]), bottom: Math.max(ay, to[1]) },
    width,
  );
  paintShape(surface, box, color, opacity, (x, y) => {
    const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square));
    return Math.hypot(x - ax - t * dx, y - ay - t * dy) - width / 2;
  });
}

/** A filled polygon; corners in order, no holes. */
export function fillPolygon(
  surface: Surface,
  corners: readonly (readonly [number, number])[],
  color: Color,
  opacity = 255,
): void {
  const xs = Float64Array.from(corners, ([x]) => x);
  const ys = Float64Array.from(corners, ([, y]) => y);
  const box = { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
  paintShape(surface, box, color, opacity, (x, y) => polygonDistance(xs, ys, x, y));
}

/** Distance to the nearest edge, negative when the even-odd rule says inside. */
function polygonDistance(xs: Float64Array, ys: Float64Array, x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  let inside = false;
  for (let to = 0, from = xs.length - 1; to < xs.length; from = to++) {
    const toX = x - xs[from];
    const toY = y - ys[from];
    const dx = xs[to] - xs[from];
    const dy = ys[to] - ys[from];
    const t = Math.max(0, Math.min(1, (toX * dx + toY * dy) / (dx * dx + dy * dy || 1)));
    const offX = toX - t * dx;
    const offY = toY - t * dy;
    nearest = Math.min(nearest, offX * offX + offY * offY);
    if (ys[from] > y !== ys[to] > y && toX < (toY / dy) * dx) inside = !inside;
  }
  return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
}

export function verticalGradient(surface: Surface, area: Rect, top: Color, bottom: Color): void {
  const r = intersect(area, surface.bounds);
  const height = Math.max(1, area.bottom - area.top - 1);
  for (let y = r.top; y < r.bottom; y++) {
    surface.fill({ ...r, top: y, bottom: y + 1 }, mix(top, bottom, Math.round((255 * (y - area.top)) / height)));
  }
}
