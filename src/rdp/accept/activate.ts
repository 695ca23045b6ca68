import type { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { checkpoint, type Phase, read, send } from '../connect/phase.js';
import type { ClientCoreData } from '../gcc/client-core.js';
import { readDomainFrame } from '../mcs/frame.js';
import { openData } from '../security/envelope.js';
import { PduType, readShareControl, shareControlPdu } from '../share/control-header.js';
import { DataPduType, readShareData } from '../share/data-header.js';
import { writeDeactivateAll } from '../share/deactivate-all.js';
import { readConfirmActive, writeDemandActive } from '../share/demand-active.js';
import { ControlAction, readControl, writeControl, writeFontMap, writeSynchronize } from '../share/finalization.js';
import { chooseDepth, clientCapabilities } from './client-capabilities.js';
import { HOST_USER_ID, hostDataFrame, hostFrame } from './frames.js';
import { hostCapabilities } from './host-capabilities.js';
import type { ClientCapabilities, HostActivation } from './result.js';
import type { DesktopSize, HostSettings } from './settings.js';

const TPKT_VERSION = 3;

/** What activation needs to know of the connection. */
export interface ShareContext {
  readonly core: ClientCoreData;
  readonly userId: number;
  readonly ioChannelId: number;
}

/**
 * Capabilities exchange and connection finalization ([MS-RDPBCGR] 1.3.1.1), up to the Font Map PDU. Units that have
 * nothing to do with it (input, channel data, both usual during a reactivation) go to `other`.
 */
export function* activate(
  settings: HostSettings,
  context: ShareContext,
  asked: DesktopSize,
  other: (unit: Uint8Array) => void,
): Phase<HostActivation> {
  const { shareId } = settings;
  const desktop = settings.desktop(asked);
  const colorDepth = chooseDepth(settings, context.core);
  yield* demandActive(settings, context, hostCapabilities(settings, desktop, colorDepth));
  const client = yield* finalize(settings, context, other);
  yield* checkpoint('activated');
  return { shareId, desktop, colorDepth, client };
}

/** Deactivate All ([MS-RDPBCGR] 1.3.1.3), then activation with another size. */
export function* reactivate(
  settings: HostSettings,
  context: ShareContext,
  asked: DesktopSize,
  other: (unit: Uint8Array) => void,
): Phase<HostActivation> {
  const body = new ByteWriter();
  writeDeactivateAll(body, settings);
  const pdu = shareControlPdu(PduType.DEACTIVATEALLPDU, HOST_USER_ID, body.finish());
  yield* send(hostFrame(context.ioChannelId, pdu));
  return yield* activate(settings, context, asked, other);
}

function* demandActive(
  settings: HostSettings,
  { ioChannelId }: ShareContext,
  capabilitySets: ReturnType<typeof hostCapabilities>,
): Phase<void> {
  const w = new ByteWriter(1024);
  writeDemandActive(w, { shareId: settings.shareId, sourceDescriptor: settings.name, capabilitySets });
  yield* send(hostFrame(ioChannelId, shareControlPdu(PduType.DEMANDACTIVEPDU, HOST_USER_ID, w.finish())));
}

/** Answers each of the client's PDUs as it comes; Font List is the last. */
function* finalize(
  settings: HostSettings,
  context: ShareContext,
  other: (unit: Uint8Array) => void,
): Phase<ClientCapabilities> {
  let client: ClientCapabilities | undefined;
  for (;;) {
    const unit = yield* read('frame');
    const step = readStep(unit, context.ioChannelId);
    if (step?.type === PduType.CONFIRMACTIVEPDU) {
      client = clientCapabilities(readConfirmActive(step.body).capabilitySets);
      yield* sendData(settings, context, DataPduType.SYNCHRONIZE, (w) => writeSynchronize(w, context.userId));
      yield* sendControl(settings, context, ControlAction.COOPERATE);
    } else if (step && client) {
      const { type, body } = readShareData(step.body);
      if (type === DataPduType.CONTROL && readControl(body).action === ControlAction.REQUEST_CONTROL)
        yield* sendControl(settings, context, ControlAction.GRANTED_CONTROL);
      else if (type === DataPduType.FONTLIST) {
        yield* sendData(settings, context, DataPduType.FONTMAP, writeFontMap);
        return client;
      }
    } else other(unit);
  }
}

/** The PDU if it is one of finalization: Confirm Active, or a Data PDU that only finalization has. */
function readStep(unit: Uint8Array, ioChannelId: number): { type: number; body: ByteReader } | undefined {
  if (unit[0] !== TPKT_VERSION) return undefined;
  const pdu = readDomainFrame(unit);
  if (pdu.type !== 'sendDataRequest' || pdu.channelId !== ioChannelId) return undefined;
  const control = readShareControl(openData(undefined, pdu.data).body);
  if (control.type === PduType.CONFIRMACTIVEPDU) return control;
  // The share data header is read a second time by whoever acts on it.
  return control.type === PduType.DATAPDU && FINALIZATION.has(pdu.data[DATA_TYPE_OFFSET]) ? control : undefined;
}

/** pduType2 behind share control header, shareId, padding, stream id and length. */
const DATA_TYPE_OFFSET = 6 + 4 + 1 + 1 + 2;
const FINALIZATION = new Set<number>([
  DataPduType.SYNCHRONIZE,
  DataPduType.CONTROL,
  DataPduType.BITMAPCACHE_PERSISTENT_LIST,
  DataPduType.FONTLIST,
]);

function* sendData(
  settings: HostSettings,
  context: ShareContext,
  type: number,
  write: (w: ByteWriter) => void,
): Phase<void> {
  const w = new ByteWriter(16);
  write(w);
  yield* send(hostDataFrame(context.ioChannelId, settings.shareId, type, w.finish()));
}

/** Granted Control names the client as the one in control, and the host as the one who says so. */
function* sendControl(settings: HostSettings, context: ShareContext, action: number): Phase<void> {
  const granted = action === ControlAction.GRANTED_CONTROL;
  const control = { action, grantId: granted ? context.userId : 0, controlId: granted ? HOST_USER_ID : 0 };
  yield* sendData(settings, context, DataPduType.CONTROL, (w) => writeControl(w, control));
}
