import { drawText, hasGlyph, textWidth } from '../font/text.js';
import { fillRoundRect, strokeRoundRect } from '../pixels/paint.js';
import { grown, hit, type Rect, rect } from '../pixels/rect.js';
import type { Surface } from '../pixels/surface.js';
import type { App, CursorName, Keystroke, MouseButton } from '../scene/app.js';
import { THEME } from '../scene/theme.js';

const LINE_HEIGHT = 21;
const PADDING = 12;
const BLINK_MS = 530;
const MAX_TEXT = 5000;
const TITLE_MAX = 40;
const HINT = 'Type here. Each key travels to the host as RDP input and comes back as pixels.';

/** A box that shows what is typed. */
export class Notepad implements App {
  readonly #document: boolean;
  #canvas!: Surface;
  #damage!: (area: Rect) => void;
  #characters: string[] = [];
  #caret = 0;
  #caretShown = true;
  #blinkAt = 0;
  #now = 0;
  #clearPressed = false;

  /** A document is called after its first line. */
  constructor({ document = false }: { readonly document?: boolean } = {}) {
    this.#document = document;
  }

  get title(): string {
    if (!this.#document) return 'Type here';
    const [line] = this.text.split('\n');
    return `${line.slice(0, TITLE_MAX) || 'Untitled'} – Notes`;
  }

  /** Everything in the box. */
  get text(): string {
    return this.#characters.join('');
  }

  open(canvas: Surface, damage: (area: Rect) => void): void {
    this.#canvas = canvas;
    this.#damage = damage;
    this.#draw();
  }

  get #box(): Rect {
    return { left: 14, top: 14, right: this.#canvas.width - 14, bottom: this.#canvas.height - 52 };
  }

  get #clearButton(): Rect {
    return rect(this.#canvas.width - 14 - 84, this.#canvas.height - 42, 84, 30);
  }

  tick(now: number): void {
    this.#now = now;
    if (now < this.#blinkAt) return;
    this.#blinkAt = now + BLINK_MS;
    this.#caretShown = !this.#caretShown;
    this.#draw();
  }

  cursorAt(x: number, y: number): CursorName {
    if (hit(this.#box, x, y)) return 'text';
    return hit(this.#clearButton, x, y) ? 'hand' : 'arrow';
  }

  press(button: MouseButton, down: boolean, x: number, y: number): void {
    if (button !== 'left') return;
    const onButton = hit(this.#clearButton, x, y);
    if (!down && this.#clearPressed && onButton) {
      this.#characters = [];
      this.#caret = 0;
    } else if (down && hit(this.#box, x, y)) this.#caret = this.#caretAt(x, y);
    this.#clearPressed = down && onButton;
    this.#edited();
  }

  type({ text, key }: Keystroke): void {
    const before = this.#caret;
    if (text !== undefined || key === 'Enter' || key === 'Tab') {
      const added = Array.from(text ?? (key === 'Enter' ? '\n' : '    '));
      if (MAX_TEXT < this.#characters.length + added.length) return;
      this.#characters.splice(before, 0, ...added);
      this.#caret = before + added.length;
    } else if (key === 'Backspace' && 0 < before) {
      this.#characters.splice(before - 1, 1);
      this.#caret = before - 1;
    } else if (key === 'Delete') this.#characters.splice(before, 1);
    else this.#move(key);
    this.#edited();
  }

  #move(key: Keystroke['key']): void {
    const { lines } = this.#layout();
    const line = lines.findLastIndex(({ start }) => start <= this.#caret);
    const { start, length } = lines[line];
    if (key === 'Left') this.#caret = Math.max(0, this.#caret - 1);
    else if (key === 'Right') this.#caret = Math.min(this.#characters.length, this.#caret + 1);
    else if (key === 'Home') this.#caret = start;
    else if (key === 'End') this.#caret = start + length;
    else if (key === 'Up' || key === 'Down') {
      const target = lines[line + (key === 'Up' ? -1 : 1)];
      if (target) this.#caret = target.start + Math.min(target.length, this.#caret - start);
    }
  }

  #edited(): void {
    this.#caretShown = true;
    this.#blinkAt = this.#now + BLINK_MS;
    this.#draw();
  }

  /** Breaks the text into lines; `first` is the first one shown, so that the caret's line is visible. */
  #layout(): { lines: { start: number; length: number }[]; first: number; rows: number } {
    const width = this.#box.right - this.#box.left - 2 * PADDING;
    const lines: { start: number; length: number }[] = [];
    let start = 0;
    let used = 0;
    this.#characters.forEach((character, i) => {
      const advance = character === '\n' ? 0 : textWidth('ui', character);
      if (width < used + advance) {
        const space = this.#characters.lastIndexOf(' ', i - 1);
        const next = start <= space ? space + 1 : i;
        lines.push({ start, length: next - start });
        used = textWidth('ui', this.#characters.slice(next, i).join(''));
        start = next;
      }
      used += advance;
      if (character === '\n') {
        lines.push({ start, length: i - start });
        start = i + 1;
        used = 0;
      }
    });
    lines.push({ start, length: this.#characters.length - start });
    const rows = Math.max(1, Math.floor((this.#box.bottom - this.#box.top - 2 * PADDING) / LINE_HEIGHT));
    const current = lines.findLastIndex((line) => line.start <= this.#caret);
    return { lines, first: Math.max(0, current - rows + 1), rows };
  }

  #caretAt(x: number, y: number): number {
    const { lines, first } = this.#layout();
    const row = first + Math.floor((y - this.#box.top - PADDING) / LINE_HEIGHT);
    const { start, length } = lines[Math.max(0, Math.min(lines.length - 1, row))];
    let pen = this.#box.left + PADDING;
    for (let i = start; i < start + length; i++) {
      const advance = textWidth('ui', this.#characters[i]);
      if (x < pen + advance / 2) return i;
      pen += advance;
    }
    return start + length;
  }

  #draw(): void {
    const canvas = this.#canvas;
    canvas.fill(canvas.bounds, THEME.window);
    fillRoundRect(canvas, this.#box, 6, THEME.field);
    strokeRoundRect(canvas, this.#box, 6, THEME.accent, 1.5);
    this.#drawText(canvas.window(grown(this.#box, -2)));
    this.#drawFooter();
    this.#damage(canvas.bounds);
  }

  #drawText(inside: Surface): void {
    const { lines, first, rows } = this.#layout();
    if (this.#characters.length === 0) this.#drawHint(inside);
    lines.slice(first, first + rows).forEach(({ start, length }, row) => {
      const baseline = PADDING + row * LINE_HEIGHT + 13;
      const line = this.#characters.slice(start, start + length).join('');
      drawText(inside, 'ui', PADDING - 2, baseline, line, THEME.text);
      const onLine = start <= this.#caret && this.#caret <= start + length;
      const nextStart = lines[first + row + 1]?.start;
      if (!onLine || !this.#caretShown || this.#caret === nextStart) return;
      const x = PADDING - 2 + textWidth('ui', this.#characters.slice(start, this.#caret).join(''));
      inside.fill(rect(x, baseline - 14, 2, 18), THEME.accent);
    });
  }

  #drawHint(inside: Surface): void {
    let row = 0;
    let line = '';
    for (const word of [...HINT.split(' '), undefined]) {
      const longer = line ? `${line} ${word}` : `${word}`;
      if (word !== undefined && textWidth('ui', longer) < inside.width - 2 * PADDING) {
        line = longer;
        continue;
      }
      drawText(inside, 'ui', PADDING + 2, PADDING + row++ * LINE_HEIGHT + 13, line, THEME.muted);
      line = word ?? '';
    }
  }

  #drawFooter(): void {
    const unknown = this.#characters.filter((c) => c !== '\n' && !hasGlyph('ui', c.codePointAt(0) as number)).length;
    const count = `${this.#characters.length} ${this.#characters.length === 1 ? 'character' : 'characters'}`;
    const note = unknown === 0 ? count : `${count}, ${unknown} not in this font`;
    drawText(this.#canvas, 'ui', 16, this.#canvas.height - 22, note, THEME.muted);
    const button = this.#clearButton;
    fillRoundRect(this.#canvas, button, 6, this.#clearPressed ? 0x0f6a82 : THEME.accent);
    const x = (button.left + button.right - textWidth('strong', 'Clear')) / 2;
    drawText(this.#canvas, 'strong', x, button.top + 20, 'Clear', 0xffffff);
  }
}
