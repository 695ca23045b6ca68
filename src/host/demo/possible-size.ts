import type { DesktopSize } from '../../rdp/accept/settings.js';

const MIN_SIDE = 200;
const MAX_WIDTH = 4096;
const MAX_HEIGHT = 2304;

const clamp = (value: number, max: number): number => Math.max(MIN_SIDE, Math.min(max, value));

/** The size of a desktop that comes nearest to what a client asks for. */
export const possibleSize = ({ width, height }: DesktopSize): DesktopSize => ({
  width: clamp(width, MAX_WIDTH),
  height: clamp(height, MAX_HEIGHT),
});
