import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex, hex } from '../../src/bytes/text.js';
import { ByteWriter, concat } from '../../src/bytes/writer.js';
import { LicenseClient } from '../../src/rdp/license/client.js';
import { writeErrorAlert } from '../../src/rdp/license/error-alert.js';
import { LicenseKeys } from '../../src/rdp/license/keys.js';
import { writeLicenseRequest } from '../../src/rdp/license/license-request.js';
import { LicenseMessageType, licenseMessage, readLicenseMessage } from '../../src/rdp/license/message.js';
import { writeNewLicense } from '../../src/rdp/license/new-license.js';
import { readNewLicenseRequest } from '../../src/rdp/license/new-license-request.js';
import {
  readChallengeResponseData,
  readPlatformChallengeResponse,
  writePlatformChallenge,
} from '../../src/rdp/license/platform-challenge.js';
import { writeServerCertificate } from '../../src/rdp/security/server-certificate.js';
import { nodeCrypto } from '../../src/transport/node-crypto.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
const modulus = Uint8Array.from(Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url')).reverse();
const serverRandom = new Uint8Array(32).fill(0x33);
const challenge = fromHex('5445535400');

const written = (write: (w: ByteWriter) => void): Uint8Array => {
  const w = new ByteWriter();
  write(w);
  return w.finish();
};

const certificate = written((w) =>
  writeServerCertificate(w, { type: 'proprietary', key: { exponent: 65537, modulus }, signature: serverRandom }),
);

const request = (serverCertificate: Uint8Array): Uint8Array =>
  licenseMessage(LicenseMessageType.LICENSE_REQUEST, (w) =>
    writeLicenseRequest(w, {
      serverRandom,
      version: 0x60000,
      companyName: 'Company',
      productId: 'A02',
      serverCertificate,
      scopes: [],
    }),
  );

const client = (serverCertificate?: Uint8Array): LicenseClient =>
  new LicenseClient({ crypto: nodeCrypto, userName: 'user', clientName: 'pc', serverCertificate });

/** Lets the client read a message; returns its reply, or nothing when it is done. */
function tell(licensee: LicenseClient, message: Uint8Array): Uint8Array | undefined {
  const step = licensee.receive(readLicenseMessage(new ByteReader(message)));
  return step.done ? undefined : step.reply;
}

/** The host's keys, from the client's answer to a licence request. */
function keysOf(reply: Uint8Array): LicenseKeys {
  const { type, body } = readLicenseMessage(new ByteReader(reply));
  t.equal(type, LicenseMessageType.NEW_LICENSE_REQUEST);
  const { clientRandom, encryptedPreMasterSecret, userName, machineName } = readNewLicenseRequest(body);
  t.same([userName, machineName], ['user', 'pc']);
  const secret = Buffer.from(encryptedPreMasterSecret.subarray(0, 128)).reverse();
  const padded = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, secret);
  const preMaster = Uint8Array.from(padded).reverse().subarray(0, 48);
  return new LicenseKeys(nodeCrypto, preMaster, clientRandom, serverRandom);
}

const challengeOf = (keys: LicenseKeys, mac = keys.mac(challenge)): Uint8Array =>
  licenseMessage(LicenseMessageType.PLATFORM_CHALLENGE, (w) =>
    writePlatformChallenge(w, { encryptedChallenge: keys.crypt(challenge), mac }),
  );

const licenseOf = (keys: LicenseKeys, license: Uint8Array, mac = keys.mac(license)): Uint8Array =>
  licenseMessage(LicenseMessageType.NEW_LICENSE, (w) =>
    writeNewLicense(w, { encryptedLicense: keys.crypt(license), mac }),
  );

t.test('request, challenge, licence', async (t) => {
  for (const [name, licensee, message] of [
    ['certificate in the request', client(), request(certificate)],
    ['certificate of the connect response', client(certificate), request(fromHex(''))],
  ] as const) {
    const keys = keysOf(tell(licensee, message) ?? fromHex(''));
    const reply = tell(licensee, challengeOf(keys)) ?? fromHex('');
    const response = readPlatformChallengeResponse(readLicenseMessage(new ByteReader(reply)).body);
    const data = keys.crypt(response.encryptedResponse);
    const hardware = keys.crypt(response.encryptedHardwareId);
    t.equal(hex(readChallengeResponseData(new ByteReader(data))), hex(challenge), name);
    t.equal(hardware.length, 20);
    t.equal(hex(response.mac), hex(keys.mac(concat([data, hardware]))));
    t.equal(tell(licensee, licenseOf(keys, fromHex('c0ffee'))), undefined, 'done');
  }
});

t.test('no licence needed', async (t) => {
  const alert = (code: number, transition: number): Uint8Array =>
    licenseMessage(LicenseMessageType.ERROR_ALERT, (w) => writeErrorAlert(w, { code, transition }));
  t.equal(tell(client(), alert(7, 2)), undefined);
  t.throws(() => tell(client(), alert(2, 1)), { code: 'HOST_LICENSE', message: /ERR_NO_LICENSE/ });
  t.throws(() => tell(client(), alert(0x77, 1)), { code: 'HOST_LICENSE', message: /0x77/ });
});

t.test('what a client does not take', async (t) => {
  t.throws(() => tell(client(), request(fromHex(''))), { code: 'PDU_INVALID' }, 'no certificate anywhere');
  t.throws(
    () =>
      tell(
        client(),
        licenseMessage(0x55, () => {}),
      ),
    { code: 'PDU_INVALID' },
    'unknown message',
  );
  const other = new LicenseKeys(nodeCrypto, new Uint8Array(48), new Uint8Array(32), serverRandom);
  t.throws(() => tell(client(), challengeOf(other)), { code: 'PDU_UNEXPECTED' }, 'challenge before request');
  const licensee = client(certificate);
  const keys = keysOf(tell(licensee, request(fromHex(''))) ?? fromHex(''));
  t.throws(() => tell(licensee, request(fromHex(''))), { code: 'PDU_UNEXPECTED' }, 'another request');
  const wrong = new Uint8Array(16);
  t.throws(() => tell(licensee, challengeOf(keys, wrong)), { code: 'PDU_INVALID' }, 'MAC of the challenge');
  t.throws(() => tell(licensee, licenseOf(keys, challenge, wrong)), { code: 'PDU_INVALID' }, 'MAC of the licence');
});
