import { h } from './dom.js';

/** So many that they cover any window; the rest is cut off. */
const TIMES = 200;

/** The person's name across the picture, again and again, so that no photograph of the screen is without it. */
export const watermark = (text: string): HTMLElement =>
  h('div', { class: 'watermark', 'aria-hidden': 'true' }, ...Array.from({ length: TIMES }, () => h('span', {}, text)));
