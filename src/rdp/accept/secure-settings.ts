import { DecodeError } from '../../errors.js';
import { type Phase, send } from '../connect/phase.js';
import { LicenseErrorCode, StateTransition, writeErrorAlert } from '../license/error-alert.js';
import { LicenseMessageType, licenseMessage } from '../license/message.js';
import type { SendData } from '../mcs/domain.js';
import { open, seal } from '../security/envelope.js';
import { SecurityFlag } from '../security/header.js';
import { readClientInfo } from '../share/client-info.js';
import { hostFrame } from './frames.js';

/**
 * Secure settings exchange ([MS-RDPBCGR] 1.3.1.1): reads the Client Info PDU and keeps its flags. Whoever connects is let
 * in: these hosts have no accounts, and what they show is public.
 */
export function readInfoFlags(first: SendData): number {
  const { flags, body } = open(undefined, first.data);
  if (!(flags & SecurityFlag.SEC_INFO_PKT))
    throw new DecodeError('PDU_UNEXPECTED', 'TS_SECURITY_HEADER', 'flags', flags);
  return readClientInfo(body).flags;
}

/** Licensing ([MS-RDPBCGR] 2.2.1.12): License Error PDU - Valid Client, which needs no answer. */
export function* license(ioChannelId: number): Phase<void> {
  const message = licenseMessage(LicenseMessageType.ERROR_ALERT, (w) =>
    writeErrorAlert(w, { code: LicenseErrorCode.STATUS_VALID_CLIENT, transition: StateTransition.ST_NO_TRANSITION }),
  );
  yield* send(hostFrame(ioChannelId, seal(undefined, SecurityFlag.SEC_LICENSE_PKT, message)));
}
