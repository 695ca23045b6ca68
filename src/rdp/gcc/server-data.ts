import { LIMITS } from '../../bytes/limits.js';
import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid, tooLarge } from '../../errors.js';
import { BlockType, readBlock, writeBlock } from './block.js';
import { readFlags } from './flags.js';
import { readServerSecurityData, type ServerSecurityData, writeServerSecurityData } from './server-security.js';

/** earlyCapabilityFlags of a host, [MS-RDPBCGR] 2.2.1.4.2. */
export const ServerEarlyCapability = {
  RNS_UD_SC_EDGE_ACTIONS_SUPPORTED_V1: 1,
  RNS_UD_SC_DYNAMIC_DST_SUPPORTED: 2,
  RNS_UD_SC_EDGE_ACTIONS_SUPPORTED_V2: 4,
  RNS_UD_SC_SKIP_CHANNELJOIN_SUPPORTED: 8,
} as const;

/** [MS-RDPBCGR] 2.2.1.4.2 Server Core Data (TS_UD_SC_CORE). Absent optional fields read as 0. */
export interface ServerCoreData {
  readonly version: number;
  readonly clientRequestedProtocols: number;
  readonly earlyCapabilityFlags: number;
}

export function readServerCoreData(r: ByteReader): ServerCoreData {
  r.need(4, 'TS_UD_SC_CORE', 'version');
  const u32 = (): number => (r.remaining < 4 ? 0 : r.u32());
  return { version: u32(), clientRequestedProtocols: u32(), earlyCapabilityFlags: u32() };
}

export function writeServerCoreData(w: ByteWriter, core: ServerCoreData): void {
  w.u32(core.version).u32(core.clientRequestedProtocols).u32(core.earlyCapabilityFlags);
}

/** [MS-RDPBCGR] 2.2.1.4.4 Server Network Data (TS_UD_SC_NET): ids in the order of the client's channel array. */
export interface ServerNetworkData {
  readonly ioChannelId: number;
  readonly channelIds: readonly number[];
}

export function readServerNetworkData(r: ByteReader): ServerNetworkData {
  r.need(2 /* MCSChannelId */ + 2 /* channelCount */, 'TS_UD_SC_NET');
  const ioChannelId = r.u16();
  const count = r.u16();
  if (count > LIMITS.staticChannels) throw tooLarge('TS_UD_SC_NET', 'channelCount', count);
  r.need(count * 2, 'TS_UD_SC_NET', 'channelIdArray');
  return { ioChannelId, channelIds: Array.from({ length: count }, () => r.u16()) };
}

export function writeServerNetworkData(w: ByteWriter, network: ServerNetworkData): void {
  w.u16(network.ioChannelId).u16(network.channelIds.length);
  for (const id of network.channelIds) w.u16(id);
  if (network.channelIds.length % 2 === 1) w.u16(0);
}

/** The settings that a host sends in its GCC Conference Create Response, [MS-RDPBCGR] 2.2.1.4. */
export interface ServerData {
  readonly core: ServerCoreData;
  readonly security: ServerSecurityData;
  readonly network: ServerNetworkData;
  /** [MS-RDPBCGR] 2.2.1.4.5 Server Message Channel Data (TS_UD_SC_MCS_MSGCHANNEL): the channel's id. */
  readonly messageChannelId?: number;
  /** [MS-RDPBCGR] 2.2.1.4.6 Server Multitransport Channel Data (TS_UD_SC_MULTITRANSPORT): its flags. */
  readonly multitransport?: number;
}

/** Blocks of unknown type are skipped, as newer hosts send more. */
export function readServerData(r: ByteReader): ServerData {
  const data: { -readonly [K in keyof ServerData]?: ServerData[K] } = {};
  while (r.remaining > 0) {
    const { type, body } = readBlock(r);
    if (type === BlockType.SC_CORE) data.core = readServerCoreData(body);
    else if (type === BlockType.SC_SECURITY) data.security = readServerSecurityData(body);
    else if (type === BlockType.SC_NET) data.network = readServerNetworkData(body);
    else if (type === BlockType.SC_MCS_MSGCHANNEL) data.messageChannelId = readMessageChannelId(body);
    else if (type === BlockType.SC_MULTITRANSPORT) data.multitransport = readFlags(body, 'TS_UD_SC_MULTITRANSPORT');
  }
  const { core, security, network } = data;
  if (!core) throw invalid('Connect-Response', 'serverCoreData');
  if (!security) throw invalid('Connect-Response', 'serverSecurityData');
  if (!network) throw invalid('Connect-Response', 'serverNetworkData');
  return { ...data, core, security, network };
}

export function writeServerData(w: ByteWriter, data: ServerData): void {
  const { messageChannelId, multitransport } = data;
  writeBlock(w, BlockType.SC_CORE, (b) => writeServerCoreData(b, data.core));
  writeBlock(w, BlockType.SC_NET, (b) => writeServerNetworkData(b, data.network));
  writeBlock(w, BlockType.SC_SECURITY, (b) => writeServerSecurityData(b, data.security));
  if (messageChannelId !== undefined) writeBlock(w, BlockType.SC_MCS_MSGCHANNEL, (b) => b.u16(messageChannelId));
  if (multitransport !== undefined) writeBlock(w, BlockType.SC_MULTITRANSPORT, (b) => b.u32(multitransport));
}

function readMessageChannelId(r: ByteReader): number {
  r.need(2, 'TS_UD_SC_MCS_MSGCHANNEL', 'MCSChannelID');
  return r.u16();
}
