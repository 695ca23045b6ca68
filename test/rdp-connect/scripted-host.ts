import { constants, generateKeyPairSync, type KeyObject, privateDecrypt } from 'node:crypto';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import { type ClientData, readClientData } from '../../src/rdp/gcc/client-data.js';
import { readConferenceCreateRequest, writeConferenceCreateResponse } from '../../src/rdp/gcc/conference-create.js';
import { type ServerData, writeServerData } from '../../src/rdp/gcc/server-data.js';
import { writeErrorAlert } from '../../src/rdp/license/error-alert.js';
import { writeLicenseRequest } from '../../src/rdp/license/license-request.js';
import { LicenseMessageType, licenseMessage, readLicenseMessage } from '../../src/rdp/license/message.js';
import { readConnectInitial } from '../../src/rdp/mcs/connect-initial.js';
import { writeConnectResponse } from '../../src/rdp/mcs/connect-response.js';
import { TARGET_PARAMETERS } from '../../src/rdp/mcs/domain-parameters.js';
import { domainFrame, readDomainFrame } from '../../src/rdp/mcs/frame.js';
import type { FrameCipher } from '../../src/rdp/security/cipher.js';
import { createCipher } from '../../src/rdp/security/create-cipher.js';
import { open, seal, sealData } from '../../src/rdp/security/envelope.js';
import { readSecurityExchange } from '../../src/rdp/security/exchange.js';
import { SecurityFlag } from '../../src/rdp/security/header.js';
import { writeServerCertificate } from '../../src/rdp/security/server-certificate.js';
import type { CapabilitySet } from '../../src/rdp/share/capability-sets/index.js';
import { type ClientInfo, readClientInfo } from '../../src/rdp/share/client-info.js';
import { PduType, readShareControl, shareControlPdu } from '../../src/rdp/share/control-header.js';
import { DataPduType, readShareData, shareDataPdu } from '../../src/rdp/share/data-header.js';
import { type ConfirmActive, readConfirmActive, writeDemandActive } from '../../src/rdp/share/demand-active.js';
import { writeFontMap } from '../../src/rdp/share/finalization.js';
import { type ConnectionConfirm, writeConnectionConfirm } from '../../src/rdp/x224/connection-confirm.js';
import { type ConnectionRequest, readConnectionRequest } from '../../src/rdp/x224/connection-request.js';
import { dataFrame, readDataFrame } from '../../src/rdp/x224/data.js';
import { readTpkt } from '../../src/rdp/x224/tpkt.js';
import { nodeCrypto } from '../../src/transport/node-crypto.js';

export const IO_CHANNEL = 1003;
export const MESSAGE_CHANNEL = 1009;
export const USER = 1007;
export const SHARE_ID = 0x103ea;
const HOST_USER = 1002;

export const written = (write: (w: ByteWriter) => void): Uint8Array => {
  const w = new ByteWriter();
  write(w);
  return w.finish();
};

export const DESKTOP: CapabilitySet = {
  type: 'bitmap',
  preferredBitsPerPixel: 32,
  receive1BitPerPixel: 1,
  receive4BitsPerPixel: 1,
  receive8BitsPerPixel: 1,
  desktopWidth: 1024,
  desktopHeight: 768,
  desktopResizeFlag: 1,
  bitmapCompressionFlag: 1,
  highColorFlags: 0,
  drawingFlags: 0,
  multipleRectangleSupport: 1,
};

export interface Script {
  readonly confirm?: ConnectionConfirm;
  readonly result?: number;
  readonly server?: Partial<ServerData>;
  readonly attachResult?: number;
  readonly refusedChannel?: number;
  /** Encryption method of standard RDP security. */
  readonly encryption?: number;
  /** Frames instead of the answer to Client Info, which is a licence. */
  readonly afterInfo?: (host: ScriptedHost) => readonly Uint8Array[];
  readonly capabilities?: readonly CapabilitySet[];
  /** Frames instead of the answer to Confirm Active, which is Font Map once the Font List has come. */
  readonly afterFontList?: (host: ScriptedHost) => readonly Uint8Array[];
}

let hostKey: { readonly privateKey: KeyObject; readonly modulus: Uint8Array } | undefined;

function key(): { readonly privateKey: KeyObject; readonly modulus: Uint8Array } {
  if (hostKey) return hostKey;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const { n } = publicKey.export({ format: 'jwk' });
  hostKey = { privateKey, modulus: Uint8Array.from(Buffer.from(n ?? '', 'base64url')).reverse() };
  return hostKey;
}

/** A host made of this project's own readers and writers. It answers one packet at a time and keeps what it was told. */
export class ScriptedHost {
  readonly #script: Script;
  readonly #serverRandom = new Uint8Array(32).fill(0x22);
  #licensing = false;
  cipher: FrameCipher | undefined;
  request: ConnectionRequest | undefined;
  client: ClientData | undefined;
  info: ClientInfo | undefined;
  confirmActive: ConfirmActive | undefined;
  /** Share data PDUs and replies on the message channel, by type. */
  readonly heard: string[] = [];

  constructor(script: Script = {}) {
    this.#script = script;
  }

  /** The packets with which the host answers. */
  answer(packet: Uint8Array): readonly Uint8Array[] {
    if (!this.request) return [this.#confirm(packet)];
    if (!this.client) return [this.#connectResponse(packet)];
    return this.#domain(packet);
  }

  onIo(data: Uint8Array): Uint8Array {
    return this.#send(IO_CHANNEL, sealData(this.cipher, data));
  }

  secured(flags: number, data: Uint8Array, channelId = IO_CHANNEL): Uint8Array {
    return this.#send(channelId, seal(this.cipher, flags, data));
  }

  data(type: number, body: Uint8Array): Uint8Array {
    return this.onIo(shareDataPdu(SHARE_ID, HOST_USER, type, body));
  }

  license(code = 7, transition = 2): Uint8Array {
    const message = licenseMessage(LicenseMessageType.ERROR_ALERT, (w) => writeErrorAlert(w, { code, transition }));
    return this.secured(SecurityFlag.SEC_LICENSE_PKT, message);
  }

  licenseRequest(): Uint8Array {
    this.#licensing = true;
    const request = { serverRandom: this.#serverRandom, version: 0x60000, companyName: 'C', productId: 'P' };
    const message = licenseMessage(LicenseMessageType.LICENSE_REQUEST, (w) =>
      writeLicenseRequest(w, { ...request, serverCertificate: this.#certificate(), scopes: [] }),
    );
    return this.secured(SecurityFlag.SEC_LICENSE_PKT, message);
  }

  demandActive(capabilitySets: readonly CapabilitySet[] = this.#script.capabilities ?? [DESKTOP]): Uint8Array {
    const body = written((w) => writeDemandActive(w, { shareId: SHARE_ID, sourceDescriptor: 'H', capabilitySets }));
    return this.onIo(shareControlPdu(PduType.DEMANDACTIVEPDU, HOST_USER, body));
  }

  fontMap(): Uint8Array {
    return this.data(DataPduType.FONTMAP, written(writeFontMap));
  }

  #send(channelId: number, data: Uint8Array): Uint8Array {
    return domainFrame({ type: 'sendDataIndication', initiator: HOST_USER, channelId, data });
  }

  #confirm(packet: Uint8Array): Uint8Array {
    this.request = readConnectionRequest(new ByteReader(readTpkt(new ByteReader(packet))));
    const fallback: ConnectionConfirm = { negotiation: { kind: 'response', flags: 1, protocol: 1 } };
    return written((w) => writeConnectionConfirm(w, this.#script.confirm ?? fallback));
  }

  #connectResponse(packet: Uint8Array): Uint8Array {
    const initial = readConnectInitial(readDataFrame(packet));
    this.client = readClientData(new ByteReader(readConferenceCreateRequest(new ByteReader(initial.userData))));
    const channels = this.client.network?.channels ?? [];
    const server: ServerData = {
      core: { version: 0x80004, clientRequestedProtocols: 0, earlyCapabilityFlags: 0 },
      security: this.#security(),
      network: { ioChannelId: IO_CHANNEL, channelIds: channels.map((_, i) => IO_CHANNEL + 1 + i) },
      messageChannelId: MESSAGE_CHANNEL,
      ...this.#script.server,
    };
    const conference = written((w) =>
      writeConferenceCreateResponse(
        w,
        written((b) => writeServerData(b, server)),
      ),
    );
    const response = { result: this.#script.result ?? 0, parameters: TARGET_PARAMETERS, userData: conference };
    return dataFrame(written((w) => writeConnectResponse(w, response)));
  }

  #security(): ServerData['security'] {
    const { encryption } = this.#script;
    if (!encryption) return { encryptionMethod: 0, encryptionLevel: 0 };
    const serverRandom = this.#serverRandom;
    const serverCertificate = this.#certificate();
    return { encryptionMethod: encryption, encryptionLevel: 3, serverRandom, serverCertificate };
  }

  #certificate(): Uint8Array {
    const certificate = { type: 'proprietary', key: { exponent: 65537, modulus: key().modulus } } as const;
    return written((w) => writeServerCertificate(w, { ...certificate, signature: fromHex('00') }));
  }

  #domain(packet: Uint8Array): readonly Uint8Array[] {
    const pdu = readDomainFrame(packet);
    switch (pdu.type) {
      case 'attachUserRequest': {
        const result = this.#script.attachResult ?? 0;
        return [domainFrame({ type: 'attachUserConfirm', result, userId: result === 0 ? USER : undefined })];
      }
      case 'channelJoinRequest': {
        const { userId, channelId } = pdu;
        const refused = channelId === this.#script.refusedChannel;
        const result = refused ? 14 : 0;
        const joined = refused ? undefined : channelId;
        return [domainFrame({ type: 'channelJoinConfirm', result, userId, requested: channelId, channelId: joined })];
      }
      case 'sendDataRequest':
        return pdu.channelId === MESSAGE_CHANNEL ? this.#message(pdu.data) : this.#io(pdu.data);
      default:
        return [];
    }
  }

  #message(data: Uint8Array): readonly Uint8Array[] {
    this.heard.push(`message ${open(this.cipher, data).flags & ~SecurityFlag.SEC_ENCRYPT}`);
    return [];
  }

  #io(data: Uint8Array): readonly Uint8Array[] {
    if (this.#script.encryption && !this.cipher) return this.#exchange(data);
    if (!this.info) {
      this.info = readClientInfo(open(this.cipher, data).body);
      return this.#script.afterInfo?.(this) ?? [this.license(), this.demandActive()];
    }
    if (this.#licensing) return this.#licensed(data);
    const { type, body } = readShareControl(this.cipher ? open(this.cipher, data).body : new ByteReader(data));
    if (type === PduType.CONFIRMACTIVEPDU) {
      this.confirmActive = readConfirmActive(body);
      return [];
    }
    const share = readShareData(body);
    this.heard.push(`data ${share.type}`);
    if (share.type !== DataPduType.FONTLIST) return [];
    return this.#script.afterFontList?.(this) ?? [this.fontMap()];
  }

  /** Any licence request is granted. */
  #licensed(data: Uint8Array): readonly Uint8Array[] {
    this.#licensing = false;
    const { type } = readLicenseMessage(open(this.cipher, data).body);
    this.heard.push(`license ${type}`);
    return [this.license(), this.demandActive()];
  }

  #exchange(data: Uint8Array): readonly Uint8Array[] {
    const encrypted = Buffer.from(readSecurityExchange(open(undefined, data).body)).reverse();
    const padded = privateDecrypt({ key: key().privateKey, padding: constants.RSA_NO_PADDING }, encrypted);
    const client = Uint8Array.from(padded).reverse().subarray(0, 32);
    const randoms = { client, server: this.#serverRandom };
    this.cipher = createCipher(nodeCrypto, this.#script.encryption ?? 0, 'host', randoms);
    return [];
  }
}
