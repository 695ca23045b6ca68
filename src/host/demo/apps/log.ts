import { FACES } from '../font/faces.js';
import { drawText, textWidth } from '../font/text.js';
import { fillRoundRect } from '../pixels/paint.js';
import { type Rect, rect } from '../pixels/rect.js';
import type { Surface } from '../pixels/surface.js';
import type { App, Scroll } from '../scene/app.js';
import { hash } from '../scene/noise.js';
import { THEME } from '../scene/theme.js';

const ROW = FACES.mono.lineHeight;
const EVERY_MS = 420;
const KEPT = 400;
const PADDING = 10;
/** Width of what does not scroll. */
const SCROLLBAR = 12;

const COLORS = { time: 0x5f7a8c, info: 0x59c9a5, debug: 0x6fa8dc, warn: 0xe6b450, text: THEME.terminalText } as const;

interface Line {
  readonly time: string;
  readonly level: 'info' | 'debug' | 'warn';
  readonly text: string;
}

const STORIES: readonly ((n: number, r: number) => Pick<Line, 'level' | 'text'>)[] = [
  (n, r) => ({ level: 'info', text: `gate 3 opened to ${20 + Math.floor(60 * r)} %, ${n} boats through today` }),
  (_, r) => ({ level: 'debug', text: `upper pool ${(4 + r).toFixed(2)} m, lower pool ${(1 + r / 2).toFixed(2)} m` }),
  (_, r) => ({ level: 'info', text: `flow ${(11 + 9 * r).toFixed(1)} m³/s, channel takes ${(20 + 4 * r).toFixed(1)}` }),
  (n, r) => ({
    level: 'debug',
    text: `valve ${1 + (n % 6)} ${r < 0.5 ? 'closing' : 'opening'}, ${Math.floor(90 * r)}°`,
  }),
  (_, r) => ({ level: 'warn', text: `debris at screen ${1 + Math.floor(4 * r)}, rake started` }),
  (n) => ({ level: 'info', text: `barge ${1200 + ((n * 37) % 800)} asks for passage, queue ${n % 5}` }),
];

/** A text pane that scrolls by itself, and with the wheel. */
export class LogPane implements App {
  readonly title = 'Log';
  readonly #started: number;
  #canvas!: Surface;
  #damage!: (area: Rect) => void;
  #lines: Line[] = [];
  #written = 0;
  #nextAt = 0;
  /** Lines scrolled back from the newest. */
  #back = 0;
  /** Number of the first line that is shown, counted from the first that was ever written. */
  #shownFirst = 0;
  #scrolledLines = 0;

  constructor(started: number) {
    this.#started = started;
    for (let i = 0; i < 40; i++) this.#append(started - (40 - i) * EVERY_MS);
  }

  open(canvas: Surface, damage: (area: Rect) => void): void {
    this.#canvas = canvas;
    this.#damage = damage;
    this.#draw();
    this.#scrolledLines = 0;
  }

  tick(now: number): void {
    if (this.#nextAt === 0) this.#nextAt = now + EVERY_MS;
    if (now < this.#nextAt) return;
    this.#nextAt = now + EVERY_MS;
    this.#append(this.#started + now);
    // Somebody who scrolled back keeps what they read.
    if (0 < this.#back) this.#back = Math.min(this.#back + 1, this.#lines.length - this.#rows);
    this.#draw();
  }

  wheel(delta: number): void {
    const limit = Math.max(0, this.#lines.length - this.#rows);
    this.#back = Math.max(0, Math.min(limit, this.#back + Math.round(delta / 40)));
    this.#draw();
  }

  takeScroll(): Scroll | undefined {
    const lines = this.#scrolledLines;
    this.#scrolledLines = 0;
    if (lines === 0 || this.#rows <= Math.abs(lines)) return undefined;
    const area = rect(0, PADDING, this.#canvas.width - SCROLLBAR, this.#rows * ROW);
    return { area, down: -lines * ROW };
  }

  get #rows(): number {
    return Math.floor((this.#canvas.height - 2 * PADDING) / ROW);
  }

  #append(time: number): void {
    const n = this.#written++;
    const story = STORIES[Math.floor(hash(n, 1, 5) * STORIES.length)];
    this.#lines.push({
      time: new Date(time).toISOString().slice(11, 23),
      ...story(n, hash(n, 2, 5)),
    });
    if (KEPT < this.#lines.length) this.#lines.shift();
  }

  #draw(): void {
    const canvas = this.#canvas;
    canvas.fill(canvas.bounds, THEME.terminal);
    const end = this.#lines.length - this.#back;
    const first = Math.max(0, end - this.#rows);
    const number = this.#written - this.#lines.length + first;
    this.#scrolledLines += number - this.#shownFirst;
    this.#shownFirst = number;
    this.#lines.slice(first, end).forEach((line, row) => {
      this.#drawLine(line, PADDING + row * ROW + 13);
    });
    this.#drawScrollbar(first);
    this.#damage(canvas.bounds);
  }

  #drawLine(line: Line, baseline: number): void {
    const space = textWidth('mono', ' ');
    let x = drawText(this.#canvas, 'mono', PADDING + 2, baseline, line.time, COLORS.time) + space;
    x = drawText(this.#canvas, 'mono', x, baseline, line.level.padEnd(5), COLORS[line.level]) + space;
    drawText(this.#canvas, 'mono', x, baseline, line.text, COLORS.text);
  }

  #drawScrollbar(first: number): void {
    const { width, height } = this.#canvas;
    const size = Math.max(24, (height * this.#rows) / Math.max(this.#rows, this.#lines.length));
    const range = Math.max(1, this.#lines.length - this.#rows);
    const top = Math.round(((height - size - 4) * first) / range) + 2;
    fillRoundRect(this.#canvas, rect(width - 9, top, 6, Math.round(size)), 3, this.#back ? THEME.accent : 0x2b4257);
  }
}
