import type { RailFields } from './fields.js';

const WINDOW = { windowId: 'u32' } as const;
/** Edges on the desktop in pixels; right and bottom are outside. */
const EDGES = { left: 'i16', top: 'i16', right: 'i16', bottom: 'i16' } as const;

/**
 * Orders of the channel whose fields are fixed, in the order of [MS-RDPERP] 2.2.2. The table is reader and writer in one,
 * see `fields.ts`.
 */
export const FLAT_ORDERS = {
  /** 2.2.2.2.1 TS_RAIL_ORDER_HANDSHAKE, both ways */
  handshake: { id: 0x05, fields: { buildNumber: 'u32' } },
  /** 2.2.2.2.2 TS_RAIL_ORDER_CLIENTSTATUS */
  clientStatus: { id: 0x0b, fields: { flags: 'u32' } },
  /** 2.2.2.2.3 TS_RAIL_ORDER_HANDSHAKE_EX, from the host */
  handshakeEx: { id: 0x13, fields: { buildNumber: 'u32', railHandshakeFlags: 'u32' } },
  /** 2.2.2.6.1 TS_RAIL_ORDER_ACTIVATE */
  activate: { id: 0x02, fields: { ...WINDOW, enabled: 'bool8' } },
  /** 2.2.2.6.2 TS_RAIL_ORDER_SYSMENU */
  systemMenu: { id: 0x0c, fields: { ...WINDOW, left: 'i16', top: 'i16' } },
  /** 2.2.2.6.3 TS_RAIL_ORDER_SYSCOMMAND */
  systemCommand: { id: 0x04, fields: { ...WINDOW, command: 'u16' } },
  /** 2.2.2.6.4 TS_RAIL_ORDER_NOTIFY_EVENT */
  notifyEvent: { id: 0x06, fields: { ...WINDOW, notifyIconId: 'u32', message: 'u32' } },
  /** 2.2.2.6.5 TS_RAIL_ORDER_GET_APPID_REQ */
  getAppIdRequest: { id: 0x0e, fields: WINDOW },
  /** 2.2.2.7.1 TS_RAIL_ORDER_MINMAXINFO, from the host */
  minMaxInfo: {
    id: 0x0a,
    fields: {
      ...WINDOW,
      maxWidth: 'i16',
      maxHeight: 'i16',
      maxPosX: 'i16',
      maxPosY: 'i16',
      minTrackWidth: 'i16',
      minTrackHeight: 'i16',
      maxTrackWidth: 'i16',
      maxTrackHeight: 'i16',
    },
  },
  /** 2.2.2.7.2 and 2.2.2.7.3 TS_RAIL_ORDER_LOCALMOVESIZE, from the host: a move or resize by hand begins or ends */
  localMoveSize: {
    id: 0x09,
    fields: { ...WINDOW, isMoveSizeStart: 'bool16', moveSizeType: 'u16', posX: 'i16', posY: 'i16' },
  },
  /** 2.2.2.7.4 TS_RAIL_ORDER_WINDOWMOVE */
  windowMove: { id: 0x08, fields: { ...WINDOW, ...EDGES } },
  /** 2.2.2.7.5 TS_RAIL_ORDER_SNAP_ARRANGE */
  snapArrange: { id: 0x17, fields: { ...WINDOW, ...EDGES } },
  /** 2.2.2.9.1 TS_RAIL_ORDER_LANGBARINFO, both ways */
  languageBarInfo: { id: 0x0d, fields: { languageBarStatus: 'u32' } },
  /** 2.2.2.10.2 TS_RAIL_ORDER_COMPARTMENTINFO, both ways */
  compartmentInfo: {
    id: 0x12,
    fields: { imeState: 'u32', imeConvMode: 'u32', imeSentenceMode: 'u32', kanaMode: 'u32' },
  },
  /** 2.2.2.11.1 TS_RAIL_ORDER_ZORDER_SYNC, from the host */
  zOrderSync: { id: 0x14, fields: { windowIdMarker: 'u32' } },
  /** 2.2.2.12.1 TS_RAIL_ORDER_CLOAK, both ways */
  cloak: { id: 0x15, fields: { ...WINDOW, cloaked: 'bool8' } },
  /** 2.2.2.13.1 TS_RAIL_ORDER_POWER_DISPLAY_REQUEST, from the host */
  powerDisplayRequest: { id: 0x16, fields: { active: 'u32' } },
  /** 2.2.2.14.1 TS_RAIL_ORDER_TASKBARINFO, from the host */
  taskbarInfo: { id: 0x10, fields: { taskbarMessage: 'u32', windowIdTab: 'u32', body: 'u32' } },
  /** 2.2.2.15.1 TS_RAIL_ORDER_TEXTSCALEINFO */
  textScaleInfo: { id: 0x19, fields: { textScaleFactor: 'u32' } },
  /** 2.2.2.15.2 TS_RAIL_ORDER_CARETBLINKINFO */
  caretBlinkInfo: { id: 0x1a, fields: { caretBlinkRate: 'u32' } },
} as const;

export type FlatOrderName = keyof typeof FLAT_ORDERS;
export type FlatOrder = {
  [K in FlatOrderName]: { readonly type: K } & RailFields<(typeof FLAT_ORDERS)[K]['fields']>;
}[FlatOrderName];
