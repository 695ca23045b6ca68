import type { InputEvent } from './events.js';

/** toggleFlags of a synchronize event, the same bits in both formats ([MS-RDPBCGR] 2.2.8.1.1.3.1.1.5, 2.2.8.1.2.2.5). */
export const ToggleFlag = {
  TS_SYNC_SCROLL_LOCK: 0x1,
  TS_SYNC_NUM_LOCK: 0x2,
  TS_SYNC_CAPS_LOCK: 0x4,
  TS_SYNC_KANA_LOCK: 0x8,
  mask: 0xf,
} as const;

type Synchronize = Extract<InputEvent, { type: 'synchronize' }>;

export const toggleFlags = (event: Synchronize): number =>
  (event.scrollLock ? ToggleFlag.TS_SYNC_SCROLL_LOCK : 0) |
  (event.numLock ? ToggleFlag.TS_SYNC_NUM_LOCK : 0) |
  (event.capsLock ? ToggleFlag.TS_SYNC_CAPS_LOCK : 0) |
  (event.kanaLock ? ToggleFlag.TS_SYNC_KANA_LOCK : 0);

export const lockKeys = (flags: number): Synchronize => ({
  type: 'synchronize',
  scrollLock: (flags & ToggleFlag.TS_SYNC_SCROLL_LOCK) !== 0,
  numLock: (flags & ToggleFlag.TS_SYNC_NUM_LOCK) !== 0,
  capsLock: (flags & ToggleFlag.TS_SYNC_CAPS_LOCK) !== 0,
  kanaLock: (flags & ToggleFlag.TS_SYNC_KANA_LOCK) !== 0,
});
