import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';

/** Flags of TS_UD_CS_CLUSTER, [MS-RDPBCGR] 2.2.1.3.5. */
export const ClusterFlag = {
  REDIRECTION_SUPPORTED: 0x01,
  REDIRECTED_SESSIONID_FIELD_VALID: 0x02,
  REDIRECTION_VERSION4: 0x03 << 2,
  REDIRECTION_VERSION6: 0x05 << 2,
} as const;

/** [MS-RDPBCGR] 2.2.1.3.5 Client Cluster Data (TS_UD_CS_CLUSTER). */
export interface ClientClusterData {
  readonly flags: number;
  readonly redirectedSessionId: number;
}

export function readClientClusterData(r: ByteReader): ClientClusterData {
  r.need(4 /* Flags */ + 4 /* RedirectedSessionID */, 'TS_UD_CS_CLUSTER');
  return { flags: r.u32(), redirectedSessionId: r.u32() };
}

export function writeClientClusterData(w: ByteWriter, cluster: ClientClusterData): void {
  w.u32(cluster.flags).u32(cluster.redirectedSessionId);
}
