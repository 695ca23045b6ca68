import { ByteWriter } from '../../bytes/writer.js';
import { DataPduType } from '../../rdp/share/data-header.js';
import { writeSetErrorInfo } from '../../rdp/share/error-info.js';
import type { HostClient } from './client.js';

/** Reasons of [MS-RDPBCGR] 2.2.5.1.1 that our hosts give. */
export const Refusal = {
  /** The pictures need the graphics pipeline, or a codec of it, and the client does not have it. */
  ERRINFO_GRAPHICS_SUBSYSTEM_FAILED: 0x112f,
} as const;

/** Says why, then goodbye. */
export function refuse(client: HostClient, reason: number): void {
  const w = new ByteWriter(4);
  writeSetErrorInfo(w, reason);
  client.sendData(DataPduType.SET_ERROR_INFO, w.finish());
  client.close();
}
