import type { Stats } from '../../wire/messages.js';
import type { Figures } from '../connection/meter.js';
import type { TransportKind } from '../connection/transport.js';
import type { Means } from '../renderer/desktop-picture.js';
import { STRINGS } from '../strings.js';
import { h } from './dom.js';
import type { Size } from './geometry.js';

export interface StatsView {
  readonly status: string;
  readonly transport: TransportKind | undefined;
  readonly roundTrip: number | undefined;
  readonly figures: Figures | undefined;
  /** What the desktop was drawn with in the period of the figures. */
  readonly means: readonly Means[];
  readonly host: Stats | undefined;
  readonly desktop: Size | undefined;
}

const TEXT = STRINGS.stats;
const ROWS = [
  'status',
  'desktop',
  'roundTrip',
  'hostRoundTrip',
  'latency',
  'frameRate',
  'bandwidth',
  'hostBandwidth',
  'draw',
  'means',
] as const;

/** Words in the order in which they are read. */
const MEANS = Object.keys(TEXT.meansOf) as Means[];

/** Status, round trip, frame rate and bandwidth in a corner. */
export class StatsPanel {
  readonly element: HTMLElement;
  readonly #values = new Map<(typeof ROWS)[number], HTMLElement>();

  constructor() {
    const list = h('dl');
    for (const row of ROWS) {
      const value = h('dd', {}, TEXT.none);
      this.#values.set(row, value);
      list.append(h('dt', {}, TEXT[row]), value);
    }
    this.element = h('aside', { class: 'stats', 'aria-label': TEXT.label, hidden: true }, list);
  }

  update(view: StatsView): void {
    const { figures, host, desktop } = view;
    const over = view.transport ? ` · ${TEXT.over[view.transport]}` : '';
    this.#set('status', `${view.status}${over}`);
    this.#set('desktop', desktop && `${desktop.width} × ${desktop.height}`);
    this.#set('roundTrip', milliseconds(view.roundTrip));
    this.#set('hostRoundTrip', milliseconds(host?.hostRtt));
    this.#set('latency', milliseconds(figures?.latencyMs));
    this.#set('frameRate', figures && `${figures.framesPerSecond.toFixed(0)} fps`);
    this.#set('bandwidth', figures && bitsPerSecond(figures.bytesPerSecond * 8));
    this.#set('hostBandwidth', host && bitsPerSecond(host.hostBytes * 8));
    this.#set('draw', figures && milliseconds(figures.drawMs));
    // What was drawn with last is still on the screen when nothing is drawn.
    if (view.means.length > 0) this.#set('means', wordsFor(view.means));
  }

  #set(row: (typeof ROWS)[number], text: string | undefined): void {
    const value = this.#values.get(row);
    if (value) value.textContent = text ?? TEXT.none;
  }
}

const wordsFor = (used: readonly Means[]): string =>
  MEANS.filter((means) => used.includes(means))
    .map((means) => TEXT.meansOf[means])
    .join(', ');

export function milliseconds(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
}

export function bitsPerSecond(value: number): string {
  if (value < 1e3) return `${value.toFixed(0)} bit/s`;
  return value < 1e6 ? `${(value / 1e3).toFixed(0)} kbit/s` : `${(value / 1e6).toFixed(1)} Mbit/s`;
}
