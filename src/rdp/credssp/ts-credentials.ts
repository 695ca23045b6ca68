import { ByteReader } from '../../bytes/reader.js';
import { fromUtf16, utf16 } from '../../bytes/text.js';
import { invalid } from '../../errors.js';
import {
  contextTag,
  explicit,
  integer,
  octetString,
  readElement,
  readInteger,
  readOctetString,
  sequence,
  Tag,
} from '../crypto/der.js';
import type { Credentials } from '../settings.js';

const PDU = 'TSCredentials';
const TS_PASSWORD_CREDS = 1;

/** [MS-CSSP] 2.2.1.2 TSCredentials around TSPasswordCreds (2.2.1.2.1). */
export function readTsCredentials(bytes: Uint8Array): Credentials {
  const outer = readElement(new ByteReader(bytes), Tag.sequence, PDU);
  const type = readInteger(readElement(outer, contextTag(0), PDU), PDU, 'credType');
  if (type !== TS_PASSWORD_CREDS) throw invalid(PDU, 'credType', type);
  const inner = readOctetString(readElement(outer, contextTag(1), PDU), PDU, 'credentials');
  const creds = readElement(new ByteReader(inner), Tag.sequence, 'TSPasswordCreds');
  const text = (n: number, field: string): string =>
    fromUtf16(readOctetString(readElement(creds, contextTag(n), 'TSPasswordCreds', field), 'TSPasswordCreds', field));
  return { domain: text(0, 'domainName'), username: text(1, 'userName'), password: text(2, 'password') };
}

export function tsCredentials(credentials: Credentials): Uint8Array {
  const creds = sequence(
    explicit(0, octetString(utf16(credentials.domain))),
    explicit(1, octetString(utf16(credentials.username))),
    explicit(2, octetString(utf16(credentials.password))),
  );
  return sequence(explicit(0, integer(TS_PASSWORD_CREDS)), explicit(1, octetString(creds)));
}
