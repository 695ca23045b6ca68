import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { boolean, element, octetString, readElement, readOctetString, Tag } from '../crypto/der.js';
import {
  type DomainParameters,
  domainParameters,
  MAXIMUM_PARAMETERS,
  MINIMUM_PARAMETERS,
  readDomainParameters,
  TARGET_PARAMETERS,
} from './domain-parameters.js';

const PDU = 'Connect-Initial';
/** [APPLICATION 101] */
const CONNECT_INITIAL = 0x7f65;
const DOMAIN_SELECTOR = Uint8Array.of(1);

/** [MS-RDPBCGR] 2.2.1.3 Client MCS Connect Initial PDU, around a GCC Conference Create Request. */
export interface ConnectInitial {
  readonly target: DomainParameters;
  readonly minimum: DomainParameters;
  readonly maximum: DomainParameters;
  readonly userData: Uint8Array;
}

/** The parameters that every client asks for. */
export const connectInitial = (userData: Uint8Array): ConnectInitial => ({
  target: TARGET_PARAMETERS,
  minimum: MINIMUM_PARAMETERS,
  maximum: MAXIMUM_PARAMETERS,
  userData,
});

export function readConnectInitial(r: ByteReader): ConnectInitial {
  const body = readElement(r, CONNECT_INITIAL, PDU);
  readOctetString(body, PDU, 'callingDomainSelector');
  readOctetString(body, PDU, 'calledDomainSelector');
  readElement(body, Tag.boolean, PDU, 'upwardFlag');
  return {
    target: readDomainParameters(body, PDU),
    minimum: readDomainParameters(body, PDU),
    maximum: readDomainParameters(body, PDU),
    userData: readOctetString(body, PDU, 'userData'),
  };
}

export function writeConnectInitial(w: ByteWriter, pdu: ConnectInitial): void {
  w.bytes(
    element(
      CONNECT_INITIAL,
      octetString(DOMAIN_SELECTOR),
      octetString(DOMAIN_SELECTOR),
      boolean(true),
      domainParameters(pdu.target),
      domainParameters(pdu.minimum),
      domainParameters(pdu.maximum),
      octetString(pdu.userData),
    ),
  );
}
