import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';

/** [MS-RDPBCGR] 2.2.16.1 Server Heartbeat PDU, behind a security header with SEC_HEARTBEAT. */
export interface Heartbeat {
  /** Seconds between heartbeats. */
  readonly period: number;
  /** Missed heartbeats after which a client should warn. */
  readonly warningCount: number;
  /** Missed heartbeats after which a client should reconnect. */
  readonly reconnectCount: number;
}

export function readHeartbeat(r: ByteReader): Heartbeat {
  r.need(1 /* reserved */ + 1 /* period */ + 1 /* count1 */ + 1 /* count2 */, 'TS_HEARTBEAT');
  r.skip(1);
  return { period: r.u8(), warningCount: r.u8(), reconnectCount: r.u8() };
}

export function writeHeartbeat(w: ByteWriter, heartbeat: Heartbeat): void {
  w.u8(0).u8(heartbeat.period).u8(heartbeat.warningCount).u8(heartbeat.reconnectCount);
}
