import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import { readAvPairs, writeAvPairs } from '../../src/rdp/credssp/ntlm/av-pairs.js';
import { challengeMessage, readChallengeMessage } from '../../src/rdp/credssp/ntlm/challenge-message.js';
import { negTokenInit, negTokenResp, readNegTokenInit, readNegTokenResp } from '../../src/rdp/credssp/spnego.js';
import { readTsRequest, tsRequest } from '../../src/rdp/credssp/ts-request.js';
import { licenseMessage, readLicenseMessage } from '../../src/rdp/license/message.js';
import { domainFrame, readDomainFrame } from '../../src/rdp/mcs/frame.js';
import { serverPublicKey, writeServerCertificate } from '../../src/rdp/security/server-certificate.js';
import { readX509RsaKey } from '../../src/rdp/security/x509-key.js';
import { PduType, readShareControl, shareControlPdu } from '../../src/rdp/share/control-header.js';
import { readShareData, shareDataPdu } from '../../src/rdp/share/data-header.js';
import { CAPABILITY_ROWS } from '../rdp-connect/capability-rows.js';
import { CONNECTION_ROWS } from '../rdp-connect/connection-rows.js';
import { LICENSE_ROWS } from '../rdp-connect/license-rows.js';
import { SHARE_ROWS } from '../rdp-connect/share-rows.js';
import type { Oracle } from './oracle.js';
import { rowOracles } from './row-oracles.js';

const oracle = (name: string, read: (bytes: Uint8Array) => unknown, ...seeds: Uint8Array[]): Oracle => ({
  name,
  seeds,
  run: (bytes) => void read(bytes),
});

const random = new Uint8Array(32).fill(0x5a);
const w = new ByteWriter();
writeServerCertificate(w, {
  type: 'proprietary',
  key: { exponent: 65537, modulus: new Uint8Array(64).fill(0xc3) },
  signature: random,
});
const certificate = w.finish();
const targetInfo = writeAvPairs(
  new Map([
    [2, fromHex('44004f00')],
    [7, random.subarray(0, 8)],
  ]),
);

export const rdpConnectOracles: readonly Oracle[] = [
  ...rowOracles([...CONNECTION_ROWS, ...LICENSE_ROWS, ...CAPABILITY_ROWS, ...SHARE_ROWS]),
  oracle(
    'domain-frame',
    readDomainFrame,
    domainFrame({ type: 'attachUserConfirm', result: 0, userId: 1007 }),
    domainFrame({ type: 'channelJoinConfirm', result: 0, userId: 1007, requested: 1003, channelId: 1003 }),
    domainFrame({ type: 'sendDataIndication', initiator: 1002, channelId: 1003, data: random }),
  ),
  oracle('server-public-key', serverPublicKey, certificate),
  oracle('x509-rsa-key', readX509RsaKey, fromHex('3014 300f a003020102 020101 300506 032a0304 0303 00ff'), certificate),
  oracle(
    'license-message',
    (bytes) => readLicenseMessage(new ByteReader(bytes)),
    licenseMessage(1, (b) => b.bytes(random)),
  ),
  oracle(
    'ts-request',
    readTsRequest,
    tsRequest({ version: 6, negoToken: random, pubKeyAuth: random, errorCode: 0x6d, clientNonce: random }),
  ),
  oracle('spnego-init', readNegTokenInit, negTokenInit(random)),
  oracle('spnego-resp', readNegTokenResp, negTokenResp({ responseToken: random })),
  oracle(
    'ntlm-challenge',
    readChallengeMessage,
    challengeMessage({ targetName: 'DOMAIN', flags: 0x628a8235, serverChallenge: random.subarray(0, 8), targetInfo }),
  ),
  oracle('ntlm-av-pairs', readAvPairs, targetInfo),
  oracle(
    'share-data',
    (bytes) => readShareData(readShareControl(new ByteReader(bytes)).body),
    shareDataPdu(1, 1002, 2, random),
    shareControlPdu(PduType.DEACTIVATEALLPDU, 1002, random),
  ),
];
