import { ByteWriter } from '../../bytes/writer.js';
import { SecurityFlag } from '../security/header.js';
import type { ClientSettings } from '../settings.js';
import { answerAutoReconnect } from '../share/auto-reconnect.js';
import { type ClientInfo, InfoFlag, writeClientInfo } from '../share/client-info.js';
import { UTC } from '../share/time-zone.js';
import { type Link, sendSecured } from './link.js';
import type { Phase } from './phase.js';

/** The gateway's own address is of no use to the host and nobody's business. */
const CLIENT_ADDRESS = '0.0.0.0';

/** xrdp disconnects clients that lack one of the first four. */
const FLAGS =
  InfoFlag.INFO_MOUSE |
  InfoFlag.INFO_DISABLECTRLALTDEL |
  InfoFlag.INFO_UNICODE |
  InfoFlag.INFO_MAXIMIZESHELL |
  InfoFlag.INFO_LOGONNOTIFY |
  InfoFlag.INFO_ENABLEWINDOWSKEY |
  InfoFlag.INFO_LOGONERRORS |
  InfoFlag.INFO_MOUSE_HAS_WHEEL;

/** Secure Settings Exchange, [MS-RDPBCGR] 1.3.1.1: user, shell, performance flags and the auto-reconnect proof. */
export function* secureSettings(
  settings: ClientSettings,
  link: Link,
  clientRandom: Uint8Array | undefined,
): Phase<void> {
  const w = new ByteWriter(1024);
  writeClientInfo(w, clientInfo(settings, clientRandom));
  yield* sendSecured(link, link.ioChannelId, SecurityFlag.SEC_INFO_PKT, w.finish());
}

function clientInfo(settings: ClientSettings, clientRandom: Uint8Array | undefined): ClientInfo {
  const { credentials, crypto, autoReconnect } = settings;
  return {
    flags: infoFlags(settings),
    domain: credentials.domain,
    username: credentials.username,
    password: credentials.password,
    alternateShell: settings.alternateShell,
    workingDirectory: settings.workingDirectory,
    clientAddress: CLIENT_ADDRESS,
    clientDirectory: '',
    timeZone: UTC,
    performanceFlags: settings.performanceFlags,
    ...(autoReconnect && { autoReconnect: answerAutoReconnect(crypto, autoReconnect, clientRandom) }),
  };
}

function infoFlags({ credentials, compression, channels, program }: ClientSettings): number {
  const hasSound = channels.some(({ name }) => name === 'rdpsnd');
  return (
    FLAGS |
    (credentials.password ? InfoFlag.INFO_AUTOLOGON : 0) |
    (compression ? InfoFlag.INFO_COMPRESSION | InfoFlag.PACKET_COMPR_TYPE_RDP61 : 0) |
    (hasSound ? 0 : InfoFlag.INFO_NOAUDIOPLAYBACK) |
    // Enhanced RemoteApp would send each window's pixels apart; here they are parts of one desktop.
    (program ? InfoFlag.INFO_RAIL : 0)
  );
}
