import { latin1 } from '../../bytes/text.js';
import { ByteWriter, concat } from '../../bytes/writer.js';
import { DecodeError, GatewayError, invalid } from '../../errors.js';
import type { CryptoProvider } from '../crypto/provider.js';
import { rsa } from '../crypto/rsa.js';
import { sameBytes } from '../security/mac.js';
import { serverPublicKey } from '../security/server-certificate.js';
import { LicenseErrorCode, licenseErrorText, readErrorAlert, StateTransition } from './error-alert.js';
import { LicenseKeys } from './keys.js';
import { readLicenseRequest } from './license-request.js';
import { type LicenseMessage, LicenseMessageType, licenseMessage } from './message.js';
import { readNewLicense } from './new-license.js';
import { PLATFORM_ID, writeNewLicenseRequest } from './new-license-request.js';
import {
  hardwareId,
  readPlatformChallenge,
  writeChallengeResponseData,
  writePlatformChallengeResponse,
} from './platform-challenge.js';

export interface LicenseClientOptions {
  readonly crypto: CryptoProvider;
  readonly userName: string;
  readonly clientName: string;
  /** Certificate of the MCS Connect Response, for licence requests that hold none. */
  readonly serverCertificate: Uint8Array | undefined;
}

/** What to do after a message of the host: answer, or go on. */
export type LicenseStep = { readonly done: true } | { readonly done: false; readonly reply: Uint8Array };

/**
 * The client's side of licensing ([MS-RDPELE] 1.3.3): asks for a new licence each time, proves its platform, and takes what
 * it gets. A refusal is HOST_LICENSE.
 */
export class LicenseClient {
  readonly #options: LicenseClientOptions;
  #keys: LicenseKeys | undefined;

  constructor(options: LicenseClientOptions) {
    this.#options = options;
  }

  /** Returns the answer without its security header. */
  receive(message: LicenseMessage): LicenseStep {
    switch (message.type) {
      case LicenseMessageType.LICENSE_REQUEST:
        return { done: false, reply: this.#answerRequest(message) };
      case LicenseMessageType.PLATFORM_CHALLENGE:
        return { done: false, reply: this.#answerChallenge(message) };
      case LicenseMessageType.NEW_LICENSE:
      case LicenseMessageType.UPGRADE_LICENSE:
        this.#checkLicense(message);
        return { done: true };
      case LicenseMessageType.ERROR_ALERT:
        return this.#alert(message);
      default:
        throw invalid('LICENSE_PREAMBLE', 'bMsgType', message.type);
    }
  }

  /** Once: each answer costs a public key operation with a key of the host's choice. */
  #answerRequest({ body }: LicenseMessage): Uint8Array {
    if (this.#keys) throw new DecodeError('PDU_UNEXPECTED', 'SERVER_LICENSE_REQUEST', 'bMsgType');
    const { crypto, userName, clientName } = this.#options;
    const request = readLicenseRequest(body);
    const certificate =
      request.serverCertificate.length > 0 ? request.serverCertificate : this.#options.serverCertificate;
    if (!certificate) throw invalid('SERVER_LICENSE_REQUEST', 'ServerCertificate');
    const key = serverPublicKey(certificate);
    const clientRandom = crypto.random(32);
    const preMaster = crypto.random(48);
    this.#keys = new LicenseKeys(crypto, preMaster, clientRandom, request.serverRandom);
    const encrypted = rsa(preMaster, BigInt(key.exponent), key.modulus);
    return licenseMessage(LicenseMessageType.NEW_LICENSE_REQUEST, (w) =>
      writeNewLicenseRequest(w, {
        platformId: PLATFORM_ID,
        clientRandom,
        encryptedPreMasterSecret: concat([encrypted, new Uint8Array(8)]),
        userName,
        machineName: clientName,
      }),
    );
  }

  #answerChallenge({ body }: LicenseMessage): Uint8Array {
    const keys = this.#expectKeys('SERVER_PLATFORM_CHALLENGE');
    const challenge = readPlatformChallenge(body);
    const plain = keys.crypt(challenge.encryptedChallenge);
    if (!sameBytes(keys.mac(plain), challenge.mac)) throw invalid('SERVER_PLATFORM_CHALLENGE', 'MACData');
    const w = new ByteWriter();
    writeChallengeResponseData(w, plain);
    const response = w.finish();
    const hardware = hardwareId(PLATFORM_ID, this.#options.crypto.md5(latin1(this.#options.clientName)));
    return licenseMessage(LicenseMessageType.PLATFORM_CHALLENGE_RESPONSE, (out) =>
      writePlatformChallengeResponse(out, {
        encryptedResponse: keys.crypt(response),
        encryptedHardwareId: keys.crypt(hardware),
        mac: keys.mac(concat([response, hardware])),
      }),
    );
  }

  #checkLicense({ body }: LicenseMessage): void {
    const keys = this.#expectKeys('SERVER_NEW_LICENSE');
    const { encryptedLicense, mac } = readNewLicense(body);
    if (!sameBytes(keys.mac(keys.crypt(encryptedLicense)), mac)) throw invalid('SERVER_NEW_LICENSE', 'MACData');
  }

  #alert({ body }: LicenseMessage): LicenseStep {
    const { code, transition } = readErrorAlert(body);
    if (code === LicenseErrorCode.STATUS_VALID_CLIENT && transition === StateTransition.ST_NO_TRANSITION) {
      return { done: true };
    }
    throw new GatewayError('HOST_LICENSE', { code, transition }, { detail: licenseErrorText(code) });
  }

  #expectKeys(pdu: string): LicenseKeys {
    if (!this.#keys) throw new DecodeError('PDU_UNEXPECTED', pdu, 'bMsgType');
    return this.#keys;
  }
}
