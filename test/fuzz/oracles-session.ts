import { concat } from '../../src/bytes/writer.js';
import { accept } from '../../src/rdp/accept/accept.js';
import type { HostSettings } from '../../src/rdp/accept/settings.js';
import { ActiveStage } from '../../src/rdp/active/active-stage.js';
import { MppcCompressor } from '../../src/rdp/bulk/mppc-compressor.js';
import { hostDynamicPdu } from '../../src/rdp/channels/drdynvc/pdu.js';
import { writeChannelMessage } from '../../src/rdp/channels/static-channel.js';
import { connect } from '../../src/rdp/connect/connect.js';
import type { Phase } from '../../src/rdp/connect/phase.js';
import { Framer } from '../../src/rdp/framing.js';
import { writeBitmapUpdate } from '../../src/rdp/graphics/bitmap-update.js';
import { FastPathUpdateCode, writeFastPathOutput } from '../../src/rdp/graphics/fast-path-output.js';
import { writeFrameMarker, writeSurfaceBits } from '../../src/rdp/graphics/surface-commands.js';
import { SecurityFlag } from '../../src/rdp/security/header.js';
import { writeAutoDetectRequest } from '../../src/rdp/share/auto-detect.js';
import { PduType } from '../../src/rdp/share/control-header.js';
import { DataPduType } from '../../src/rdp/share/data-header.js';
import { writeFontMap } from '../../src/rdp/share/finalization.js';
import { writeSaveSessionInfo } from '../../src/rdp/share/save-session-info.js';
import { nodeCrypto } from '../../src/transport/node-crypto.js';
import { body, CLIPRDR, connected, DYNAMIC, HostFrames, settings } from '../rdp-active/host-frames.js';
import { lockstep, PEER } from '../rdp-active/lockstep.js';
import type { Oracle } from './oracle.js';

const clientSettings = {
  ...settings(),
  channels: [CLIPRDR, DYNAMIC],
  crypto: { ...nodeCrypto, random: (n: number) => new Uint8Array(n).fill(7) },
};

const hostSettings: HostSettings = {
  security: { tls: true, rdp: true },
  desktop: (asked) => asked,
  colorDepth: 'client',
  codecs: { nsCodec: true, remoteFx: true, surfaceCommands: true },
  name: 'host',
  shareId: 0x103ea,
};

/** Feeds bytes to a connection sequence as its driver would, until they or it come to an end. */
function drive(phase: Phase<unknown>, bytes: Uint8Array): void {
  const framer = new Framer();
  framer.push(bytes);
  for (let step = phase.next(undefined); !step.done; ) {
    const action = step.value;
    if (action.type === 'read') {
      const unit = framer.next(action.hint);
      if (!unit) return;
      step = phase.next(unit);
    } else {
      step = phase.next(action.type === 'upgrade' ? PEER : undefined);
    }
  }
}

/** What a host sends in an active session, a little of everything. */
function session(): Uint8Array {
  const host = new HostFrames();
  const bitmap = {
    left: 0,
    top: 0,
    right: 8,
    bottom: 8,
    width: 8,
    height: 8,
    bitsPerPixel: 16,
    compressed: true,
    data: new Uint8Array(90),
  };
  const surface = { ...bitmap, bitsPerPixel: 32, codecId: 3 };
  const compressor = new MppcCompressor(65536);
  return concat([
    ...writeFastPathOutput(
      FastPathUpdateCode.FASTPATH_UPDATETYPE_BITMAP,
      body((w) => writeBitmapUpdate(w, [bitmap, bitmap])),
      {
        compress: (data) => compressor.compress(data),
      },
    ),
    ...writeFastPathOutput(
      FastPathUpdateCode.FASTPATH_UPDATETYPE_SURFCMDS,
      body((w) => {
        writeFrameMarker(w, 'begin', 1);
        writeSurfaceBits(w, surface);
      }),
      { packetSize: 64 },
    ),
    host.data(DataPduType.UPDATE, (w) => writeBitmapUpdate(w, [bitmap])),
    host.data(DataPduType.SAVE_SESSION_INFO, (w) => writeSaveSessionInfo(w, { type: 'plainNotify' })),
    host.message(
      SecurityFlag.SEC_AUTODETECT_REQ,
      body((w) => writeAutoDetectRequest(w, { sequence: 1, type: 'rtt', connectTime: false })),
    ),
    host.channel(DYNAMIC.id, writeChannelMessage(hostDynamicPdu({ type: 'capabilities', version: 3 }), 1600)[0]),
    host.control(PduType.DEACTIVATEALLPDU, new Uint8Array(7)),
    host.data(DataPduType.FONTMAP, writeFontMap),
  ]);
}

const { fromHost, fromClient } = lockstep(clientSettings, hostSettings);

/** Whole conversations: the connection sequence from both ends, and the active stage. */
export const sessionOracles: readonly Oracle[] = [
  { name: 'connect', seeds: [fromHost], run: (bytes) => drive(connect(clientSettings), bytes) },
  { name: 'accept', seeds: [fromClient], run: (bytes) => drive(accept(hostSettings), bytes) },
  {
    name: 'active-stage',
    seeds: [session()],
    run: (bytes) => {
      const stage = new ActiveStage(clientSettings, connected());
      const framer = new Framer();
      framer.push(bytes);
      const out: Uint8Array[] = [];
      for (let frame = framer.next('frame'); frame; frame = framer.next('frame')) stage.receive(frame, out);
    },
  },
];
