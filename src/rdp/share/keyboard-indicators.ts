import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';

const TS_SYNC_SCROLL_LOCK = 1;
const TS_SYNC_NUM_LOCK = 2;
const TS_SYNC_CAPS_LOCK = 4;
const TS_SYNC_KANA_LOCK = 8;

/** [MS-RDPBCGR] 2.2.8.2.1.1 Set Keyboard Indicators PDU Data (TS_SET_KEYBOARD_INDICATORS_PDU). */
export interface KeyboardIndicators {
  readonly scrollLock: boolean;
  readonly numLock: boolean;
  readonly capsLock: boolean;
  readonly kanaLock: boolean;
}

export function readKeyboardIndicators(r: ByteReader): KeyboardIndicators {
  r.need(2 /* UnitId */ + 2 /* LedFlags */, 'TS_SET_KEYBOARD_INDICATORS_PDU');
  r.skip(2);
  const flags = r.u16();
  return {
    scrollLock: (flags & TS_SYNC_SCROLL_LOCK) !== 0,
    numLock: (flags & TS_SYNC_NUM_LOCK) !== 0,
    capsLock: (flags & TS_SYNC_CAPS_LOCK) !== 0,
    kanaLock: (flags & TS_SYNC_KANA_LOCK) !== 0,
  };
}

export function writeKeyboardIndicators(w: ByteWriter, indicators: KeyboardIndicators): void {
  const flags =
    (indicators.scrollLock ? TS_SYNC_SCROLL_LOCK : 0) |
    (indicators.numLock ? TS_SYNC_NUM_LOCK : 0) |
    (indicators.capsLock ? TS_SYNC_CAPS_LOCK : 0) |
    (indicators.kanaLock ? TS_SYNC_KANA_LOCK : 0);
  w.u16(0).u16(flags);
}
