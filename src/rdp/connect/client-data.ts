import { graphicsOffer } from '../channels/egfx/offer.js';
import { ClusterFlag } from '../gcc/client-cluster.js';
import {
  type ClientCoreData,
  CONNECTION_TYPE_AUTODETECT,
  CONNECTION_TYPE_LAN,
  ColorDepthSupport,
  EarlyCapability,
  RDP_VERSION_10_7,
} from '../gcc/client-core.js';
import type { ClientData } from '../gcc/client-data.js';
import { EncryptionMethod } from '../gcc/client-security.js';
import type { ClientSettings } from '../settings.js';
import { Protocol } from '../x224/negotiation.js';
import type { Negotiated } from './initiation.js';

/** A build of Windows 10; hosts show it in their logs. */
const CLIENT_BUILD = 19041;
const KEYBOARD_ENHANCED_101 = 4;
const FUNCTION_KEYS = 12;
const MAX_HIGH_COLOR = 24;
/** The only value besides 140 and 180 that hosts accept; without a valid one they ignore desktopScaleFactor. */
const DEVICE_SCALE_FACTOR = 100;

/** postBeta2ColorDepth, for hosts that do not know highColorDepth. */
const RNS_UD_COLOR = { 8: 0xca01, 15: 0xca02, 16: 0xca03, 24: 0xca04, 32: 0xca04 } as const;

const ENCRYPTION_METHODS =
  EncryptionMethod['40BIT'] | EncryptionMethod['56BIT'] | EncryptionMethod['128BIT'] | EncryptionMethod.FIPS;

/** The settings as client data blocks, [MS-RDPBCGR] 2.2.1.3. */
export function clientData(settings: ClientSettings, { protocol, extendedClientData }: Negotiated): ClientData {
  const { channels, monitors, redirectedSessionId } = settings;
  const legacy = protocol === Protocol.PROTOCOL_RDP;
  return {
    core: clientCore(settings, protocol),
    cluster: clientCluster(redirectedSessionId),
    security: { encryptionMethods: legacy ? ENCRYPTION_METHODS : EncryptionMethod.NONE },
    ...(channels.length > 0 && { network: { channels } }),
    ...(extendedClientData && { messageChannel: 0 }),
    ...(extendedClientData && monitors.length > 1 && { monitors }),
  };
}

function clientCore(settings: ClientSettings, protocol: number): ClientCoreData {
  const { colorDepth, remoteFx } = settings.codecs;
  return {
    version: RDP_VERSION_10_7,
    desktopWidth: settings.width,
    desktopHeight: settings.height,
    keyboardLayout: settings.keyboardLayout,
    clientBuild: CLIENT_BUILD,
    clientName: settings.clientName,
    keyboardType: KEYBOARD_ENHANCED_101,
    keyboardSubType: 0,
    keyboardFunctionKey: FUNCTION_KEYS,
    postBeta2ColorDepth: RNS_UD_COLOR[colorDepth],
    highColorDepth: Math.min(colorDepth, MAX_HIGH_COLOR),
    supportedColorDepths:
      ColorDepthSupport.RNS_UD_24BPP_SUPPORT |
      ColorDepthSupport.RNS_UD_16BPP_SUPPORT |
      ColorDepthSupport.RNS_UD_15BPP_SUPPORT |
      (colorDepth === 32 ? ColorDepthSupport.RNS_UD_32BPP_SUPPORT : 0),
    earlyCapabilityFlags:
      EarlyCapability.RNS_UD_CS_SUPPORT_ERRINFO_PDU |
      EarlyCapability.RNS_UD_CS_SUPPORT_STATUSINFO_PDU |
      EarlyCapability.RNS_UD_CS_STRONG_ASYMMETRIC_KEYS |
      EarlyCapability.RNS_UD_CS_VALID_CONNECTION_TYPE |
      EarlyCapability.RNS_UD_CS_SUPPORT_MONITOR_LAYOUT_PDU |
      EarlyCapability.RNS_UD_CS_SUPPORT_NETCHAR_AUTODETECT |
      EarlyCapability.RNS_UD_CS_SUPPORT_HEARTBEAT_PDU |
      EarlyCapability.RNS_UD_CS_SUPPORT_SKIP_CHANNELJOIN |
      (colorDepth === 32 ? EarlyCapability.RNS_UD_CS_WANT_32BPP_SESSION : 0) |
      (graphicsOffer(settings) ? EarlyCapability.RNS_UD_CS_SUPPORT_DYNVC_GFX_PROTOCOL : 0),
    // Hosts keep RemoteFX for those who say that they are near: xrdp, and Windows before 8.
    connectionType: remoteFx ? CONNECTION_TYPE_LAN : CONNECTION_TYPE_AUTODETECT,
    serverSelectedProtocol: protocol,
    desktopPhysicalWidth: 0,
    desktopPhysicalHeight: 0,
    desktopOrientation: 0,
    desktopScaleFactor: settings.scaleFactor,
    deviceScaleFactor: DEVICE_SCALE_FACTOR,
  };
}

function clientCluster(redirectedSessionId: number | undefined) {
  const flags = ClusterFlag.REDIRECTION_SUPPORTED | ClusterFlag.REDIRECTION_VERSION4;
  if (redirectedSessionId === undefined) return { flags, redirectedSessionId: 0 };
  return { flags: flags | ClusterFlag.REDIRECTED_SESSIONID_FIELD_VALID, redirectedSessionId };
}
