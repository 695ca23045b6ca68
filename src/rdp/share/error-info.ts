import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import type { ErrorCode } from '../../errors.js';

/** [MS-RDPBCGR] 2.2.5.1.1 Set Error Info PDU Data (TS_SET_ERROR_INFO_PDU): the code, 0 for none. */
export function readSetErrorInfo(r: ByteReader): number {
  r.need(4, 'TS_SET_ERROR_INFO_PDU', 'errorInfo');
  return r.u32();
}

export function writeSetErrorInfo(w: ByteWriter, code: number): void {
  w.u32(code);
}

/** Code, name without ERRINFO_, words, and the error it leads to where that is not HOST_ERROR. */
type Row = readonly [code: number, name: string, text: string, error?: ErrorCode];

const ROWS: readonly Row[] = [
  [0x1, 'RPC_INITIATED_DISCONNECT', 'an administrator disconnected the session'],
  [0x2, 'RPC_INITIATED_LOGOFF', 'an administrator signed the session out', 'HOST_LOGGED_OFF'],
  [0x3, 'IDLE_TIMEOUT', 'the session was idle for too long'],
  [0x4, 'LOGON_TIMEOUT', 'the session reached its time limit'],
  [0x5, 'DISCONNECTED_BY_OTHER_CONNECTION', 'somebody else connected to the session'],
  [0x6, 'OUT_OF_MEMORY', 'the host ran out of memory'],
  [0x7, 'SERVER_DENIED_CONNECTION', 'the host denied the connection'],
  [0x9, 'SERVER_INSUFFICIENT_PRIVILEGES', 'the user may not sign in remotely', 'ACCOUNT_RESTRICTED'],
  [0xa, 'SERVER_FRESH_CREDENTIALS_REQUIRED', 'the host does not accept saved credentials', 'CREDENTIALS_REQUIRED'],
  [0xb, 'RPC_INITIATED_DISCONNECT_BYUSER', 'the user disconnected the session with a tool on the host'],
  [0xc, 'LOGOFF_BY_USER', 'the user signed out', 'HOST_LOGGED_OFF'],
  [0xf, 'CLOSE_STACK_ON_DRIVER_NOT_READY', 'the display driver of the session did not start in time'],
  [0x10, 'SERVER_DWM_CRASH', 'the desktop window manager of the session crashed'],
  [0x11, 'CLOSE_STACK_ON_DRIVER_FAILURE', 'the display driver of the session failed to start'],
  [0x12, 'CLOSE_STACK_ON_DRIVER_IFACE_FAILURE', 'the display driver of the session cannot be used'],
  [0x17, 'SERVER_WINLOGON_CRASH', 'the Winlogon process of the session crashed'],
  [0x18, 'SERVER_CSRSS_CRASH', 'the CSRSS process of the session crashed'],
  [0x19, 'SERVER_SHUTDOWN', 'the host is shutting down'],
  [0x1a, 'SERVER_REBOOT', 'the host is restarting'],
  [0x100, 'LICENSE_INTERNAL', 'licensing failed inside the host', 'HOST_LICENSE'],
  [0x101, 'LICENSE_NO_LICENSE_SERVER', 'no licence server was found', 'HOST_LICENSE'],
  [0x102, 'LICENSE_NO_LICENSE', 'no client access licence is free', 'HOST_LICENSE'],
  [0x103, 'LICENSE_BAD_CLIENT_MSG', 'the host received an invalid licensing message', 'HOST_LICENSE'],
  [0x104, 'LICENSE_HWID_DOESNT_MATCH_LICENSE', 'the licence belongs to another computer', 'HOST_LICENSE'],
  [0x105, 'LICENSE_BAD_CLIENT_LICENSE', 'the stored licence is invalid', 'HOST_LICENSE'],
  [0x106, 'LICENSE_CANT_FINISH_PROTOCOL', 'network trouble ended the licensing exchange', 'HOST_LICENSE'],
  [0x107, 'LICENSE_CLIENT_ENDED_PROTOCOL', 'the client ended the licensing exchange', 'HOST_LICENSE'],
  [0x108, 'LICENSE_BAD_CLIENT_ENCRYPTION', 'a licensing message was wrongly encrypted', 'HOST_LICENSE'],
  [0x109, 'LICENSE_CANT_UPGRADE_LICENSE', 'the licence cannot be renewed', 'HOST_LICENSE'],
  [0x10a, 'LICENSE_NO_REMOTE_CONNECTIONS', 'the host has no licence for remote connections', 'HOST_LICENSE'],
  [0x400, 'CB_DESTINATION_NOT_FOUND', 'the connection broker did not find the target'],
  [0x402, 'CB_LOADING_DESTINATION', 'the target is leaving the connection broker'],
  [0x404, 'CB_REDIRECTING_TO_DESTINATION', 'redirection to the target failed'],
  [0x405, 'CB_SESSION_ONLINE_VM_WAKE', 'the target machine cannot be woken'],
  [0x406, 'CB_SESSION_ONLINE_VM_BOOT', 'the target machine cannot be started'],
  [0x407, 'CB_SESSION_ONLINE_VM_NO_DNS', 'the address of the target machine is unknown'],
  [0x408, 'CB_DESTINATION_POOL_NOT_FREE', 'no machine of the pool is free'],
  [0x409, 'CB_CONNECTION_CANCELLED', 'the connection was cancelled'],
  [0x410, 'CB_CONNECTION_ERROR_INVALID_SETTINGS', 'the routing token is invalid'],
  [0x411, 'CB_SESSION_ONLINE_VM_BOOT_TIMEOUT', 'the target machine did not start in time'],
  [0x412, 'CB_SESSION_ONLINE_VM_SESSMON_FAILED', 'the start of the target machine cannot be watched'],
  [0x10c9, 'UNKNOWNPDUTYPE2', 'unknown pduType2'],
  [0x10ca, 'UNKNOWNPDUTYPE', 'unknown pduType'],
  [0x10cb, 'DATAPDUSEQUENCE', 'data PDU out of sequence'],
  [0x10cd, 'CONTROLPDUSEQUENCE', 'control PDU out of sequence'],
  [0x10ce, 'INVALIDCONTROLPDUACTION', 'Control PDU with an invalid action'],
  [0x10cf, 'INVALIDINPUTPDUTYPE', 'input event of an invalid type'],
  [0x10d0, 'INVALIDINPUTPDUMOUSE', 'mouse event with invalid flags'],
  [0x10d1, 'INVALIDREFRESHRECTPDU', 'invalid Refresh Rect PDU'],
  [0x10d2, 'CREATEUSERDATAFAILED', 'the host cannot build its GCC response'],
  [0x10d3, 'CONNECTFAILED', 'the channel connection phase failed'],
  [0x10d4, 'CONFIRMACTIVEWRONGSHAREID', 'Confirm Active PDU with a wrong shareId'],
  [0x10d5, 'CONFIRMACTIVEWRONGORIGINATOR', 'Confirm Active PDU with a wrong originatorId'],
  [0x10da, 'PERSISTENTKEYPDUBADLENGTH', 'Persistent Key List PDU too short'],
  [0x10db, 'PERSISTENTKEYPDUILLEGALFIRST', 'second first Persistent Key List PDU'],
  [0x10dc, 'PERSISTENTKEYPDUTOOMANYTOTALKEYS', 'too many persistent bitmap keys'],
  [0x10dd, 'PERSISTENTKEYPDUTOOMANYCACHEKEYS', 'too many keys for one bitmap cache'],
  [0x10de, 'INPUTPDUBADLENGTH', 'input PDU too short'],
  [0x10df, 'BITMAPCACHEERRORPDUBADLENGTH', 'Bitmap Cache Error PDU too short'],
  [0x10e0, 'SECURITYDATATOOSHORT', 'security data of an input PDU too short'],
  [0x10e1, 'VCHANNELDATATOOSHORT', 'virtual channel data too short'],
  [0x10e2, 'SHAREDATATOOSHORT', 'share data too short'],
  [0x10e3, 'BADSUPRESSOUTPUTPDU', 'invalid Suppress Output PDU'],
  [0x10e5, 'CONFIRMACTIVEPDUTOOSHORT', 'Confirm Active PDU too short'],
  [0x10e7, 'CAPABILITYSETTOOSMALL', 'capability set too small'],
  [0x10e8, 'CAPABILITYSETTOOLARGE', 'capability set too large'],
  [0x10e9, 'NOCURSORCACHE', 'no pointer cache announced'],
  [0x10ea, 'BADCAPABILITIES', 'the host does not accept the capabilities'],
  [0x10ec, 'VIRTUALCHANNELDECOMPRESSIONERR', 'virtual channel data cannot be decompressed'],
  [0x10ed, 'INVALIDVCCOMPRESSIONTYPE', 'invalid compression of a virtual channel'],
  [0x10ef, 'INVALIDCHANNELID', 'invalid MCS channel id'],
  [0x10f0, 'VCHANNELSTOOMANY', 'more than 31 virtual channels'],
  [0x10f3, 'REMOTEAPPSNOTENABLED', 'the host serves remote applications only'],
  [0x10f4, 'CACHECAPNOTSET', 'Persistent Key List PDU without its capability set'],
  [0x10f5, 'BITMAPCACHEERRORPDUBADLENGTH2', 'Bitmap Cache Error PDU of inconsistent length'],
  [0x10f6, 'OFFSCRCACHEERRORPDUBADLENGTH', 'Offscreen Bitmap Cache Error PDU too short'],
  [0x10f7, 'DNGCACHEERRORPDUBADLENGTH', 'DrawNineGrid Cache Error PDU too short'],
  [0x10f8, 'GDIPLUSPDUBADLENGTH', 'GDI+ Error PDU too short'],
  [0x1111, 'SECURITYDATATOOSHORT2', 'security header too short (2)'],
  [0x1112, 'SECURITYDATATOOSHORT3', 'security header too short (3)'],
  [0x1113, 'SECURITYDATATOOSHORT4', 'security header too short (4)'],
  [0x1114, 'SECURITYDATATOOSHORT5', 'security header too short (5)'],
  [0x1115, 'SECURITYDATATOOSHORT6', 'security header too short (6)'],
  [0x1116, 'SECURITYDATATOOSHORT7', 'security header too short (7)'],
  [0x1117, 'SECURITYDATATOOSHORT8', 'security header too short (8)'],
  [0x1118, 'SECURITYDATATOOSHORT9', 'security header too short (9)'],
  [0x1119, 'SECURITYDATATOOSHORT10', 'security header too short (10)'],
  [0x111a, 'SECURITYDATATOOSHORT11', 'security header too short (11)'],
  [0x111b, 'SECURITYDATATOOSHORT12', 'security header too short (12)'],
  [0x111c, 'SECURITYDATATOOSHORT13', 'security header too short (13)'],
  [0x111d, 'SECURITYDATATOOSHORT14', 'security header too short (14)'],
  [0x111e, 'SECURITYDATATOOSHORT15', 'security header too short (15)'],
  [0x111f, 'SECURITYDATATOOSHORT16', 'security header too short (16)'],
  [0x1120, 'SECURITYDATATOOSHORT17', 'security header too short (17)'],
  [0x1121, 'SECURITYDATATOOSHORT18', 'security header too short (18)'],
  [0x1122, 'SECURITYDATATOOSHORT19', 'security header too short (19)'],
  [0x1123, 'SECURITYDATATOOSHORT20', 'security header too short (20)'],
  [0x1124, 'SECURITYDATATOOSHORT21', 'security header too short (21)'],
  [0x1125, 'SECURITYDATATOOSHORT22', 'security header too short (22)'],
  [0x1126, 'SECURITYDATATOOSHORT23', 'security header too short (23)'],
  [0x1129, 'BADMONITORDATA', 'invalid monitor data'],
  [0x112a, 'VCDECOMPRESSEDREASSEMBLEFAILED', 'virtual channel data cannot be reassembled'],
  [0x112b, 'VCDATATOOLONG', 'virtual channel data too long'],
  [0x112c, 'BAD_FRAME_ACK_DATA', 'invalid Frame Acknowledge PDU'],
  [0x112d, 'GRAPHICSMODENOTSUPPORTED', 'the host cannot use the graphics mode asked for'],
  [0x112e, 'GRAPHICSSUBSYSTEMRESETFAILED', 'the graphics subsystem of the host failed to reset'],
  [0x112f, 'GRAPHICSSUBSYSTEMFAILED', 'the graphics subsystem of the host failed'],
  [0x1130, 'TIMEZONEKEYNAMELENGTHTOOSHORT', 'time zone key name too short'],
  [0x1131, 'TIMEZONEKEYNAMELENGTHTOOLONG', 'time zone key name too long'],
  [0x1132, 'DYNAMICDSTDISABLEDFIELDMISSING', 'field dynamicDaylightTimeDisabled is missing'],
  [0x1133, 'VCDECODINGERROR', 'virtual channel data cannot be decoded'],
  [0x1134, 'VIRTUALDESKTOPTOOLARGE', 'the desktop asked for is too large'],
  [0x1135, 'MONITORGEOMETRYVALIDATIONFAILED', 'the monitor layout is invalid'],
  [0x1136, 'INVALIDMONITORCOUNT', 'the number of monitors is invalid'],
  [0x1191, 'UPDATESESSIONKEYFAILED', 'session keys cannot be refreshed'],
  [0x1192, 'DECRYPTFAILED', 'data cannot be decrypted'],
  [0x1193, 'ENCRYPTFAILED', 'data cannot be encrypted'],
  [0x1194, 'ENCPKGMISMATCH', 'encryption methods do not match'],
  [0x1195, 'DECRYPTFAILED2', 'data cannot be decrypted'],
  [0x1196, 'PEER_DISCONNECTED', 'the connection to the client was lost'],
];

const rows = new Map(ROWS.map((row) => [row[0], row]));

/** The code in words, with its name so that it can be searched. */
export function errorInfoText(code: number): string {
  const row = rows.get(code);
  return row ? `${row[2]} (ERRINFO_${row[1]})` : `error 0x${code.toString(16).padStart(8, '0')}`;
}

/** The entry of the error table that a session ends with when its host gave this code. */
export const errorInfoCode = (code: number): ErrorCode => rows.get(code)?.[3] ?? 'HOST_ERROR';

/** Every code with a text, for the documentation and the tests. */
export const errorInfoCodes = (): readonly number[] => ROWS.map(([code]) => code);
