import { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { type Phase, read, send } from '../connect/phase.js';
import type { JoinedChannel } from '../connect/result.js';
import { RDP_VERSION_10_7 } from '../gcc/client-core.js';
import { type ClientData, readClientData } from '../gcc/client-data.js';
import { EncryptionMethod } from '../gcc/client-security.js';
import { readConferenceCreateRequest, writeConferenceCreateResponse } from '../gcc/conference-create.js';
import { type ServerData, writeServerData } from '../gcc/server-data.js';
import { EncryptionLevel } from '../gcc/server-security.js';
import { readConnectInitial } from '../mcs/connect-initial.js';
import { writeConnectResponse } from '../mcs/connect-response.js';
import { dataFrame, readDataFrame } from '../x224/data.js';

/** The I/O channel and those behind it, as Windows numbers them. */
const IO_CHANNEL = 1003;

/** What the basic settings exchange fixes for the rest of the connection. */
export interface BasicSettings {
  readonly client: ClientData;
  readonly ioChannelId: number;
  readonly messageChannelId: number | undefined;
  readonly channels: readonly JoinedChannel[];
}

/** Basic settings exchange ([MS-RDPBCGR] 1.3.1.1): the client's channels get ids; a message channel only if asked for. */
export function* basicSettings(requestedProtocols: number): Phase<BasicSettings> {
  const initial = readConnectInitial(readDataFrame(yield* read('tpkt')));
  const client = readClientData(new ByteReader(readConferenceCreateRequest(new ByteReader(initial.userData))));
  const channels = (client.network?.channels ?? []).map(({ name, options }, i) => ({
    name,
    options,
    id: IO_CHANNEL + 1 + i,
  }));
  const messageChannelId = client.messageChannel === undefined ? undefined : IO_CHANNEL + 1 + channels.length;
  const server: ServerData = {
    core: { version: RDP_VERSION_10_7, clientRequestedProtocols: requestedProtocols, earlyCapabilityFlags: 0 },
    security: { encryptionMethod: EncryptionMethod.NONE, encryptionLevel: EncryptionLevel.NONE },
    network: { ioChannelId: IO_CHANNEL, channelIds: channels.map(({ id }) => id) },
    ...(messageChannelId !== undefined && { messageChannelId }),
  };
  yield* send(connectResponse(initial.target, server));
  return { client, ioChannelId: IO_CHANNEL, messageChannelId, channels };
}

function connectResponse(parameters: ReturnType<typeof readConnectInitial>['target'], server: ServerData): Uint8Array {
  const blocks = new ByteWriter();
  writeServerData(blocks, server);
  const conference = new ByteWriter();
  writeConferenceCreateResponse(conference, blocks.finish());
  const response = new ByteWriter();
  writeConnectResponse(response, { result: 0, parameters, userData: conference.finish() });
  return dataFrame(response.finish());
}
