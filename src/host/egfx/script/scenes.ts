import { drawText, textWidth } from '../../demo/font/text.js';
import { fillDisc, fillRoundRect } from '../../demo/pixels/paint.js';
import { type Rect, rect } from '../../demo/pixels/rect.js';
import { Surface } from '../../demo/pixels/surface.js';
import { paintPhoto } from '../../demo/scene/photo.js';

/** What a step is made of, for whoever chooses a codec. */
export type Content = 'flat' | 'text' | 'icon' | 'photo' | 'video';

/** One change of the picture, made already. */
export interface Step {
  readonly content: Content;
  /** What has other pixels now; nothing when there is only time to refine what was sent. */
  readonly damage: readonly Rect[];
  /** Pixels that were there before and have moved; done before the rest. */
  readonly move?: { readonly from: Rect; readonly x: number; readonly y: number };
  /** Of `flat`. */
  readonly color?: number;
}

const BACKGROUND = 0x2b5b73;
const PAPER = 0xfafafa;
const TITLE = 0xd5e3ea;
const INK = 0x16242c;
const LINE = 18;
const WINDOW = { width: 280, height: 150, title: 24 };
const ICON = 16;
const REFINEMENTS = 3;

const SENTENCE = 'Every codec of the pipeline, once.';
const LINES = [
  'The first line scrolls away.',
  'What is below moves up,',
  'and only the new line',
  'has to be sent.',
  'That is what copies are for.',
  'The last line stays.',
];

/** Steps in which nothing changes. */
function* rest(count: number): Generator<Step> {
  for (let i = 0; i < count; i++) yield { content: 'photo', damage: [] };
}

/**
 * Shows what desktops show, always the same: a window, typing, scrolling, a window that moves, icons, a photo and something
 * like a video. Needs at least 400 × 300 pixels.
 */
export function* scenes(surface: Surface): Generator<Step> {
  yield fill(surface, surface.bounds, BACKGROUND);
  const place = rect(24, 20, WINDOW.width, WINDOW.height);
  yield* openWindow(surface, place);
  yield* typing(surface, place);
  yield* scrolling(surface, place);
  yield* moving(surface, place);
  yield* icons(surface);
  yield* photo(surface);
  yield* video(surface);
}

function fill(surface: Surface, area: Rect, color: number): Step {
  surface.fill(area, color);
  return { content: 'flat', damage: [area], color };
}

function* openWindow(surface: Surface, { left, top, right, bottom }: Rect): Generator<Step> {
  yield fill(surface, { left, top: top + WINDOW.title, right, bottom }, PAPER);
  yield fill(surface, { left, top, right, bottom: top + WINDOW.title }, TITLE);
  drawText(surface, 'strong', left + 10, top + 17, 'Notes', INK);
  yield { content: 'text', damage: [rect(left, top, 80, WINDOW.title)] };
}

function* typing(surface: Surface, { left, top }: Rect): Generator<Step> {
  let x = left + 10;
  for (const character of SENTENCE) {
    drawText(surface, 'ui', x, top + WINDOW.title + 16, character, INK);
    const next = x + textWidth('ui', character);
    yield { content: 'text', damage: [rect(x, top + WINDOW.title + 2, next - x + 2, LINE)] };
    x = next;
  }
}

function* scrolling(surface: Surface, { left, top, right, bottom }: Rect): Generator<Step> {
  const body = { left: left + 1, top: top + WINDOW.title, right: right - 1, bottom: bottom - 6 };
  const from = { ...body, top: body.top + LINE };
  for (const line of LINES) {
    copy(surface, from, body.left, body.top);
    const last = { ...body, top: body.bottom - LINE };
    surface.fill(last, PAPER);
    drawText(surface, 'ui', left + 10, last.top + 14, line, INK);
    yield { content: 'text', damage: [last], move: { from, x: body.left, y: body.top } };
  }
}

/** The picture behind the window is flat, so what it leaves behind is too. */
function* moving(surface: Surface, start: Rect): Generator<Step> {
  let place = start;
  for (const [dx, dy] of [
    [9, 4],
    [14, 0],
    [0, 11],
    [-5, 8],
  ]) {
    const from = place;
    place = rect(from.left + dx, from.top + dy, WINDOW.width, WINDOW.height);
    copy(surface, from, place.left, place.top);
    const uncovered = outside(from, place);
    for (const area of uncovered) surface.fill(area, BACKGROUND);
    yield { content: 'flat', color: BACKGROUND, damage: uncovered, move: { from, x: place.left, y: place.top } };
  }
}

function* icons(surface: Surface): Generator<Step> {
  for (let i = 0; i < 12; i++) {
    const area = rect(16 + 24 * i, surface.height - 32, ICON, ICON);
    const center = [area.left + ICON / 2, area.top + ICON / 2] as const;
    fillRoundRect(surface, area, 4, i % 3 === 0 ? 0xd9822b : 0x3f9c6d);
    fillDisc(surface, ...center, 4, 0xffffff);
    yield { content: 'icon', damage: [area] };
  }
}

const frameOf = ({ width, height }: Surface): Rect =>
  rect(Math.floor(width * 0.4), Math.floor(height * 0.42), Math.floor(width * 0.55), Math.floor(height * 0.4));

function* photo(surface: Surface): Generator<Step> {
  const area = frameOf(surface);
  surface.blit(paintPhoto(area.right - area.left, area.bottom - area.top, 1), area.left, area.top);
  yield { content: 'photo', damage: [area] };
  yield* rest(REFINEMENTS);
}

/** A light that wanders over the photo: small changes of many pixels. */
function* video(surface: Surface): Generator<Step> {
  const area = frameOf(surface);
  const [width, height] = [area.right - area.left, area.bottom - area.top];
  for (let i = 0; i < 6; i++) {
    surface.blit(paintPhoto(width, height, 1), area.left, area.top);
    const window = surface.window(area);
    fillDisc(window, (width * (i + 1)) / 7, height / 2, height / 3, 0xffe9a8, 90);
    yield { content: 'video', damage: [area] };
  }
  yield* rest(REFINEMENTS);
}

/** Source and destination may overlap. */
function copy(surface: Surface, from: Rect, x: number, y: number): void {
  const moved = new Surface(from.right - from.left, from.bottom - from.top);
  moved.blit(surface.window(from), 0, 0);
  surface.blit(moved, x, y);
}

/** The parts of `from` that `to` does not cover; both have the same size. */
function outside(from: Rect, to: Rect): Rect[] {
  const parts = [
    { ...from, bottom: Math.min(from.bottom, to.top) },
    { ...from, top: Math.max(from.top, to.bottom) },
    { ...from, top: Math.max(from.top, to.top), right: Math.min(from.right, to.left) },
    { ...from, top: Math.max(from.top, to.top), left: Math.max(from.left, to.right) },
  ];
  return parts.filter(({ left, top, right, bottom }) => left < right && top < bottom);
}
