import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';
import type { Monitor } from '../settings.js';
import { BlockType, readBlock, writeBlock } from './block.js';
import { type ClientClusterData, readClientClusterData, writeClientClusterData } from './client-cluster.js';
import { type ClientCoreData, readClientCoreData, writeClientCoreData } from './client-core.js';
import { readClientMonitorData, writeClientMonitorData } from './client-monitor.js';
import { type MonitorAttributes, readClientMonitorExData, writeClientMonitorExData } from './client-monitor-ex.js';
import { type ClientNetworkData, readClientNetworkData, writeClientNetworkData } from './client-network.js';
import { type ClientSecurityData, readClientSecurityData, writeClientSecurityData } from './client-security.js';
import { readFlags } from './flags.js';

/** The settings that a client sends in its GCC Conference Create Request, [MS-RDPBCGR] 2.2.1.3. */
export interface ClientData {
  readonly core: ClientCoreData;
  readonly security?: ClientSecurityData;
  readonly network?: ClientNetworkData;
  readonly cluster?: ClientClusterData;
  readonly monitors?: readonly Monitor[];
  readonly monitorAttributes?: readonly MonitorAttributes[];
  /** [MS-RDPBCGR] 2.2.1.3.7 Client Message Channel Data (TS_UD_CS_MCS_MSGCHANNEL): its flags, which are 0. */
  readonly messageChannel?: number;
  /** [MS-RDPBCGR] 2.2.1.3.8 Client Multitransport Channel Data (TS_UD_CS_MULTITRANSPORT): its flags. */
  readonly multitransport?: number;
}

/** Blocks of unknown type are skipped, as newer clients send more. */
export function readClientData(r: ByteReader): ClientData {
  const data: { -readonly [K in keyof ClientData]?: ClientData[K] } = {};
  while (r.remaining > 0) {
    const { type, body } = readBlock(r);
    if (type === BlockType.CS_CORE) data.core = readClientCoreData(body);
    else if (type === BlockType.CS_SECURITY) data.security = readClientSecurityData(body);
    else if (type === BlockType.CS_NET) data.network = readClientNetworkData(body);
    else if (type === BlockType.CS_CLUSTER) data.cluster = readClientClusterData(body);
    else if (type === BlockType.CS_MONITOR) data.monitors = readClientMonitorData(body);
    else if (type === BlockType.CS_MONITOR_EX) data.monitorAttributes = readClientMonitorExData(body);
    else if (type === BlockType.CS_MCS_MSGCHANNEL) data.messageChannel = readFlags(body, 'TS_UD_CS_MCS_MSGCHANNEL');
    else if (type === BlockType.CS_MULTITRANSPORT) data.multitransport = readFlags(body, 'TS_UD_CS_MULTITRANSPORT');
  }
  const { core } = data;
  if (!core) throw invalid('Connect-Initial', 'clientCoreData');
  return { ...data, core };
}

export function writeClientData(w: ByteWriter, data: ClientData): void {
  const { core, security, network, cluster, monitors, monitorAttributes, messageChannel, multitransport } = data;
  writeBlock(w, BlockType.CS_CORE, (b) => writeClientCoreData(b, core));
  if (cluster) writeBlock(w, BlockType.CS_CLUSTER, (b) => writeClientClusterData(b, cluster));
  if (security) writeBlock(w, BlockType.CS_SECURITY, (b) => writeClientSecurityData(b, security));
  if (network) writeBlock(w, BlockType.CS_NET, (b) => writeClientNetworkData(b, network));
  if (monitors) writeBlock(w, BlockType.CS_MONITOR, (b) => writeClientMonitorData(b, monitors));
  if (monitorAttributes) writeBlock(w, BlockType.CS_MONITOR_EX, (b) => writeClientMonitorExData(b, monitorAttributes));
  if (messageChannel !== undefined) writeBlock(w, BlockType.CS_MCS_MSGCHANNEL, (b) => b.u32(messageChannel));
  if (multitransport !== undefined) writeBlock(w, BlockType.CS_MULTITRANSPORT, (b) => b.u32(multitransport));
}
