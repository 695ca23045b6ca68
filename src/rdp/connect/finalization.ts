import { ByteWriter } from '../../bytes/writer.js';
import { DataPduType, shareDataPdu } from '../share/data-header.js';
import { ControlAction, writeControl, writeFontList, writeSynchronize } from '../share/finalization.js';
import { type Link, sendShare } from './link.js';
import type { Phase } from './phase.js';

/** The client's half of Connection Finalization, [MS-RDPBCGR] 1.3.1.1: it waits for none of the host's answers. */
export function* finalization(link: Link, shareId: number): Phase<void> {
  const pdus: readonly (readonly [type: number, write: (w: ByteWriter) => void])[] = [
    [DataPduType.SYNCHRONIZE, (w) => writeSynchronize(w, link.ioChannelId)],
    [DataPduType.CONTROL, (w) => writeControl(w, { action: ControlAction.COOPERATE, grantId: 0, controlId: 0 })],
    [DataPduType.CONTROL, (w) => writeControl(w, { action: ControlAction.REQUEST_CONTROL, grantId: 0, controlId: 0 })],
    [DataPduType.FONTLIST, writeFontList],
  ];
  for (const [type, write] of pdus) {
    const w = new ByteWriter(16);
    write(w);
    yield* sendShare(link, shareDataPdu(shareId, link.userId, type, w.finish()));
  }
}
