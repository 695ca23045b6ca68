import { fromHex } from '../../src/bytes/text.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import { ActiveStage } from '../../src/rdp/active/active-stage.js';
import type { ActiveEvent } from '../../src/rdp/active/events.js';
import type { Activation, Connected } from '../../src/rdp/connect/result.js';
import { domainFrame, readDomainFrame } from '../../src/rdp/mcs/frame.js';
import type { FrameCipher } from '../../src/rdp/security/cipher.js';
import { type Opened, open, openData, seal, sealData } from '../../src/rdp/security/envelope.js';
import type { ClientSettings } from '../../src/rdp/settings.js';
import { PduType, readShareControl, shareControlPdu } from '../../src/rdp/share/control-header.js';
import { readShareData, type ShareData, shareDataPdu } from '../../src/rdp/share/data-header.js';

export const SHARE_ID = 0x103ea;
export const USER_ID = 1007;
export const IO_CHANNEL = 1003;
export const MESSAGE_CHANNEL = 1008;
export const CLIPRDR = { name: 'cliprdr', id: 1004, options: 0xc0a00000 };
export const DYNAMIC = { name: 'drdynvc', id: 1005, options: 0xc0800000 };
const HOST_ID = 1002;

export const activation: Activation = {
  shareId: SHARE_ID,
  width: 1280,
  height: 800,
  colorDepth: 32,
  host: {
    fastPathInput: true,
    unicodeInput: true,
    horizontalWheel: true,
    extendedMouse: true,
    suppressOutput: true,
    refreshRect: true,
    surfaceCommands: true,
    frameAcknowledge: true,
    channelChunkSize: 1600,
    channelCompression: false,
    remotePrograms: 'none',
  },
};

export const connected = (changes: Partial<Connected> = {}): Connected => ({
  kind: 'connected',
  userId: USER_ID,
  ioChannelId: IO_CHANNEL,
  messageChannelId: MESSAGE_CHANNEL,
  channels: [CLIPRDR, DYNAMIC],
  protocol: 1,
  cipher: undefined,
  activation,
  ...changes,
});

/** Body of a PDU from one of the writers. */
export function body(write: (w: ByteWriter) => unknown): Uint8Array {
  const w = new ByteWriter();
  write(w);
  return w.finish();
}

/** Frames as a host sends them. */
export class HostFrames {
  readonly #cipher: FrameCipher | undefined;

  constructor(cipher?: FrameCipher) {
    this.#cipher = cipher;
  }

  channel(channelId: number, data: Uint8Array): Uint8Array {
    return this.#indication(channelId, sealData(this.#cipher, data));
  }

  message(flags: number, data: Uint8Array, channelId = MESSAGE_CHANNEL): Uint8Array {
    return this.#indication(channelId, seal(this.#cipher, flags, data));
  }

  control(type: number, data: Uint8Array): Uint8Array {
    return this.channel(IO_CHANNEL, shareControlPdu(type, HOST_ID, data));
  }

  data(type: number, write: (w: ByteWriter) => unknown): Uint8Array {
    return this.channel(IO_CHANNEL, shareDataPdu(SHARE_ID, HOST_ID, type, body(write)));
  }

  disconnect(reason: number): Uint8Array {
    return domainFrame({ type: 'disconnectProviderUltimatum', reason });
  }

  #indication(channelId: number, data: Uint8Array): Uint8Array {
    return domainFrame({ type: 'sendDataIndication', initiator: HOST_ID, channelId, data });
  }

  /** The Data PDU in a frame of the client. */
  readData(frame: Uint8Array): ShareData {
    const { type, body } = readShareControl(this.read(frame, IO_CHANNEL).body);
    if (type !== PduType.DATAPDU) throw new Error(`share control PDU ${type}`);
    return readShareData(body);
  }

  /** The data in a frame of the client, which has to be on the given channel. */
  read(frame: Uint8Array, channelId: number): Opened {
    const pdu = readDomainFrame(frame);
    if (pdu.type !== 'sendDataRequest') throw new Error(pdu.type);
    if (pdu.channelId !== channelId) throw new Error(`channel ${pdu.channelId}`);
    return channelId === MESSAGE_CHANNEL ? open(this.#cipher, pdu.data) : openData(this.#cipher, pdu.data);
  }
}

/** A client of which only the clock matters once it is connected. */
export const settings = (now: () => number = () => 0): ClientSettings =>
  ({ ...SETTINGS, now }) satisfies ClientSettings;

const refuse = (): never => {
  throw new Error('the active stage has no use for cryptography');
};

const SETTINGS: Omit<ClientSettings, 'now'> = {
  host: 'host.example',
  security: { tls: true, nla: false, rdp: false },
  credentials: { username: 'user', domain: '', password: '' },
  codecs: { colorDepth: 32, nsCodec: true, remoteFx: true },
  width: 1280,
  height: 800,
  scaleFactor: 100,
  monitors: [],
  keyboardLayout: 0x409,
  clientName: 'sluice',
  channels: [],
  compression: true,
  alternateShell: '',
  workingDirectory: '',
  performanceFlags: 0,
  crypto: {
    random: refuse,
    md5: refuse,
    sha1: refuse,
    sha256: refuse,
    sha384: refuse,
    sha512: refuse,
    hmacMd5: refuse,
    hmacSha1: refuse,
    tripleDes: refuse,
  },
};

/** Events and frames that one frame of the host leads to. */
export function receive(stage: ActiveStage, ...frames: Uint8Array[]): { events: ActiveEvent[]; out: Uint8Array[] } {
  const out: Uint8Array[] = [];
  return { events: frames.flatMap((frame) => stage.receive(frame, out)), out };
}

export const stage = (changes: Parameters<typeof connected>[0] = {}, now?: () => number): ActiveStage =>
  new ActiveStage(settings(now), connected(changes));

/** Events of a fresh stage. */
export const eventsOf = (...frames: Uint8Array[]): ActiveEvent[] => receive(stage(), ...frames).events;

/** A bitmap of four pixels. */
export const bitmap = {
  left: 0,
  top: 0,
  right: 4,
  bottom: 1,
  width: 4,
  height: 1,
  bitsPerPixel: 16,
  compressed: false,
  data: fromHex('0102030405060708'),
};
