import type { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import type { ByteWriter } from '../../src/bytes/writer.js';
import {
  type AutoDetectRequest,
  type AutoDetectResponse,
  readAutoDetectRequest,
  readAutoDetectResponse,
  writeAutoDetectRequest,
  writeAutoDetectResponse,
} from '../../src/rdp/share/auto-detect.js';
import {
  readClientAutoReconnect,
  readServerAutoReconnect,
  writeClientAutoReconnect,
  writeServerAutoReconnect,
} from '../../src/rdp/share/auto-reconnect.js';
import { readClientInfo, writeClientInfo } from '../../src/rdp/share/client-info.js';
import { readDeactivateAll, writeDeactivateAll } from '../../src/rdp/share/deactivate-all.js';
import { readSetErrorInfo, writeSetErrorInfo } from '../../src/rdp/share/error-info.js';
import { readControl, readSynchronize, writeControl, writeSynchronize } from '../../src/rdp/share/finalization.js';
import { readFrameAcknowledge, writeFrameAcknowledge } from '../../src/rdp/share/frame-acknowledge.js';
import { readHeartbeat, writeHeartbeat } from '../../src/rdp/share/heartbeat.js';
import { readKeyboardIndicators, writeKeyboardIndicators } from '../../src/rdp/share/keyboard-indicators.js';
import { readMonitorLayout, writeMonitorLayout } from '../../src/rdp/share/monitor-layout.js';
import {
  readEnhancedRedirection,
  readRedirection,
  writeEnhancedRedirection,
  writeRedirection,
} from '../../src/rdp/share/redirection.js';
import { readRefreshRect, writeRefreshRect } from '../../src/rdp/share/refresh-rect.js';
import { readSaveSessionInfo, writeSaveSessionInfo } from '../../src/rdp/share/save-session-info.js';
import { readStatusInfo, writeStatusInfo } from '../../src/rdp/share/status-info.js';
import { readSuppressOutput, writeSuppressOutput } from '../../src/rdp/share/suppress-output.js';
import { type Row, row } from '../rdp-active/rows.js';

const request = (name: string, value: AutoDetectRequest, hex: string): Row<unknown> =>
  row({ name, value, hex, read: readAutoDetectRequest, write: writeAutoDetectRequest });

const response = (name: string, value: AutoDetectResponse, hex: string): Row<unknown> =>
  row({ name, value, hex, read: readAutoDetectResponse, write: writeAutoDetectResponse });

const number = (
  name: string,
  value: number,
  hex: string,
  read: (r: ByteReader) => number,
  write: (w: ByteWriter, value: number) => void,
): Row<unknown> => row({ name, value, hex, read, write });

const utc = `00 00 00 00 55 00 54 00 43 00 ${'00'.repeat(58 + 16 + 4)} 55 00 54 00 43 00 ${'00'.repeat(58 + 16 + 4)}`;
const randomBits = fromHex('a801dbf0a801dbf0a801dbf0a801dbf0');

export const SHARE_ROWS: readonly Row<unknown>[] = [
  number('TS_SYNCHRONIZE_PDU, 4.1.14', 1002, '01 00 ea 03', readSynchronize, writeSynchronize),
  row({
    name: 'TS_CONTROL_PDU, cooperate, 4.1.15',
    value: { action: 4, grantId: 0, controlId: 0 },
    hex: '04 00 00 00 00 00 00 00',
    read: readControl,
    write: writeControl,
  }),
  row({
    name: 'TS_CONTROL_PDU, granted, 4.1.21',
    value: { action: 2, grantId: 1007, controlId: 1002 },
    hex: '02 00 ef 03 ea 03 00 00',
    read: readControl,
    write: writeControl,
  }),
  number('TS_SET_ERROR_INFO_PDU', 0x10c, '0c 01 00 00', readSetErrorInfo, writeSetErrorInfo),
  number('TS_STATUS_INFO_PDU', 0x401, '01 04 00 00', readStatusInfo, writeStatusInfo),
  number('TS_FRAME_ACKNOWLEDGE_PDU', 7, '07 00 00 00', readFrameAcknowledge, writeFrameAcknowledge),
  row({
    name: 'TS_DEACTIVATE_ALL_PDU',
    value: { shareId: 0x103ea },
    hex: 'ea 03 01 00 01 00 00',
    read: readDeactivateAll,
    write: writeDeactivateAll,
  }),
  row({
    name: 'TS_SUPPRESS_OUTPUT_PDU, shown',
    value: { desktop: { left: 0, top: 0, right: 1024, bottom: 768 } },
    hex: '01 00 00 00 00 00 00 00 ff 03 ff 02',
    read: readSuppressOutput,
    write: writeSuppressOutput,
  }),
  row({
    name: 'TS_SUPPRESS_OUTPUT_PDU, hidden',
    value: undefined,
    hex: '00 00 00 00',
    read: readSuppressOutput,
    write: writeSuppressOutput,
  }),
  row({
    name: 'TS_REFRESH_RECT_PDU',
    value: [{ left: 1, top: 2, right: 4, bottom: 6 }],
    hex: '01 00 00 00 01 00 02 00 03 00 05 00',
    read: readRefreshRect,
    write: writeRefreshRect,
  }),
  row({
    name: 'TS_SET_KEYBOARD_INDICATORS_PDU',
    value: { scrollLock: true, numLock: false, capsLock: true, kanaLock: false },
    hex: '00 00 05 00',
    read: readKeyboardIndicators,
    write: writeKeyboardIndicators,
  }),
  row({
    name: 'TS_MONITOR_LAYOUT_PDU',
    value: [{ left: 0, top: 0, width: 800, height: 600, primary: true }],
    hex: '01 00 00 00 00 00 00 00 00 00 00 00 1f 03 00 00 57 02 00 00 01 00 00 00',
    read: readMonitorLayout,
    write: writeMonitorLayout,
  }),
  row({
    name: 'TS_HEARTBEAT',
    value: { period: 30, warningCount: 3, reconnectCount: 6 },
    hex: '00 1e 03 06',
    read: readHeartbeat,
    write: writeHeartbeat,
  }),
  row({
    name: 'ARC_SC_PRIVATE_PACKET, 4.5',
    value: { logonId: 2, randomBits },
    hex: '1c 00 00 00 01 00 00 00 02 00 00 00 a8 01 db f0 a8 01 db f0 a8 01 db f0 a8 01 db f0',
    read: readServerAutoReconnect,
    write: writeServerAutoReconnect,
  }),
  row({
    name: 'ARC_CS_PRIVATE_PACKET',
    value: { logonId: 2, securityVerifier: randomBits },
    hex: '1c 00 00 00 01 00 00 00 02 00 00 00 a8 01 db f0 a8 01 db f0 a8 01 db f0 a8 01 db f0',
    read: readClientAutoReconnect,
    write: writeClientAutoReconnect,
  }),
  row({
    name: 'TS_INFO_PACKET',
    value: {
      flags: 0x1b3,
      domain: 'NT',
      username: 'él',
      password: 'pw',
      alternateShell: '',
      workingDirectory: '',
      clientAddress: '::1',
      clientDirectory: '',
      timeZone: { bias: 0, standardName: 'UTC', daylightName: 'UTC' },
      performanceFlags: 0x80,
      autoReconnect: { logonId: 1, securityVerifier: randomBits },
    },
    hex: `00 00 00 00 b3 01 00 00                      # CodePage, flags
          04 00 04 00 04 00 00 00 00 00                # cbDomain to cbWorkingDir
          4e 00 54 00 00 00  e9 00 6c 00 00 00  70 00 77 00 00 00  00 00  00 00
          02 00 08 00 3a 00 3a 00 31 00 00 00          # clientAddressFamily, clientAddress
          02 00 00 00                                  # clientDir
          ${utc}
          00 00 00 00 80 00 00 00                      # clientSessionId, performanceFlags
          1c 00                                        # cbAutoReconnectCookie
          1c 00 00 00 01 00 00 00 01 00 00 00 a8 01 db f0 a8 01 db f0 a8 01 db f0 a8 01 db f0
          00 00 00 00                                  # reserved1, reserved2`,
    read: readClientInfo,
    write: writeClientInfo,
  }),
  row({
    name: 'TS_SAVE_SESSION_INFO_PDU_DATA, logon version 2',
    value: { type: 'logon', domain: 'NT', username: 'él', sessionId: 3 } as const,
    hex: `01 00 00 00 01 00 12 00 00 00 03 00 00 00     # infoType, Version, Size, SessionId
          06 00 00 00 06 00 00 00 ${'00'.repeat(558)}  # cbDomain, cbUserName, Pad
          4e 00 54 00 00 00 e9 00 6c 00 00 00`,
    read: readSaveSessionInfo,
    write: writeSaveSessionInfo,
  }),
  row({
    name: 'TS_SAVE_SESSION_INFO_PDU_DATA, plain notify',
    value: { type: 'plainNotify' } as const,
    hex: `02 00 00 00 ${'00'.repeat(576)}`,
    read: readSaveSessionInfo,
    write: writeSaveSessionInfo,
  }),
  row({
    name: 'TS_SAVE_SESSION_INFO_PDU_DATA, extended',
    value: {
      type: 'extended',
      cookie: { logonId: 2, randomBits },
      logonError: { notificationType: 0xfffffffd, notificationData: 1 },
    } as const,
    hex: `03 00 00 00 32 00 03 00 00 00                # infoType, Length, FieldsPresent
          1c 00 00 00 1c 00 00 00 01 00 00 00 02 00 00 00 a8 01 db f0 a8 01 db f0 a8 01 db f0 a8 01 db f0
          08 00 00 00 fd ff ff ff 01 00 00 00          # TS_LOGON_ERRORS_INFO
          ${'00'.repeat(570)}`,
    read: readSaveSessionInfo,
    write: writeSaveSessionInfo,
  }),
  row({
    name: 'RDP_SERVER_REDIRECTION_PACKET, standard security',
    value: {
      sessionId: 5,
      flags: 0x0000_1817,
      targetAddress: '10.0.0.1',
      loadBalanceInfo: fromHex('c0ffee'),
      username: 'u',
      password: fromHex('7000 0000'),
      tsvUrl: fromHex('aabb'),
      targetAddresses: ['a', 'b'],
    },
    hex: `00 04 5f 00 05 00 00 00 17 18 00 00          # Flags, Length, SessionID, RedirFlags
          12 00 00 00 31 00 30 00 2e 00 30 00 2e 00 30 00 2e 00 31 00 00 00
          03 00 00 00 c0 ff ee                         # LoadBalanceInfo
          04 00 00 00 75 00 00 00                      # UserName
          04 00 00 00 70 00 00 00                      # Password
          02 00 00 00 aa bb                            # TsvUrl
          14 00 00 00 02 00 00 00 04 00 00 00 61 00 00 00 04 00 00 00 62 00 00 00
          00 00 00 00 00 00 00 00                      # Pad`,
    read: readRedirection,
    write: writeRedirection,
  }),
  row({
    name: 'TS_ENHANCED_SECURITY_SERVER_REDIRECTION',
    value: { sessionId: 0, flags: 0x100, targetFqdn: 'h' },
    hex: `00 00 00 04 1c 00 00 00 00 00 00 01 00 00    # pad2Octets, Flags, Length, SessionID, RedirFlags
          04 00 00 00 68 00 00 00
          00 00 00 00 00 00 00 00`,
    read: readEnhancedRedirection,
    write: writeEnhancedRedirection,
  }),
  request('RDP_RTT_REQUEST, connect time', { sequence: 1, type: 'rtt', connectTime: true }, '06 00 01 00 01 10'),
  request('RDP_RTT_REQUEST', { sequence: 2, type: 'rtt', connectTime: false }, '06 00 02 00 01 00'),
  request(
    'RDP_BW_START, connect time',
    { sequence: 3, type: 'bandwidthStart', connectTime: true },
    '06 00 03 00 14 10',
  ),
  request('RDP_BW_START', { sequence: 3, type: 'bandwidthStart', connectTime: false }, '06 00 03 00 14 00'),
  request(
    'RDP_BW_PAYLOAD',
    { sequence: 4, type: 'bandwidthPayload', payload: fromHex('c0ffee') },
    '08 00 04 00 02 00 03 00 c0 ff ee',
  ),
  request(
    'RDP_BW_STOP, connect time',
    { sequence: 5, type: 'bandwidthStop', payload: fromHex('c0ffee') },
    '08 00 05 00 2b 00 03 00 c0 ff ee',
  ),
  request('RDP_BW_STOP', { sequence: 5, type: 'bandwidthStop' }, '06 00 05 00 29 04'),
  request(
    'RDP_NETCHAR_RESULT, round trips',
    { sequence: 6, type: 'networkCharacteristics', baseRtt: 10, averageRtt: 20 },
    '0e 00 06 00 40 08 0a 00 00 00 14 00 00 00',
  ),
  request(
    'RDP_NETCHAR_RESULT, bandwidth',
    { sequence: 6, type: 'networkCharacteristics', bandwidth: 1000, averageRtt: 20 },
    '0e 00 06 00 80 08 e8 03 00 00 14 00 00 00',
  ),
  request(
    'RDP_NETCHAR_RESULT, all',
    { sequence: 6, type: 'networkCharacteristics', baseRtt: 10, bandwidth: 1000, averageRtt: 20 },
    '12 00 06 00 c0 08 0a 00 00 00 e8 03 00 00 14 00 00 00',
  ),
  response('RDP_RTT_RESPONSE', { sequence: 1, type: 'rtt' }, '06 01 01 00 00 00'),
  response(
    'RDP_BW_RESULTS, connect time',
    { sequence: 5, type: 'bandwidth', connectTime: true, timeDelta: 7, byteCount: 4096 },
    '0e 01 05 00 03 00 07 00 00 00 00 10 00 00',
  ),
  response(
    'RDP_BW_RESULTS',
    { sequence: 5, type: 'bandwidth', connectTime: false, timeDelta: 7, byteCount: 4096 },
    '0e 01 05 00 0b 00 07 00 00 00 00 10 00 00',
  ),
  response(
    'RDP_NETCHAR_SYNC',
    { sequence: 1, type: 'networkSync', bandwidth: 1000, rtt: 20 },
    '0e 01 01 00 18 00 e8 03 00 00 14 00 00 00',
  ),
];
