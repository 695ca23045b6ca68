import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import {
  element,
  enumerated,
  integer,
  octetString,
  readElement,
  readInteger,
  readOctetString,
  Tag,
} from '../crypto/der.js';
import { type DomainParameters, domainParameters, readDomainParameters } from './domain-parameters.js';

const PDU = 'Connect-Response';
/** [APPLICATION 102] */
const CONNECT_RESPONSE = 0x7f66;

/** [MS-RDPBCGR] 2.2.1.4 Server MCS Connect Response PDU, around a GCC Conference Create Response. */
export interface ConnectResponse {
  /** Result of [T.125] section 7 part 3; 0 is rt-successful. */
  readonly result: number;
  readonly parameters: DomainParameters;
  readonly userData: Uint8Array;
}

export function readConnectResponse(r: ByteReader): ConnectResponse {
  const body = readElement(r, CONNECT_RESPONSE, PDU);
  const result = readInteger(body, PDU, 'result', Tag.enumerated);
  readInteger(body, PDU, 'calledConnectId');
  return { result, parameters: readDomainParameters(body, PDU), userData: readOctetString(body, PDU, 'userData') };
}

export function writeConnectResponse(w: ByteWriter, pdu: ConnectResponse): void {
  w.bytes(
    element(
      CONNECT_RESPONSE,
      enumerated(pdu.result),
      integer(0),
      domainParameters(pdu.parameters),
      octetString(pdu.userData),
    ),
  );
}
