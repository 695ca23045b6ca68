import { LIMITS } from '../../bytes/limits.js';
import type { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { tooLarge } from '../../errors.js';
import type { ClientSettings } from '../settings.js';
import { findSet } from '../share/capability-sets/index.js';
import { PduType, shareControlPdu } from '../share/control-header.js';
import { DataPduType } from '../share/data-header.js';
import { type DemandActive, readDemandActive, writeConfirmActive } from '../share/demand-active.js';
import type { Redirection } from '../share/redirection.js';
import { clientCapabilities, type Desktop } from './client-capabilities.js';
import { finalization } from './finalization.js';
import { hostCapabilities, takesSaltedChecksum } from './host-capabilities.js';
import type { IoReader } from './io-reader.js';
import { type Link, sendShare } from './link.js';
import type { Phase } from './phase.js';
import type { Activation } from './result.js';

const SOURCE_DESCRIPTOR = 'SLUICE';

export type Activated =
  | { readonly kind: 'activated'; readonly activation: Activation }
  | { readonly kind: 'redirected'; readonly redirection: Redirection };

/**
 * Capabilities Exchange and Connection Finalization, [MS-RDPBCGR] 1.3.1.1, from the Demand Active PDU to the Font Map PDU.
 * `demandActive` is one that has been read already. A host may deactivate and demand again at any point, so a new Demand
 * Active starts over.
 */
export function* activation(
  settings: ClientSettings,
  link: Link,
  reader: Pick<IoReader, 'next'>,
  demandActive?: ByteReader,
): Phase<Activated> {
  let current: { readonly shareId: number; readonly activation: Activation } | undefined;
  if (demandActive) current = yield* confirm(settings, link, readDemandActive(demandActive));
  for (;;) {
    const pdu = yield* reader.next();
    if (pdu.kind === 'redirection') return { kind: 'redirected', redirection: pdu.redirection };
    if (pdu.kind === 'demandActive') current = yield* confirm(settings, link, readDemandActive(pdu.body));
    else if (current && pdu.kind === 'data' && pdu.data.type === DataPduType.FONTMAP) {
      return { kind: 'activated', activation: current.activation };
    }
  }
}

function* confirm(settings: ClientSettings, link: Link, demand: DemandActive) {
  const { shareId, capabilitySets } = demand;
  const bitmap = findSet(capabilitySets, 'bitmap');
  const desktop: Desktop = bitmap
    ? { width: bitmap.desktopWidth, height: bitmap.desktopHeight }
    : { width: settings.width, height: settings.height };
  requireDesktop(desktop);
  if (takesSaltedChecksum(capabilitySets)) link.cipher?.useSaltedChecksum();
  const w = new ByteWriter(1024);
  writeConfirmActive(w, {
    shareId,
    sourceDescriptor: SOURCE_DESCRIPTOR,
    capabilitySets: clientCapabilities(settings, desktop),
  });
  yield* sendShare(link, shareControlPdu(PduType.CONFIRMACTIVEPDU, link.userId, w.finish()));
  yield* finalization(link, shareId);
  const activation: Activation = {
    shareId,
    ...desktop,
    colorDepth: bitmap?.preferredBitsPerPixel ?? settings.codecs.colorDepth,
    host: hostCapabilities(capabilitySets),
  };
  return { shareId, activation };
}

function requireDesktop({ width, height }: Desktop): void {
  const side = Math.max(width, height);
  if (width === 0 || height === 0 || side > LIMITS.desktopSide) {
    throw tooLarge('TS_BITMAP_CAPABILITYSET', 'desktopWidth', side);
  }
  if (width * height > LIMITS.desktopPixels) throw tooLarge('TS_BITMAP_CAPABILITYSET', 'desktopHeight', height);
}
