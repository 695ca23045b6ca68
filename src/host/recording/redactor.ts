import type { ByteReader } from '../../bytes/reader.js';
import { ByteReader as Reader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { LicenseMessageType } from '../../rdp/license/message.js';
import type { SendData } from '../../rdp/mcs/domain.js';
import { domainFrame, readDomainFrame } from '../../rdp/mcs/frame.js';
import { seal } from '../../rdp/security/envelope.js';
import { readSecurityHeader, SecurityFlag } from '../../rdp/security/header.js';
import { InfoFlag, readClientInfo, writeClientInfo } from '../../rdp/share/client-info.js';
import { PduType, readShareControl, type ShareControl } from '../../rdp/share/control-header.js';
import { DataPduType, readShareData } from '../../rdp/share/data-header.js';
import { blankFastPathInput, blankSlowPathInput } from './blank-input.js';

const TPKT_VERSION = 3;
const X224_DATA = 0xf0;
const SECURITY_HEADER = 4;
const CHANNEL_HEADER = 8;
/** Static channels whose data is kept: what they carry is needed to understand the pictures, or harmless. */
const OPEN_CHANNELS = ['drdynvc', 'rdpsnd'];

export interface RedactorOptions {
  /** Ids of the static channels by name, once they are known. */
  readonly channels: () => ReadonlyMap<number, string>;
  readonly ioChannel: () => number | undefined;
  /** `keys`, and names of static channels, that are kept although they are blanked by default. */
  readonly keep: ReadonlySet<string>;
}

/**
 * Takes secrets out of units before they are written. Names, passwords and cookies never pass; what was typed and what
 * went over static channels pass only when asked for. The connection's first units (X.224 with its routing cookie,
 * CredSSP) are dropped. Whatever is not understood before the session is active is blanked rather than kept.
 */
export class Redactor {
  readonly #options: RedactorOptions;
  #begun = false;
  /** Share PDUs have begun: before that, the I/O channel carries only security, client info and licensing. */
  #active = false;

  constructor(options: RedactorOptions) {
    this.#options = options;
  }

  /** Takes a unit that belongs to it and returns what may be written; undefined for nothing. */
  redact(from: 'host' | 'client', unit: Uint8Array): Uint8Array | undefined {
    this.#begun ||= unit[0] === TPKT_VERSION && unit[5] === X224_DATA;
    if (!this.#begun) return undefined;
    if (unit[0] !== TPKT_VERSION) {
      if (from === 'client' && !this.#options.keep.has('keys')) blankFastPathInput(unit);
      return unit;
    }
    return this.#slowPath(from, unit);
  }

  #slowPath(from: 'host' | 'client', unit: Uint8Array): Uint8Array {
    const pdu = readSendData(unit);
    if (!pdu) return unit;
    if (pdu.channelId !== this.#options.ioChannel()) {
      this.#blankChannel(pdu);
      return unit;
    }
    if (from === 'host') {
      this.#active ||= isDemandActive(pdu.data);
      blankFromHost(pdu.data, this.#active);
      return unit;
    }
    if (this.#active) {
      if (!this.#options.keep.has('keys')) blankTyped(pdu.data);
      return unit;
    }
    return redactSecure(pdu) ?? unit;
  }

  /** The message channel has no name and carries measurements only. */
  #blankChannel({ channelId, data }: SendData): void {
    const name = this.#options.channels().get(channelId);
    if (name !== undefined && !OPEN_CHANNELS.includes(name) && !this.#options.keep.has(name))
      data.fill(0, CHANNEL_HEADER);
  }
}

/** Views of the unit; undefined when it is another kind of PDU. */
function readSendData(unit: Uint8Array): SendData | undefined {
  try {
    const pdu = readDomainFrame(unit);
    return pdu.type === 'sendDataRequest' || pdu.type === 'sendDataIndication' ? pdu : undefined;
  } catch {
    // MCS Connect and whatever else is no domain PDU: nothing secret is in there.
    return undefined;
  }
}

/** totalLength covers the data exactly and the type is Demand Active: no security header looks like that. */
function isDemandActive(data: Uint8Array): boolean {
  if (data.length < 6) return false;
  const r = new Reader(data);
  return r.u16() === data.length && (r.u16() & 0xf) === PduType.DEMANDACTIVEPDU;
}

/**
 * A client's PDU before the session is active: Security Exchange, Client Info or licensing. The Client Info PDU is
 * written again without its texts; of the others only the security header stays.
 */
function redactSecure(pdu: SendData): Uint8Array | undefined {
  try {
    const r = new Reader(pdu.data);
    const flags = readSecurityHeader(r);
    if (flags & SecurityFlag.SEC_INFO_PKT && !(flags & SecurityFlag.SEC_ENCRYPT))
      return domainFrame({ type: 'sendDataRequest', ...pdu, data: blankClientInfo(flags, r) });
  } catch {
    // Not readable: blanked like the rest.
  }
  pdu.data.fill(0, SECURITY_HEADER);
  return undefined;
}

function blankClientInfo(flags: number, r: ByteReader): Uint8Array {
  const info = readClientInfo(r);
  const w = new ByteWriter(512);
  writeClientInfo(w, {
    flags: info.flags & ~InfoFlag.INFO_AUTOLOGON,
    domain: '',
    username: '',
    password: '',
    alternateShell: '',
    workingDirectory: '',
    clientAddress: '',
    clientDirectory: '',
    timeZone: info.timeZone,
    performanceFlags: info.performanceFlags,
  });
  return seal(undefined, flags, w.finish());
}

/** Redirections, licences and Save Session Info carry names, passwords or cookies. */
function blankFromHost(data: Uint8Array, active: boolean): void {
  if (!active) {
    blankBeforeActive(data);
    return;
  }
  try {
    // Several PDUs may share a frame.
    for (const r = new Reader(data); 0 < r.remaining; ) blankShareFromHost(readShareControl(r));
  } catch {
    data.fill(0);
  }
}

function blankShareFromHost({ type, body: contents }: ShareControl): void {
  if (type === PduType.SERVER_REDIR_PKT) contents.rest().fill(0);
  if (type !== PduType.DATAPDU) return;
  const share = readShareData(contents);
  if (share.type !== DataPduType.SAVE_SESSION_INFO) return;
  const body = share.body.rest().fill(0);
  if (0 < body.length) body[0] = INFOTYPE_LOGON_PLAINNOTIFY;
}

/** Save Session Info that says nothing but that somebody has logged on, [MS-RDPBCGR] 2.2.10.1.1.3. */
const INFOTYPE_LOGON_PLAINNOTIFY = 2;

function blankBeforeActive(data: Uint8Array): void {
  const flags = data.length < SECURITY_HEADER ? 0 : readSecurityHeader(new Reader(data));
  const harmless = flags & SecurityFlag.SEC_LICENSE_PKT && data[SECURITY_HEADER] === LicenseMessageType.ERROR_ALERT;
  const autoDetect = flags & (SecurityFlag.SEC_AUTODETECT_REQ | SecurityFlag.SEC_HEARTBEAT);
  if (!harmless && !autoDetect) data.fill(0, SECURITY_HEADER);
}

function blankTyped(data: Uint8Array): void {
  try {
    const control = readShareControl(new Reader(data));
    if (control.type !== PduType.DATAPDU) return;
    const share = readShareData(control.body);
    if (share.type === DataPduType.INPUT) blankSlowPathInput(share.body.rest());
  } catch {
    data.fill(0);
  }
}
