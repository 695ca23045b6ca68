import type { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import { readWindowOrder, type WindowOrder, writeWindowOrder } from '../../src/rdp/windows/window-order.js';
import { type Row, row } from '../rdp-active/rows.js';

function readBehindHeader(r: ByteReader): WindowOrder {
  r.skip(1);
  return readWindowOrder(r);
}

const order = (name: string, value: WindowOrder, hex: string): Row<unknown> =>
  row({ name, value, hex, read: readBehindHeader, write: writeWindowOrder });

const icon = {
  cacheEntry: 3,
  cacheId: 1,
  bitsPerPixel: 32,
  width: 1,
  height: 2,
  bitsMask: fromHex('0000 0000'),
  colorTable: new Uint8Array(0),
  bitsColor: fromHex('01020304 05060708'),
};
const ICON_HEX = '0300 01 20 0100 0200 0400 0800 00000000 0102030405060708';

/** Windowing orders, [MS-RDPERP] 2.2.1.3, each with its header byte. */
export const WINDOW_ROWS: readonly Row<unknown>[] = [
  order(
    'a new window',
    {
      type: 'window',
      windowId: 0x1002,
      isNew: true,
      state: {
        owner: 0,
        style: { style: 0x14cf0000, extended: 0x100 },
        showState: 5,
        title: 'ab',
        clientOffset: { x: 8, y: 31 },
        clientAreaSize: { width: 640, height: 480 },
        rpContent: 1,
        rootParent: 0x10,
        windowOffset: { x: -8, y: 0 },
        windowClientDelta: { x: 8, y: 31 },
        windowSize: { width: 656, height: 519 },
        windowRectangles: [{ left: 0, top: 0, right: 656, bottom: 519 }],
        visibleOffset: { x: 0, y: 0 },
        visibility: [],
      },
    },
    `2e 5f00 1edf0711 02100000 # Header, OrderSize, FieldsPresentFlags, WindowId
     00000000 0000cf14 00010000 05 # OwnerWindowId, Style, ExtendedStyle, ShowState
     0400 6100 6200 # TitleInfo
     08000000 1f000000 80020000 e0010000 01 10000000 # ClientOffset, ClientAreaSize, RPContent, RootParentHandle
     f8ffffff 00000000 08000000 1f000000 90020000 07020000 # WindowOffset, WindowClientDelta, WindowSize
     0100 0000 0000 9002 0702 # NumWindowRects, WindowRects
     00000000 00000000 0000 # VisibleOffset, NumVisibilityRects`,
  ),
  order(
    'what Windows 10 added',
    {
      type: 'window',
      windowId: 0x1002,
      isNew: false,
      state: {
        resizeMarginX: { left: 7, right: 7 },
        resizeMarginY: { top: 0, bottom: 7 },
        overlayDescription: 'c',
        iconOverlayNull: true,
        taskbarButton: 1,
        enforceServerZOrder: 1,
        appBarState: 2,
        appBarEdge: 3,
      },
    },
    `2e 2300 c100e809 02100000
     07000000 07000000 00000000 07000000 0200 6300 01 01 02 03`,
  ),
  order(
    'window icon',
    { type: 'windowIcon', windowId: 0x1002, big: true, overlay: false, icon },
    `2e 2300 00200041 02100000 ${ICON_HEX}`,
  ),
  order(
    'window icon with colour table',
    {
      type: 'windowIcon',
      windowId: 0x1002,
      big: false,
      overlay: true,
      icon: { ...icon, bitsPerPixel: 1, colorTable: fromHex('0000000000ffffff'), bitsColor: fromHex('80000000') },
    },
    `2e 2900 00001041 02100000 0300 01 01 0100 0200 0800 0400 0400 00000000 0000000000ffffff 80000000`,
  ),
  order(
    'window cached icon',
    { type: 'windowCachedIcon', windowId: 0x1002, big: false, overlay: false, icon: { cacheEntry: 3, cacheId: 1 } },
    '2e 0e00 00000081 02100000 0300 01',
  ),
  order('window deleted', { type: 'windowDeleted', windowId: 0x1002 }, '2e 0b00 00000021 02100000'),
  order(
    'new notification icon',
    {
      type: 'notifyIcon',
      windowId: 0x1002,
      notifyIconId: 7,
      isNew: true,
      state: {
        version: 3,
        toolTip: 'd',
        infoTip: { timeout: 1000, infoFlags: 1, text: 'e', title: 'f' },
        state: 1,
        icon,
        cachedIcon: { cacheEntry: 4, cacheId: 2 },
      },
    },
    `2e 4600 0f0000d2 02100000 07000000 03000000 0200 6400 # Version, ToolTip
     e8030000 01000000 0200 6500 0200 6600 01000000 # InfoTip, State
     ${ICON_HEX} 0400 02 # Icon, CachedIcon`,
  ),
  order(
    'notification icon deleted',
    { type: 'notifyIconDeleted', windowId: 0x1002, notifyIconId: 7 },
    '2e 0f00 00000022 02100000 07000000',
  ),
  order(
    'actively monitored desktop',
    {
      type: 'monitoredDesktop',
      desktop: { hooked: true, arcBegan: true, arcCompleted: true, activeWindow: 0x1002, zOrder: [0x1002, 0x1004] },
    },
    '2e 1400 3e000004 02100000 02 02100000 04100000 # ActiveWindowId, NumWindowIds, WindowIds',
  ),
  order('non-monitored desktop', { type: 'nonMonitoredDesktop' }, '2e 0700 01000004'),
];
