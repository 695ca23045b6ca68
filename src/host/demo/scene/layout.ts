import { type Rect, rect } from '../pixels/rect.js';
import { TASKBAR_HEIGHT } from './taskbar.js';

export interface Layout {
  readonly notepad: Rect;
  readonly input: Rect;
  readonly motion: Rect;
  readonly photo: Rect;
  readonly log: Rect;
  /** Baseline of the heading on the wallpaper; undefined where there is no room for one. */
  readonly heading: { readonly x: number; readonly y: number } | undefined;
}

const GAP = 18;
const INPUT_HEIGHT = 156;

const clamp = (value: number, low: number, high: number): number => Math.round(Math.max(low, Math.min(high, value)));

/** Places the windows: what is typed and clicked on the left, what moves by itself on the right. Small desktops overlap. */
export function placeWindows(width: number, height: number): Layout {
  const usable = height - TASKBAR_HEIGHT;
  const margin = clamp(width * 0.035, 8, 72);
  const bottom = usable - clamp(usable * 0.03, 6, 32);
  const left = clamp(width * 0.365, Math.min(300, width - 2 * margin), 560);
  const heading = 620 <= usable ? { x: margin, y: 62 } : undefined;
  const notepadTop = heading ? 106 : 12;
  const notepadHeight = clamp(usable * 0.31, 130, 340);
  const inputTop = notepadTop + notepadHeight + GAP;
  const motionTop = Math.min(inputTop + INPUT_HEIGHT + GAP, bottom - 120);
  const motionWidth = clamp(left * 0.8, 200, 440);
  const rightX = margin + left + clamp(width * 0.03, 12, 60);
  const rightWidth = Math.max(260, width - margin - rightX);
  const photoTop = clamp(usable * 0.055, 8, 60);
  const photoHeight = clamp(usable * 0.52, 160, 640);
  const logX = Math.min(margin + left + GAP, rightX);
  const logTop = photoTop + photoHeight + GAP + 4;
  return {
    notepad: rect(margin, notepadTop, left, notepadHeight),
    input: rect(margin, inputTop, left, INPUT_HEIGHT),
    motion: rect(margin, motionTop, motionWidth, Math.max(120, bottom - motionTop)),
    photo: rect(rightX, photoTop, rightWidth, photoHeight),
    log: rect(logX, logTop, Math.max(260, width - margin - logX), Math.max(110, bottom - logTop)),
    heading,
  };
}
