import { fromHex } from '../../src/bytes/text.js';
import { type DisplayControlPdu, displayControlPdu, readDisplayControlPdu } from '../../src/rdp/channels/disp/pdu.js';
import {
  type ClientDynamicPdu,
  clientDynamicPdu,
  type HostDynamicPdu,
  hostDynamicPdu,
  readClientDynamicPdu,
  readHostDynamicPdu,
} from '../../src/rdp/channels/drdynvc/pdu.js';
import { readChannelPduHeader, writeChannelPduHeader } from '../../src/rdp/channels/static-channel.js';
import { type Row, row } from './rows.js';

export type SentByHost = Exclude<HostDynamicPdu, { type: 'softSync' }>;

const fromHost = (name: string, value: SentByHost, text: string) =>
  row<HostDynamicPdu>({
    name,
    value,
    hex: text,
    read: readHostDynamicPdu,
    write: (w, pdu) => w.bytes(hostDynamicPdu(pdu as SentByHost)),
  });

const fromClient = (name: string, value: ClientDynamicPdu, text: string) =>
  row<ClientDynamicPdu>({
    name,
    value,
    hex: text,
    read: readClientDynamicPdu,
    write: (w, pdu) => w.bytes(clientDynamicPdu(pdu)),
  });

const display = (name: string, value: DisplayControlPdu, text: string) =>
  row<DisplayControlPdu | undefined>({
    name,
    value,
    hex: text,
    read: readDisplayControlPdu,
    write: (w, pdu) => pdu && w.bytes(displayControlPdu(pdu)),
  });

export const CHANNEL_ROWS: readonly Row<unknown>[] = [
  row({
    name: 'CHANNEL_PDU_HEADER',
    value: { length: 1604, flags: 0x13 },
    hex: '44060000 13000000',
    read: readChannelPduHeader,
    write: writeChannelPduHeader,
  }),
  fromHost('DYNVC_CAPS_VERSION1', { type: 'capabilities', version: 1 }, '50 00 0100'),
  fromHost('DYNVC_CAPS_VERSION2', { type: 'capabilities', version: 2 }, '50 00 0200 0000 0000 0000 0000'),
  fromHost('DYNVC_CREATE_REQ', { type: 'create', channelId: 3, name: 'testdvc' }, '10 03 74657374647663 00'),
  fromHost('DYNVC_CREATE_REQ, long id', { type: 'create', channelId: 0x12345, name: 'a' }, '12 45230100 61 00'),
  fromHost(
    'DYNVC_DATA_FIRST',
    { type: 'dataFirst', channelId: 3, length: 0xc7b, data: fromHex('7171') },
    '24 03 7b0c 7171',
  ),
  fromHost('DYNVC_DATA', { type: 'data', channelId: 0x103, data: fromHex('7171') }, '31 0301 7171'),
  fromHost(
    'DYNVC_DATA_FIRST_COMPRESSED',
    { type: 'dataFirst', channelId: 3, length: 0xc7b, data: fromHex('e02638c43ff47401'), compressed: true },
    '64 03 7b0c e02638c43ff47401',
  ),
  fromHost(
    'DYNVC_DATA_COMPRESSED',
    { type: 'data', channelId: 3, data: fromHex('e02638c43ff47401'), compressed: true },
    '70 03 e02638c43ff47401',
  ),
  fromHost('DYNVC_CLOSE', { type: 'close', channelId: 3 }, '40 03'),
  fromClient('DYNVC_CAPS_RSP', { type: 'capabilities', version: 2 }, '50 00 0200'),
  fromClient('DYNVC_CREATE_RSP', { type: 'created', channelId: 3, status: 0xc0000001 }, '10 03 010000c0'),
  fromClient('DYNVC_SOFT_SYNC_RESPONSE', { type: 'softSynced' }, '90 00 00000000'),
  display(
    'DISPLAYCONTROL_CAPS_PDU',
    { type: 'caps', caps: { maxMonitors: 16, maxMonitorAreaFactorA: 3840, maxMonitorAreaFactorB: 2400 } },
    `05000000 14000000 # Type, Length
       10000000 000f0000 60090000`,
  ),
  display(
    'DISPLAYCONTROL_MONITOR_LAYOUT_PDU',
    {
      type: 'monitorLayout',
      monitors: [
        {
          primary: true,
          left: 0,
          top: -1,
          width: 1280,
          height: 800,
          physicalWidth: 300,
          physicalHeight: 200,
          orientation: 90,
          desktopScaleFactor: 150,
          deviceScaleFactor: 140,
        },
      ],
    },
    `02000000 38000000 # Type, Length
       28000000 01000000 # MonitorLayoutSize, NumMonitors
       01000000 00000000 ffffffff # Flags, Left, Top
       00050000 20030000 2c010000 c8000000 # Width, Height, PhysicalWidth, PhysicalHeight
       5a000000 96000000 8c000000 # Orientation, DesktopScaleFactor, DeviceScaleFactor`,
  ),
];
