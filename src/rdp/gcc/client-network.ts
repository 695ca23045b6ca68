import { LIMITS } from '../../bytes/limits.js';
import type { ByteReader } from '../../bytes/reader.js';
import { fromLatin1, latin1 } from '../../bytes/text.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { tooLarge } from '../../errors.js';
import type { StaticChannel } from '../settings.js';

const PDU = 'TS_UD_CS_NET';
const NAME_BYTES = 8;

/** [MS-RDPBCGR] 2.2.1.3.4 Client Network Data (TS_UD_CS_NET), an array of CHANNEL_DEF (2.2.1.3.4.1). */
export interface ClientNetworkData {
  readonly channels: readonly StaticChannel[];
}

export function readClientNetworkData(r: ByteReader): ClientNetworkData {
  r.need(4, PDU, 'channelCount');
  const count = r.u32();
  if (count > LIMITS.staticChannels) throw tooLarge(PDU, 'channelCount', count);
  r.need(count * (NAME_BYTES + 4) /* options */, PDU, 'channelDefArray');
  const channels = Array.from({ length: count }, () => ({ name: fromLatin1(r.bytes(NAME_BYTES)), options: r.u32() }));
  return { channels };
}

export function writeClientNetworkData(w: ByteWriter, network: ClientNetworkData): void {
  w.u32(network.channels.length);
  for (const { name, options } of network.channels) {
    const bytes = latin1(name.slice(0, NAME_BYTES - 1));
    w.bytes(bytes)
      .zeros(NAME_BYTES - bytes.length)
      .u32(options);
  }
}
