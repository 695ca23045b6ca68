import { ByteReader } from '../../bytes/reader.js';
import type { BulkDecompressor } from '../bulk/decompressor.js';
import { DataPduType, type ShareData } from '../share/data-header.js';
import { errorInfoText, readSetErrorInfo } from '../share/error-info.js';
import { readKeyboardIndicators } from '../share/keyboard-indicators.js';
import { readSaveSessionInfo, type SaveSessionInfo } from '../share/save-session-info.js';
import { readStatusInfo } from '../share/status-info.js';
import type { ActiveEvent } from './events.js';
import type { GraphicsUpdates } from './graphics-updates.js';
import type { PointerUpdates } from './pointer-updates.js';

/** Data PDUs ([MS-RDPBCGR] 2.2.8.1.1.1.2) that a host sends once the session is active. */
export class ShareUpdates {
  readonly #bulk: BulkDecompressor;
  readonly #graphics: GraphicsUpdates;
  readonly #pointers: PointerUpdates;

  constructor(bulk: BulkDecompressor, graphics: GraphicsUpdates, pointers: PointerUpdates) {
    this.#bulk = bulk;
    this.#graphics = graphics;
    this.#pointers = pointers;
  }

  receive({ type, compressedType, body }: ShareData, events: ActiveEvent[]): void {
    const r = compressedType === 0 ? body : new ByteReader(this.#bulk.decompress(body.rest(), compressedType));
    switch (type) {
      case DataPduType.UPDATE:
        this.#graphics.slowPath(r, events);
        return;
      case DataPduType.POINTER:
        events.push(this.#pointers.slowPath(r));
        return;
      case DataPduType.SET_KEYBOARD_INDICATORS:
        events.push({ type: 'keyboardIndicators', ...readKeyboardIndicators(r) });
        return;
      case DataPduType.SAVE_SESSION_INFO:
        saveSessionInfo(readSaveSessionInfo(r), events);
        return;
      case DataPduType.SET_ERROR_INFO: {
        const code = readSetErrorInfo(r);
        events.push({ type: 'errorInfo', code, text: errorInfoText(code) });
        return;
      }
      case DataPduType.STATUS_INFO:
        events.push({ type: 'unknown', what: `server status ${readStatusInfo(r)}` });
        return;
      default:
        if (!WITHOUT_CONSEQUENCE.has(type)) events.push({ type: 'unknown', what: `data PDU ${type}` });
    }
  }
}

/** What asks nothing of this client: late finalization, beeps, the state of an input method, a refused shutdown. */
const WITHOUT_CONSEQUENCE: ReadonlySet<number> = new Set([
  DataPduType.CONTROL,
  DataPduType.SYNCHRONIZE,
  DataPduType.FONTMAP,
  DataPduType.PLAY_SOUND,
  DataPduType.SHUTDOWN_DENIED,
  DataPduType.SET_KEYBOARD_IME_STATUS,
  DataPduType.ARC_STATUS,
  DataPduType.MONITOR_LAYOUT,
]);

function saveSessionInfo(info: SaveSessionInfo, events: ActiveEvent[]): void {
  switch (info.type) {
    case 'logon':
      events.push({
        type: 'loggedOn',
        username: info.username,
        domain: info.domain,
        sessionId: info.sessionId,
      });
      return;
    case 'plainNotify':
      events.push({ type: 'loggedOn', username: '', domain: '', sessionId: 0 });
      return;
    case 'extended':
      if (info.cookie) events.push({ type: 'autoReconnectCookie', cookie: info.cookie });
      if (info.logonError)
        events.push({ type: 'unknown', what: `logon notification ${info.logonError.notificationType}` });
  }
}
