import { fromHex } from '../../src/bytes/text.js';
import { readErrorAlert, writeErrorAlert } from '../../src/rdp/license/error-alert.js';
import { readLicenseRequest, writeLicenseRequest } from '../../src/rdp/license/license-request.js';
import { readNewLicense, writeNewLicense } from '../../src/rdp/license/new-license.js';
import { readNewLicenseRequest, writeNewLicenseRequest } from '../../src/rdp/license/new-license-request.js';
import {
  readChallengeResponseData,
  readPlatformChallenge,
  readPlatformChallengeResponse,
  writeChallengeResponseData,
  writePlatformChallenge,
  writePlatformChallengeResponse,
} from '../../src/rdp/license/platform-challenge.js';
import { readSecurityExchange, writeSecurityExchange } from '../../src/rdp/security/exchange.js';
import { readServerCertificate, writeServerCertificate } from '../../src/rdp/security/server-certificate.js';
import { type Row, row } from '../rdp-active/rows.js';

const random = fromHex('00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff');
const mac = random.subarray(0, 16);
const randomHex = '00112233445566778899aabbccddeeff';

export const LICENSE_ROWS: readonly Row<unknown>[] = [
  row({
    name: 'LICENSE_ERROR_MESSAGE, 4.1.12',
    value: { code: 7, transition: 2 },
    hex: '07 00 00 00 02 00 00 00 04 00 00 00            # STATUS_VALID_CLIENT, ST_NO_TRANSITION, BB_ERROR_BLOB',
    read: readErrorAlert,
    write: writeErrorAlert,
  }),
  row({
    name: 'SERVER_LICENSE_REQUEST',
    value: {
      serverRandom: random,
      version: 0x00060000,
      companyName: 'M',
      productId: 'A02',
      serverCertificate: fromHex('c0ffee'),
      scopes: [fromHex('6d00')],
    },
    hex: `${randomHex}${randomHex} 00 00 06 00         # ServerRandom, dwVersion
          04 00 00 00 4d 00 00 00                      # CompanyName
          08 00 00 00 41 00 30 00 32 00 00 00          # ProductId
          0d 00 04 00 01 00 00 00                      # KeyExchangeList: RSA
          03 00 03 00 c0 ff ee                         # ServerCertificate
          01 00 00 00 0e 00 02 00 6d 00                # ScopeList`,
    read: readLicenseRequest,
    write: writeLicenseRequest,
  }),
  row({
    name: 'CLIENT_NEW_LICENSE_REQUEST',
    value: {
      platformId: 0x04010000,
      clientRandom: random,
      encryptedPreMasterSecret: fromHex('c0ffee'),
      userName: 'user',
      machineName: 'pc',
    },
    hex: `01 00 00 00 00 00 01 04 ${randomHex}${randomHex} # PreferredKeyExchangeAlg, PlatformId, ClientRandom
          02 00 03 00 c0 ff ee                         # EncryptedPreMasterSecret
          0f 00 05 00 75 73 65 72 00                   # ClientUserName
          10 00 03 00 70 63 00                         # ClientMachineName`,
    read: readNewLicenseRequest,
    write: writeNewLicenseRequest,
  }),
  row({
    name: 'SERVER_PLATFORM_CHALLENGE',
    value: { encryptedChallenge: fromHex('c0ffee'), mac },
    hex: `00 00 00 00 09 00 03 00 c0 ff ee ${randomHex}`,
    read: readPlatformChallenge,
    write: writePlatformChallenge,
  }),
  row({
    name: 'CLIENT_PLATFORM_CHALLENGE_RESPONSE',
    value: { encryptedResponse: fromHex('c0ff'), encryptedHardwareId: fromHex('ee'), mac },
    hex: `09 00 02 00 c0 ff 09 00 01 00 ee ${randomHex}`,
    read: readPlatformChallengeResponse,
    write: writePlatformChallengeResponse,
  }),
  row({
    name: 'PLATFORM_CHALLENGE_RESPONSE_DATA',
    value: fromHex('54455354 00'),
    hex: '00 01 00 ff 03 00 05 00 54 45 53 54 00          # wVersion, wClientType, wLicenseDetailLevel, challenge',
    read: readChallengeResponseData,
    write: writeChallengeResponseData,
  }),
  row({
    name: 'SERVER_NEW_LICENSE',
    value: { encryptedLicense: fromHex('c0ffee'), mac },
    hex: `09 00 03 00 c0 ff ee ${randomHex}`,
    read: readNewLicense,
    write: writeNewLicense,
  }),
  row({
    name: 'TS_SECURITY_PACKET',
    value: fromHex('c0ffee'),
    hex: '0b 00 00 00 c0 ff ee 00 00 00 00 00 00 00 00',
    read: readSecurityExchange,
    write: writeSecurityExchange,
  }),
  row({
    name: 'PROPRIETARYSERVERCERTIFICATE, 4.1.4',
    value: {
      type: 'proprietary',
      key: {
        exponent: 0x10001,
        modulus: fromHex(
          `cb81feba6d61c35505d55f2e87f87194d6f1a5cbf15f0c3df8700296c4fb9bc8
           3c2d55aee8ff3275ea6879e5a201fd31a0b11f55a61fc1f6d18388632656 12bc`,
        ),
      },
      signature: fromHex('c0ffee'),
    } as const,
    hex: `01 00 00 00 01 00 00 00 01 00 00 00          # dwVersion, dwSigAlgId, dwKeyAlgId
          06 00 5c 00                                  # BB_RSA_KEY_BLOB
          52 53 41 31 48 00 00 00 00 02 00 00 3f 00 00 00 01 00 01 00 # RSA1, keylen, bitlen, datalen, pubExp
          cb 81 fe ba 6d 61 c3 55 05 d5 5f 2e 87 f8 71 94 d6 f1 a5 cb f1 5f 0c 3d f8 70 02 96 c4 fb 9b c8
          3c 2d 55 ae e8 ff 32 75 ea 68 79 e5 a2 01 fd 31 a0 b1 1f 55 a6 1f c1 f6 d1 83 88 63 26 56 12 bc
          00 00 00 00 00 00 00 00
          08 00 03 00 c0 ff ee                         # BB_RSA_SIGNATURE_BLOB`,
    read: readServerCertificate,
    write: writeServerCertificate,
  }),
  row({
    name: 'X.509 certificate chain',
    value: { type: 'x509', chain: [fromHex('c0ff'), fromHex('ee')] } as const,
    hex: `02 00 00 00 02 00 00 00 02 00 00 00 c0 ff 01 00 00 00 ee
          00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 # padding`,
    read: readServerCertificate,
    write: writeServerCertificate,
  }),
];
