import { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { GatewayError } from '../../errors.js';
import { writeClientData } from '../gcc/client-data.js';
import { readConferenceCreateResponse, writeConferenceCreateRequest } from '../gcc/conference-create.js';
import { readServerData, type ServerData } from '../gcc/server-data.js';
import { connectInitial, writeConnectInitial } from '../mcs/connect-initial.js';
import { readConnectResponse } from '../mcs/connect-response.js';
import type { ClientSettings } from '../settings.js';
import { dataFrame, readDataFrame } from '../x224/data.js';
import { clientData } from './client-data.js';
import type { Negotiated } from './initiation.js';
import { type Phase, read, send } from './phase.js';

/** Basic Settings Exchange, [MS-RDPBCGR] 1.3.1.1: MCS Connect Initial and Connect Response around GCC blocks. */
export function* basicSettings(settings: ClientSettings, negotiated: Negotiated): Phase<ServerData> {
  const blocks = new ByteWriter(1024);
  writeClientData(blocks, clientData(settings, negotiated));
  const conference = new ByteWriter(1024);
  writeConferenceCreateRequest(conference, blocks.finish());
  const initial = new ByteWriter(1024);
  writeConnectInitial(initial, connectInitial(conference.finish()));
  yield* send(dataFrame(initial.finish()));

  const { result, userData } = readConnectResponse(readDataFrame(yield* read('tpkt')));
  if (result !== 0) throw new GatewayError('HOST_ERROR', { result }, { detail: `MCS connection refused (${result})` });
  return readServerData(new ByteReader(readConferenceCreateResponse(new ByteReader(userData))));
}
