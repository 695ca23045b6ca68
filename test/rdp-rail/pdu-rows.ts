import { fromHex } from '../../src/bytes/text.js';
import { type RailPdu, readRailPdu, type UnknownOrder, writeRailPdu } from '../../src/rdp/channels/rail/pdu/index.js';
import { SystemParameter, type SystemParameterValue } from '../../src/rdp/channels/rail/pdu/system-parameters.js';
import { type Row, row } from '../rdp-active/rows.js';

const rail = (name: string, value: RailPdu, hex: string): Row<unknown> =>
  row<RailPdu | UnknownOrder>({
    name,
    value,
    hex,
    read: readRailPdu,
    write: (w, pdu) => writeRailPdu(w, pdu as RailPdu),
  });

const parameter = (name: keyof typeof SystemParameter, value: SystemParameterValue, hex: string): Row<unknown> =>
  rail(`TS_RAIL_ORDER_SYSPARAM ${name}`, { type: 'systemParameters', parameter: SystemParameter[name], value }, hex);

/** A name of `bytes` bytes, filled up. */
const padded = (name: string, bytes: number): string => name + '00'.repeat(bytes - fromHex(name).length);

/** Every order of the channel `rail`, [MS-RDPERP] 2.2.2. */
export const RAIL_ROWS: readonly Row<unknown>[] = [
  rail('TS_RAIL_ORDER_HANDSHAKE', { type: 'handshake', buildNumber: 0x1db1 }, '0500 0800 b11d0000 # buildNumber'),
  rail('TS_RAIL_ORDER_CLIENTSTATUS', { type: 'clientStatus', flags: 5 }, '0b00 0800 05000000 # Flags'),
  rail(
    'TS_RAIL_ORDER_HANDSHAKE_EX',
    { type: 'handshakeEx', buildNumber: 0x4a65, railHandshakeFlags: 3 },
    '1300 0c00 654a0000 03000000 # buildNumber, railHandshakeFlags',
  ),
  rail(
    'TS_RAIL_ORDER_EXEC',
    { type: 'exec', flags: 9, exeOrFile: '||a', workingDir: 'C', arguments: '-x' },
    `0100 1800 0900 0600 0200 0400 # Flags, ExeOrFileLength, WorkingDirLength, ArgumentsLen
     7c00 7c00 6100 4300 2d00 7800 # ||a, C, -x`,
  ),
  rail(
    'TS_RAIL_ORDER_EXEC_RESULT',
    { type: 'execResult', flags: 9, execResult: 3, rawResult: 5, exeOrFile: '||a' },
    `8000 1600 0900 0300 05000000 0000 # Flags, ExecResult, RawResult, Padding
     0600 7c00 7c00 6100 # ExeOrFileLength, ExeOrFile`,
  ),
  parameter('SPI_SETDRAGFULLWINDOWS', { kind: 'switch', on: true }, '0300 0900 25000000 01'),
  parameter('SPI_SETSCREENSAVEACTIVE', { kind: 'switch', on: false }, '0300 0900 11000000 00'),
  parameter(
    'SPI_SETWORKAREA',
    { kind: 'rectangle', rectangle: { left: 0, top: 1, right: 1280, bottom: 800 } },
    '0300 1000 2f000000 0000 0100 0005 2003 # Left, Top, Right, Bottom',
  ),
  parameter('SPI_SETCARETWIDTH', { kind: 'number', value: 2 }, '0300 0c00 07200000 02000000'),
  parameter(
    'SPI_SETFILTERKEYS',
    { kind: 'filterKeys', filterKeys: { flags: 1, waitTime: 2, delayTime: 3, repeatTime: 4, bounceTime: 5 } },
    '0300 1c00 33000000 01000000 02000000 03000000 04000000 05000000',
  ),
  parameter(
    'SPI_SETHIGHCONTRAST',
    { kind: 'highContrast', flags: 0x7e, colorScheme: 'ab' },
    '0300 1600 43000000 7e000000 06000000 0400 6100 6200 # Flags, ColorSchemeLength, ColorScheme',
  ),
  rail('TS_RAIL_ORDER_ACTIVATE', { type: 'activate', windowId: 0x1002, enabled: true }, '0200 0900 02100000 01'),
  rail(
    'TS_RAIL_ORDER_SYSMENU',
    { type: 'systemMenu', windowId: 0x1002, left: -1, top: 20 },
    '0c00 0c00 02100000 ffff 1400 # WindowId, Left, Top',
  ),
  rail(
    'TS_RAIL_ORDER_SYSCOMMAND',
    { type: 'systemCommand', windowId: 0x1002, command: 0xf060 },
    '0400 0a00 02100000 60f0 # WindowId, SC_CLOSE',
  ),
  rail(
    'TS_RAIL_ORDER_NOTIFY_EVENT',
    { type: 'notifyEvent', windowId: 0x1002, notifyIconId: 7, message: 0x204 },
    '0600 1000 02100000 07000000 04020000 # WindowId, NotifyIconId, WM_RBUTTONDOWN',
  ),
  rail('TS_RAIL_ORDER_GET_APPID_REQ', { type: 'getAppIdRequest', windowId: 0x1002 }, '0e00 0800 02100000 # WindowId'),
  rail(
    'TS_RAIL_ORDER_GET_APPID_RESP',
    { type: 'getAppIdResponse', windowId: 0x1002, applicationId: 'id' },
    `0f00 1002 02100000 ${padded('69006400', 520)}`,
  ),
  rail(
    'TS_RAIL_ORDER_GET_APPID_RESP_EX',
    { type: 'getAppIdResponseEx', windowId: 0x1002, applicationId: 'id', processId: 99, processImageName: 'a' },
    `1800 1c04 02100000 ${padded('69006400', 520)} 63000000 ${padded('6100', 520)}`,
  ),
  rail(
    'TS_RAIL_ORDER_MINMAXINFO',
    {
      type: 'minMaxInfo',
      windowId: 0x1002,
      maxWidth: 1280,
      maxHeight: 800,
      maxPosX: -8,
      maxPosY: -8,
      minTrackWidth: 100,
      minTrackHeight: 40,
      maxTrackWidth: 1300,
      maxTrackHeight: 820,
    },
    `0a00 1800 02100000 0005 2003 f8ff f8ff # WindowId, MaxWidth, MaxHeight, MaxPosX, MaxPosY
     6400 2800 1405 3403 # MinTrackWidth, MinTrackHeight, MaxTrackWidth, MaxTrackHeight`,
  ),
  rail(
    'TS_RAIL_ORDER_LOCALMOVESIZE',
    { type: 'localMoveSize', windowId: 0x1002, isMoveSizeStart: true, moveSizeType: 9, posX: 5, posY: -6 },
    '0900 1000 02100000 0100 0900 0500 faff # WindowId, IsMoveSizeStart, MoveSizeType, PosX, PosY',
  ),
  rail(
    'TS_RAIL_ORDER_WINDOWMOVE',
    { type: 'windowMove', windowId: 0x1002, left: -5, top: 0, right: 635, bottom: 480 },
    '0800 1000 02100000 fbff 0000 7b02 e001 # WindowId, Left, Top, Right, Bottom',
  ),
  rail(
    'TS_RAIL_ORDER_SNAP_ARRANGE',
    { type: 'snapArrange', windowId: 0x1002, left: 0, top: 0, right: 640, bottom: 800 },
    '1700 1000 02100000 0000 0000 8002 2003 # WindowId, Left, Top, Right, Bottom',
  ),
  rail('TS_RAIL_ORDER_LANGBARINFO', { type: 'languageBarInfo', languageBarStatus: 1 }, '0d00 0800 01000000'),
  rail(
    'TS_RAIL_ORDER_LANGUAGEIMEINFO',
    {
      type: 'languageProfile',
      profileType: 1,
      languageId: 0x0411,
      languageProfile: fromHex('00112233445566778899aabbccddeeff'),
      profile: fromHex('ffeeddccbbaa99887766554433221100'),
      keyboardLayout: 0x0411,
    },
    `1100 2e00 01000000 1104 # ProfileType, LanguageID
     00112233445566778899aabbccddeeff ffeeddccbbaa99887766554433221100 # LanguageProfileCLSID, ProfileGUID
     11040000 # KeyboardLayout`,
  ),
  rail(
    'TS_RAIL_ORDER_COMPARTMENTINFO',
    { type: 'compartmentInfo', imeState: 1, imeConvMode: 9, imeSentenceMode: 8, kanaMode: 0 },
    '1200 1400 01000000 09000000 08000000 00000000',
  ),
  rail('TS_RAIL_ORDER_ZORDER_SYNC', { type: 'zOrderSync', windowIdMarker: 0x2004 }, '1400 0800 04200000'),
  rail('TS_RAIL_ORDER_CLOAK', { type: 'cloak', windowId: 0x1002, cloaked: true }, '1500 0900 02100000 01'),
  rail('TS_RAIL_ORDER_POWER_DISPLAY_REQUEST', { type: 'powerDisplayRequest', active: 1 }, '1600 0800 01000000'),
  rail(
    'TS_RAIL_ORDER_TASKBARINFO',
    { type: 'taskbarInfo', taskbarMessage: 3, windowIdTab: 0x1002, body: 0x1006 },
    '1000 1000 03000000 02100000 06100000 # TaskbarMessage, WindowIdTab, Body',
  ),
  rail('TS_RAIL_ORDER_TEXTSCALEINFO', { type: 'textScaleInfo', textScaleFactor: 125 }, '1900 0800 7d000000'),
  rail('TS_RAIL_ORDER_CARETBLINKINFO', { type: 'caretBlinkInfo', caretBlinkRate: 530 }, '1a00 0800 12020000'),
];
