import type { ByteReader } from '../../../../bytes/reader.js';
import type { ByteWriter } from '../../../../bytes/writer.js';
import { readPadded, writePadded } from './text.js';

/** Bytes of an application id or an image name. */
const NAME_BYTES = 520;
const GUID_BYTES = 16;
const EX = 'TS_RAIL_ORDER_GET_APPID_RESP_EX';
const LANGUAGE = 'TS_RAIL_ORDER_LANGUAGEIMEINFO';

/** TS_RAIL_ORDER_GET_APPID_RESP, [MS-RDPERP] 2.2.2.8.1. */
export interface GetAppIdResponse {
  readonly type: 'getAppIdResponse';
  readonly windowId: number;
  readonly applicationId: string;
}

export function readGetAppIdResponse(r: ByteReader): GetAppIdResponse {
  r.need(4 /* WindowId */ + NAME_BYTES, 'TS_RAIL_ORDER_GET_APPID_RESP');
  const windowId = r.u32();
  const applicationId = readPadded(r, NAME_BYTES, 'TS_RAIL_ORDER_GET_APPID_RESP', 'ApplicationId');
  return { type: 'getAppIdResponse', windowId, applicationId };
}

export function writeGetAppIdResponse(w: ByteWriter, { windowId, applicationId }: GetAppIdResponse): void {
  w.u32(windowId);
  writePadded(w, applicationId, NAME_BYTES);
}

/** TS_RAIL_ORDER_GET_APPID_RESP_EX, [MS-RDPERP] 2.2.2.8.2. */
export interface GetAppIdResponseEx {
  readonly type: 'getAppIdResponseEx';
  readonly windowId: number;
  readonly applicationId: string;
  readonly processId: number;
  readonly processImageName: string;
}

export function readGetAppIdResponseEx(r: ByteReader): GetAppIdResponseEx {
  r.need(4 /* WindowId */ + NAME_BYTES + 4 /* ProcessId */ + NAME_BYTES, EX);
  const windowId = r.u32();
  const applicationId = readPadded(r, NAME_BYTES, EX, 'ApplicationID');
  const processId = r.u32();
  const processImageName = readPadded(r, NAME_BYTES, EX, 'ProcessImageName');
  return { type: 'getAppIdResponseEx', windowId, applicationId, processId, processImageName };
}

export function writeGetAppIdResponseEx(w: ByteWriter, response: GetAppIdResponseEx): void {
  w.u32(response.windowId);
  writePadded(w, response.applicationId, NAME_BYTES);
  w.u32(response.processId);
  writePadded(w, response.processImageName, NAME_BYTES);
}

/** TS_RAIL_ORDER_LANGUAGEIMEINFO, [MS-RDPERP] 2.2.2.10.1: the client's input method. GUIDs as they lie on the wire. */
export interface LanguageProfile {
  readonly type: 'languageProfile';
  /** 1 an input method, 2 a keyboard layout. */
  readonly profileType: number;
  readonly languageId: number;
  readonly languageProfile: Uint8Array;
  readonly profile: Uint8Array;
  readonly keyboardLayout: number;
}

export function readLanguageProfile(r: ByteReader): LanguageProfile {
  r.need(4 /* ProfileType */ + 2 /* LanguageID */ + 2 * GUID_BYTES + 4 /* KeyboardLayout */, LANGUAGE);
  return {
    type: 'languageProfile',
    profileType: r.u32(),
    languageId: r.u16(),
    languageProfile: r.copy(GUID_BYTES),
    profile: r.copy(GUID_BYTES),
    keyboardLayout: r.u32(),
  };
}

export function writeLanguageProfile(w: ByteWriter, profile: LanguageProfile): void {
  w.u32(profile.profileType).u16(profile.languageId);
  w.bytes(profile.languageProfile).bytes(profile.profile).u32(profile.keyboardLayout);
}
