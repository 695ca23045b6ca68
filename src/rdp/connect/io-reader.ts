import { ByteReader } from '../../bytes/reader.js';
import { GatewayError } from '../../errors.js';
import { readFastPathOutput } from '../graphics/fast-path-output.js';
import { type LicenseMessage, readLicenseMessage } from '../license/message.js';
import { readDomainFrame } from '../mcs/frame.js';
import { type Opened, open, openData } from '../security/envelope.js';
import { SecurityFlag } from '../security/header.js';
import { AutoDetectResponder } from '../share/auto-detect-responder.js';
import { PduType, readShareControl } from '../share/control-header.js';
import { DataPduType, readShareData, type ShareData } from '../share/data-header.js';
import { errorInfoCode, errorInfoText, readSetErrorInfo } from '../share/error-info.js';
import { type Redirection, readEnhancedRedirection, readRedirection } from '../share/redirection.js';
import { answerMessageChannel } from './auto-detect.js';
import type { EarlyChannelData } from './early-channel-data.js';
import type { Link } from './link.js';
import { type Phase, read } from './phase.js';

/** What may come on the I/O channel between the secure settings and the active stage. */
export type IoPdu =
  | { readonly kind: 'license'; readonly message: LicenseMessage }
  | { readonly kind: 'demandActive'; readonly body: ByteReader }
  | { readonly kind: 'data'; readonly data: ShareData }
  | { readonly kind: 'redirection'; readonly redirection: Redirection };

const TPKT_VERSION = 3;
/** Version bits of pduType in a share control header, where a security header has flagsHi. */
const PDU_VERSION = 0x10;
const SECURITY_HEADER = 2 /* flags */ + 2; /* flagsHi */
const LICENSE_PREAMBLE = 1 /* bMsgType */ + 1 /* flags */ + 2; /* wMsgSize */

/**
 * Reads frames until one holds a PDU of the I/O channel that a phase has to look at. On the way it answers auto-detection,
 * passes over drawing, which the host repeats after activation, and keeps what comes on static channels for the active
 * stage: some hosts open dynamic channels before they are done. Everything is decrypted, because the cipher counts. Throws HOST_ERROR (or the error
 * that its code maps to) for a Set Error Info, HOST_CLOSED for a disconnect.
 */
export class IoReader {
  readonly #link: Link;
  readonly #responder: AutoDetectResponder;
  readonly #early: EarlyChannelData;
  /** The rest of a frame with several share control PDUs. */
  #rest: ByteReader | undefined;

  constructor(link: Link, now: () => number, early: EarlyChannelData) {
    this.#link = link;
    this.#early = early;
    this.#responder = new AutoDetectResponder(now);
  }

  *next(): Phase<IoPdu> {
    for (;;) {
      const pdu = this.#nextShare() ?? (yield* this.#nextFrame());
      if (pdu) return pdu;
    }
  }

  *#nextFrame(): Phase<IoPdu | undefined> {
    const { ioChannelId, messageChannelId, cipher } = this.#link;
    const frame = yield* read('frame');
    this.#link.bulk?.beginFrame();
    if (frame[0] !== TPKT_VERSION) {
      readFastPathOutput(frame, cipher);
      return undefined;
    }
    const pdu = readDomainFrame(frame);
    if (pdu.type === 'disconnectProviderUltimatum') throw new GatewayError('HOST_CLOSED', { reason: pdu.reason });
    if (pdu.type !== 'sendDataIndication') return undefined;
    if (pdu.channelId === ioChannelId) return this.#classify(pdu.data);
    if (pdu.channelId === messageChannelId) {
      yield* answerMessageChannel(this.#link, messageChannelId, this.#responder, pdu.data);
    } else {
      this.#early.keep(pdu.channelId, openData(cipher, pdu.data).body.rest());
    }
    return undefined;
  }

  /** Licensing and redirection have a security header also where nothing is encrypted. */
  #classify(data: Uint8Array): IoPdu | undefined {
    const { flags, body } = this.#open(data);
    if (flags & SecurityFlag.SEC_LICENSE_PKT) return { kind: 'license', message: readLicenseMessage(body) };
    if (flags & SecurityFlag.SEC_REDIRECTION_PKT) return { kind: 'redirection', redirection: readRedirection(body) };
    this.#rest = body;
    return this.#nextShare();
  }

  #open(data: Uint8Array): Opened {
    if (this.#link.cipher) return open(this.#link.cipher, data);
    const isShare = data.length >= 4 && (data[2] & 0xf0) === PDU_VERSION;
    return isShare && !isLicensing(data) ? { flags: 0, body: new ByteReader(data) } : open(undefined, data);
  }

  #nextShare(): IoPdu | undefined {
    while (this.#rest && this.#rest.remaining > 0) {
      const { type, body } = readShareControl(this.#rest);
      if (type === PduType.DEMANDACTIVEPDU) return { kind: 'demandActive', body };
      if (type === PduType.SERVER_REDIR_PKT) {
        return { kind: 'redirection', redirection: readEnhancedRedirection(body) };
      }
      if (type === PduType.DATAPDU) return { kind: 'data', data: throwErrorInfo(this.#plain(readShareData(body))) };
    }
    return undefined;
  }

  /** Hosts compress as early as the Font Map PDU, and a history must miss nothing. */
  #plain(data: ShareData): ShareData {
    if (data.compressedType === 0 || !this.#link.bulk) return data;
    const body = this.#link.bulk.decompress(data.body.rest(), data.compressedType);
    return { ...data, compressedType: 0, body: new ByteReader(body) };
  }
}

/**
 * A licensing message behind a basic security header. Hosts leave anything in flagsHi (xrdp a length), so the message's
 * own length decides ([MS-RDPBCGR] 2.2.1.12.1.1, wMsgSize).
 */
function isLicensing(data: Uint8Array): boolean {
  if (data.length < SECURITY_HEADER + LICENSE_PREAMBLE) return false;
  const messageSize = data[SECURITY_HEADER + 2] | (data[SECURITY_HEADER + 3] << 8);
  return (data[0] & SecurityFlag.SEC_LICENSE_PKT) !== 0 && data.length === SECURITY_HEADER + messageSize;
}

function throwErrorInfo(data: ShareData): ShareData {
  if (data.type !== DataPduType.SET_ERROR_INFO) return data;
  const code = readSetErrorInfo(data.body);
  if (code === 0) return data;
  throw new GatewayError(errorInfoCode(code), { errorInfo: code }, { detail: errorInfoText(code) });
}
