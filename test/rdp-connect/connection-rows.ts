import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import type { ByteWriter } from '../../src/bytes/writer.js';
import { type ClientData, readClientData, writeClientData } from '../../src/rdp/gcc/client-data.js';
import {
  readConferenceCreateRequest,
  readConferenceCreateResponse,
  writeConferenceCreateRequest,
  writeConferenceCreateResponse,
} from '../../src/rdp/gcc/conference-create.js';
import { readServerData, writeServerData } from '../../src/rdp/gcc/server-data.js';
import { connectInitial, readConnectInitial, writeConnectInitial } from '../../src/rdp/mcs/connect-initial.js';
import { readConnectResponse, writeConnectResponse } from '../../src/rdp/mcs/connect-response.js';
import type { DomainPdu } from '../../src/rdp/mcs/domain.js';
import { domainFrame, readDomainFrame } from '../../src/rdp/mcs/frame.js';
import {
  type ConnectionConfirm,
  readConnectionConfirm,
  writeConnectionConfirm,
} from '../../src/rdp/x224/connection-confirm.js';
import {
  type ConnectionRequest,
  readConnectionRequest,
  writeConnectionRequest,
} from '../../src/rdp/x224/connection-request.js';
import { readTpkt } from '../../src/rdp/x224/tpkt.js';
import { type Row, row } from '../rdp-active/rows.js';

/** X.224 TPDUs are read from inside their packet, and written with it. */
const insideTpkt =
  <T>(read: (r: ByteReader) => T) =>
  (r: ByteReader): T =>
    read(new ByteReader(readTpkt(r)));

const request = (name: string, value: ConnectionRequest, hex: string): Row<unknown> =>
  row({ name, value, hex, read: insideTpkt(readConnectionRequest), write: writeConnectionRequest });

const confirm = (name: string, value: ConnectionConfirm, hex: string): Row<unknown> =>
  row({ name, value, hex, read: insideTpkt(readConnectionConfirm), write: writeConnectionConfirm });

const domain = (name: string, value: DomainPdu, hex: string): Row<unknown> =>
  row({
    name,
    value,
    hex,
    read: (r: ByteReader) => readDomainFrame(r.rest()),
    write: (w: ByteWriter, pdu: DomainPdu) => w.bytes(domainFrame(pdu)),
  });

const core = {
  version: 0x00080004,
  desktopWidth: 1280,
  desktopHeight: 1024,
  keyboardLayout: 0x0409,
  clientBuild: 3790,
  clientName: 'ELTONS-DEV2',
  keyboardType: 4,
  keyboardSubType: 0,
  keyboardFunctionKey: 12,
  postBeta2ColorDepth: 0xca01,
  highColorDepth: 24,
  supportedColorDepths: 7,
  earlyCapabilityFlags: 1,
  connectionType: 0,
  serverSelectedProtocol: 0,
  desktopPhysicalWidth: 0,
  desktopPhysicalHeight: 0,
  desktopOrientation: 0,
  desktopScaleFactor: 150,
  deviceScaleFactor: 100,
};

const clientData: ClientData = {
  core,
  cluster: { flags: 0x0d, redirectedSessionId: 0 },
  security: { encryptionMethods: 0x1b },
  network: {
    channels: [
      { name: 'rdpdr', options: 0x80800000 },
      { name: 'cliprdr', options: 0xc0a00000 },
    ],
  },
  monitors: [{ left: -1024, top: 0, width: 1024, height: 768, primary: true }],
  monitorAttributes: [
    { physicalWidth: 300, physicalHeight: 200, orientation: 90, desktopScaleFactor: 125, deviceScaleFactor: 140 },
  ],
  messageChannel: 0,
  multitransport: 0x105,
};

export const CONNECTION_ROWS: readonly Row<unknown>[] = [
  request(
    'X.224 Connection Request with cookie, [MS-RDPBCGR] 4.1.1',
    { cookie: 'eltons', negotiation: { flags: 0, protocols: 0 } },
    `03 00 00 2c                                  # TPKT: version, reserved, length 44
     27 e0 00 00 00 00 00                         # LI, CR, dstRef, srcRef, class
     43 6f 6f 6b 69 65 3a 20 6d 73 74 73 68 61 73 68 3d 65 6c 74 6f 6e 73 0d 0a # Cookie: mstshash=eltons
     01 00 08 00 00 00 00 00                      # RDP_NEG_REQ, PROTOCOL_RDP`,
  ),
  request(
    'X.224 Connection Request with routing token',
    { routingToken: fromHex('436f6f6b69653a206d7374733d312e322e330d0a'), negotiation: { flags: 0, protocols: 0x0b } },
    `03 00 00 27
     22 e0 00 00 00 00 00
     43 6f 6f 6b 69 65 3a 20 6d 73 74 73 3d 31 2e 32 2e 33 0d 0a # Cookie: msts=1.2.3
     01 00 08 00 0b 00 00 00                      # SSL, HYBRID, HYBRID_EX`,
  ),
  request('X.224 Connection Request of RDP 4', {}, '03 00 00 0b 06 e0 00 00 00 00 00'),
  confirm(
    'X.224 Connection Confirm, [MS-RDPBCGR] 4.1.2',
    { negotiation: { kind: 'response', flags: 0, protocol: 0 } },
    `03 00 00 13
     0e d0 00 00 12 34 00                         # LI, CC, dstRef, srcRef, class
     02 00 08 00 00 00 00 00                      # RDP_NEG_RSP`,
  ),
  confirm(
    'X.224 Connection Confirm with a failure',
    { negotiation: { kind: 'failure', code: 5 } },
    `03 00 00 13
     0e d0 00 00 12 34 00
     03 00 08 00 05 00 00 00                      # RDP_NEG_FAILURE, HYBRID_REQUIRED_BY_SERVER`,
  ),
  confirm('X.224 Connection Confirm of RDP 4', {}, '03 00 00 0b 06 d0 00 00 12 34 00'),
  row({
    name: 'MCS Connect Initial',
    value: connectInitial(fromHex('c0ffee')),
    read: readConnectInitial,
    write: writeConnectInitial,
    hex: `7f 65 67                                     # [APPLICATION 101]
          04 01 01  04 01 01  01 01 ff                 # domain selectors, upwardFlag
          30 1a 02 01 22 02 01 02 02 01 00 02 01 01 02 01 00 02 01 01 02 03 00 ff ff 02 01 02 # target
          30 19 02 01 01 02 01 01 02 01 01 02 01 01 02 01 00 02 01 01 02 02 04 20 02 01 02    # minimum
          30 20 02 03 00 ff ff 02 03 00 fc 17 02 03 00 ff ff 02 01 01 02 01 00 02 01 01 02 03 00 ff ff 02 01 02
          04 03 c0 ff ee                               # userData`,
  }),
  row({
    name: 'MCS Connect Response',
    value: {
      result: 0,
      parameters: {
        maxChannelIds: 34,
        maxUserIds: 3,
        maxTokenIds: 0,
        numPriorities: 1,
        minThroughput: 0,
        maxHeight: 1,
        maxMcsPduSize: 65528,
        protocolVersion: 2,
      },
      userData: fromHex('c0ffee'),
    },
    read: readConnectResponse,
    write: writeConnectResponse,
    hex: `7f 66 27                                     # [APPLICATION 102]
          0a 01 00  02 01 00                           # rt-successful, calledConnectId
          30 1a 02 01 22 02 01 03 02 01 00 02 01 01 02 01 00 02 01 01 02 03 00 ff f8 02 01 02
          04 03 c0 ff ee                               # userData`,
  }),
  domain('MCS Erect Domain Request, 4.1.5', { type: 'erectDomainRequest' }, '03 00 00 0c 02 f0 80 04 01 00 01 00'),
  domain('MCS Attach User Request, 4.1.6', { type: 'attachUserRequest' }, '03 00 00 08 02 f0 80 28'),
  domain(
    'MCS Attach User Confirm, 4.1.7',
    { type: 'attachUserConfirm', result: 0, userId: 1007 },
    '03 00 00 0b 02 f0 80 2e 00 00 06',
  ),
  domain(
    'MCS Attach User Confirm, refused',
    { type: 'attachUserConfirm', result: 13, userId: undefined },
    '03 00 00 09 02 f0 80 2c 0d',
  ),
  domain(
    'MCS Channel Join Request, 4.1.8',
    { type: 'channelJoinRequest', userId: 1007, channelId: 1007 },
    '03 00 00 0c 02 f0 80 38 00 06 03 ef',
  ),
  domain(
    'MCS Channel Join Confirm, 4.1.8',
    { type: 'channelJoinConfirm', result: 0, userId: 1007, requested: 1007, channelId: 1007 },
    '03 00 00 0f 02 f0 80 3e 00 00 06 03 ef 03 ef',
  ),
  domain(
    'MCS Disconnect Provider Ultimatum, 4.4',
    { type: 'disconnectProviderUltimatum', reason: 3 },
    '03 00 00 09 02 f0 80 21 80',
  ),
  domain(
    'MCS Send Data Request',
    { type: 'sendDataRequest', initiator: 1007, channelId: 1003, data: fromHex('c0ffee') },
    '03 00 00 11 02 f0 80 64 00 06 03 eb 70 03 c0 ff ee',
  ),
  domain(
    'MCS Send Data Indication with a long length',
    { type: 'sendDataIndication', initiator: 1002, channelId: 1003, data: new Uint8Array(130) },
    `03 00 00 91 02 f0 80 68 00 01 03 eb 70 80 82 ${'00'.repeat(130)}`,
  ),
  row({
    name: 'GCC Conference Create Request, 4.1.3',
    value: fromHex('c0ffee'),
    read: readConferenceCreateRequest,
    write: writeConferenceCreateRequest,
    hex: `00 05 00 14 7c 00 01                         # ConnectData: object identifier
          10                                           # connectPDU length
          00 08 00 10 00 01 c0 00 44 75 63 61          # conferenceCreateRequest, "1", one set, "Duca"
          03 c0 ff ee`,
  }),
  row({
    name: 'GCC Conference Create Response, 4.1.4',
    value: fromHex('c0ffee'),
    read: readConferenceCreateResponse,
    write: writeConferenceCreateResponse,
    hex: `00 05 00 14 7c 00 01
          11
          14 76 0a 01 01 00 01 c0 00 4d 63 44 6e       # conferenceCreateResponse, nodeID, tag, result, "McDn"
          03 c0 ff ee`,
  }),
  row({
    name: 'client data blocks',
    value: clientData,
    read: readClientData,
    write: writeClientData,
    hex: `01 c0 ea 00                                  # CS_CORE, 234 bytes
          04 00 08 00 00 05 00 04 01 ca 03 aa          # version, 1280 × 1024, colorDepth, SASSequence
          09 04 00 00 ce 0e 00 00                      # keyboardLayout, clientBuild 3790
          45 00 4c 00 54 00 4f 00 4e 00 53 00 2d 00 44 00 45 00 56 00 32 00 ${'00'.repeat(10)} # ELTONS-DEV2
          04 00 00 00 00 00 00 00 0c 00 00 00          # keyboardType, SubType, FunctionKey
          ${'00'.repeat(64)}
          01 ca 01 00 00 00 00 00 18 00 07 00 01 00    # postBeta2ColorDepth … earlyCapabilityFlags
          ${'00'.repeat(64)}
          00 00 00 00 00 00                            # connectionType, pad1octet, serverSelectedProtocol
          00 00 00 00 00 00 00 00 00 00 96 00 00 00 64 00 00 00 # physical size, orientation, scale factors
          04 c0 0c 00 0d 00 00 00 00 00 00 00          # CS_CLUSTER, 4.1.3
          02 c0 0c 00 1b 00 00 00 00 00 00 00          # CS_SECURITY, 4.1.3
          03 c0 20 00 02 00 00 00                      # CS_NET
          72 64 70 64 72 00 00 00 00 00 80 80          # rdpdr
          63 6c 69 70 72 64 72 00 00 00 a0 c0          # cliprdr
          05 c0 20 00 00 00 00 00 01 00 00 00          # CS_MONITOR
          00 fc ff ff 00 00 00 00 ff ff ff ff ff 02 00 00 01 00 00 00
          08 c0 24 00 00 00 00 00 14 00 00 00 01 00 00 00 # CS_MONITOR_EX
          2c 01 00 00 c8 00 00 00 5a 00 00 00 7d 00 00 00 8c 00 00 00
          06 c0 08 00 00 00 00 00                      # CS_MCS_MSGCHANNEL
          0a c0 08 00 05 01 00 00                      # CS_MULTITRANSPORT`,
  }),
  row({
    name: 'server data blocks',
    value: {
      core: { version: 0x00080004, clientRequestedProtocols: 0, earlyCapabilityFlags: 8 },
      security: {
        encryptionMethod: 2,
        encryptionLevel: 2,
        serverRandom: fromHex('1011772030610a12e434a11ef2c39f317da45f01893496e0ff1108697f1ac3d2'),
        serverCertificate: fromHex('01000000'),
      },
      network: { ioChannelId: 1003, channelIds: [1004, 1005, 1006] },
      messageChannelId: 1008,
      multitransport: 1,
    },
    read: readServerData,
    write: writeServerData,
    hex: `01 0c 10 00 04 00 08 00 00 00 00 00 08 00 00 00 # SC_CORE
          03 0c 10 00 eb 03 03 00 ec 03 ed 03 ee 03 00 00 # SC_NET, 4.1.4
          02 0c 38 00 02 00 00 00 02 00 00 00          # SC_SECURITY: 128 bit, client compatible
          20 00 00 00 04 00 00 00                      # serverRandomLen, serverCertLen
          10 11 77 20 30 61 0a 12 e4 34 a1 1e f2 c3 9f 31 7d a4 5f 01 89 34 96 e0 ff 11 08 69 7f 1a c3 d2
          01 00 00 00
          04 0c 06 00 f0 03                            # SC_MCS_MSGCHANNEL
          08 0c 08 00 01 00 00 00                      # SC_MULTITRANSPORT`,
  }),
  row({
    name: 'server data blocks without encryption',
    value: {
      core: { version: 0x00080004, clientRequestedProtocols: 0, earlyCapabilityFlags: 0 },
      security: { encryptionMethod: 0, encryptionLevel: 0 },
      network: { ioChannelId: 1003, channelIds: [] },
    },
    read: readServerData,
    write: writeServerData,
    hex: `01 0c 10 00 04 00 08 00 00 00 00 00 00 00 00 00
          03 0c 08 00 eb 03 00 00
          02 0c 0c 00 00 00 00 00 00 00 00 00`,
  }),
];
