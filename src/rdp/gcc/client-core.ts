import type { ByteReader } from '../../bytes/reader.js';
import { fromUtf16, utf16 } from '../../bytes/text.js';
import type { ByteWriter } from '../../bytes/writer.js';

/** earlyCapabilityFlags, [MS-RDPBCGR] 2.2.1.3.2. */
export const EarlyCapability = {
  RNS_UD_CS_SUPPORT_ERRINFO_PDU: 0x0001,
  RNS_UD_CS_WANT_32BPP_SESSION: 0x0002,
  RNS_UD_CS_SUPPORT_STATUSINFO_PDU: 0x0004,
  RNS_UD_CS_STRONG_ASYMMETRIC_KEYS: 0x0008,
  RNS_UD_CS_VALID_CONNECTION_TYPE: 0x0020,
  RNS_UD_CS_SUPPORT_MONITOR_LAYOUT_PDU: 0x0040,
  RNS_UD_CS_SUPPORT_NETCHAR_AUTODETECT: 0x0080,
  RNS_UD_CS_SUPPORT_DYNVC_GFX_PROTOCOL: 0x0100,
  RNS_UD_CS_SUPPORT_DYNAMIC_TIME_ZONE: 0x0200,
  RNS_UD_CS_SUPPORT_HEARTBEAT_PDU: 0x0400,
  RNS_UD_CS_SUPPORT_SKIP_CHANNELJOIN: 0x0800,
} as const;

/** supportedColorDepths, [MS-RDPBCGR] 2.2.1.3.2. */
export const ColorDepthSupport = {
  RNS_UD_24BPP_SUPPORT: 1,
  RNS_UD_16BPP_SUPPORT: 2,
  RNS_UD_15BPP_SUPPORT: 4,
  RNS_UD_32BPP_SUPPORT: 8,
} as const;

/** RDP 10.7 in `version`. */
export const RDP_VERSION_10_7 = 0x0008000c;
export const CONNECTION_TYPE_LAN = 6;
export const CONNECTION_TYPE_AUTODETECT = 7;

const PDU = 'TS_UD_CS_CORE';
const RNS_UD_COLOR_8BPP = 0xca01;
const RNS_UD_SAS_DEL = 0xaa03;
const NAME_BYTES = 32;
const IME_FILE_NAME = 64;
const DIG_PRODUCT_ID = 64;
const FIXED =
  4 /* version */ +
  2 /* desktopWidth */ +
  2 /* desktopHeight */ +
  2 /* colorDepth */ +
  2 /* SASSequence */ +
  4 /* keyboardLayout */ +
  4 /* clientBuild */ +
  NAME_BYTES +
  4 /* keyboardType */ +
  4 /* keyboardSubType */ +
  4 /* keyboardFunctionKey */ +
  IME_FILE_NAME;

/** [MS-RDPBCGR] 2.2.1.3.2 Client Core Data (TS_UD_CS_CORE). Absent optional fields read as 0. */
export interface ClientCoreData {
  readonly version: number;
  readonly desktopWidth: number;
  readonly desktopHeight: number;
  readonly keyboardLayout: number;
  readonly clientBuild: number;
  readonly clientName: string;
  readonly keyboardType: number;
  readonly keyboardSubType: number;
  readonly keyboardFunctionKey: number;
  readonly postBeta2ColorDepth: number;
  readonly highColorDepth: number;
  readonly supportedColorDepths: number;
  readonly earlyCapabilityFlags: number;
  readonly connectionType: number;
  readonly serverSelectedProtocol: number;
  readonly desktopPhysicalWidth: number;
  readonly desktopPhysicalHeight: number;
  readonly desktopOrientation: number;
  readonly desktopScaleFactor: number;
  readonly deviceScaleFactor: number;
}

export function readClientCoreData(r: ByteReader): ClientCoreData {
  r.need(FIXED, PDU);
  const version = r.u32();
  const desktopWidth = r.u16();
  const desktopHeight = r.u16();
  r.skip(2 /* colorDepth */ + 2 /* SASSequence */);
  const fixed = {
    version,
    desktopWidth,
    desktopHeight,
    keyboardLayout: r.u32(),
    clientBuild: r.u32(),
    clientName: fromUtf16(r.bytes(NAME_BYTES)),
    keyboardType: r.u32(),
    keyboardSubType: r.u32(),
    keyboardFunctionKey: r.u32(),
  };
  r.skip(IME_FILE_NAME);
  return { ...fixed, ...readOptionalFields(r) };
}

export function writeClientCoreData(w: ByteWriter, core: ClientCoreData): void {
  w.u32(core.version).u16(core.desktopWidth).u16(core.desktopHeight).u16(RNS_UD_COLOR_8BPP).u16(RNS_UD_SAS_DEL);
  w.u32(core.keyboardLayout).u32(core.clientBuild);
  const name = utf16(core.clientName.slice(0, NAME_BYTES / 2 - 1));
  w.bytes(name).zeros(NAME_BYTES - name.length);
  w.u32(core.keyboardType).u32(core.keyboardSubType).u32(core.keyboardFunctionKey).zeros(IME_FILE_NAME);
  w.u16(core.postBeta2ColorDepth).u16(1 /* clientProductId */).u32(0 /* serialNumber */).u16(core.highColorDepth);
  w.u16(core.supportedColorDepths).u16(core.earlyCapabilityFlags).zeros(DIG_PRODUCT_ID);
  w.u8(core.connectionType).u8(0 /* pad1octet */).u32(core.serverSelectedProtocol);
  w.u32(core.desktopPhysicalWidth).u32(core.desktopPhysicalHeight).u16(core.desktopOrientation);
  w.u32(core.desktopScaleFactor).u32(core.deviceScaleFactor);
}

/** Each field is there only when all before it are. */
function readOptionalFields(r: ByteReader) {
  const u16 = (): number => (r.remaining < 2 ? 0 : r.u16());
  const u32 = (): number => (r.remaining < 4 ? 0 : r.u32());
  const pass = (count: number): void => r.skip(Math.min(count, r.remaining));
  const postBeta2ColorDepth = u16();
  pass(2 /* clientProductId */ + 4 /* serialNumber */);
  const highColorDepth = u16();
  const supportedColorDepths = u16();
  const earlyCapabilityFlags = u16();
  pass(DIG_PRODUCT_ID);
  const connectionType = u16() & 0xff; // and pad1octet
  return {
    postBeta2ColorDepth,
    highColorDepth,
    supportedColorDepths,
    earlyCapabilityFlags,
    connectionType,
    serverSelectedProtocol: u32(),
    desktopPhysicalWidth: u32(),
    desktopPhysicalHeight: u32(),
    desktopOrientation: u16(),
    desktopScaleFactor: u32(),
    deviceScaleFactor: u32(),
  };
}
