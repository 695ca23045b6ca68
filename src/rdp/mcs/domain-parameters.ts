import type { ByteReader } from '../../bytes/reader.js';
import { integer, readElement, readInteger, sequence, Tag } from '../crypto/der.js';

/** DomainParameters, [T.125] section 7 part 2. */
export interface DomainParameters {
  readonly maxChannelIds: number;
  readonly maxUserIds: number;
  readonly maxTokenIds: number;
  readonly numPriorities: number;
  readonly minThroughput: number;
  readonly maxHeight: number;
  readonly maxMcsPduSize: number;
  readonly protocolVersion: number;
}

const FIELDS = [
  'maxChannelIds',
  'maxUserIds',
  'maxTokenIds',
  'numPriorities',
  'minThroughput',
  'maxHeight',
  'maxMcsPduSize',
  'protocolVersion',
] as const;

/** What [MS-RDPBCGR] 4.1.3 shows clients asking for. */
export const TARGET_PARAMETERS: DomainParameters = {
  maxChannelIds: 34,
  maxUserIds: 2,
  maxTokenIds: 0,
  numPriorities: 1,
  minThroughput: 0,
  maxHeight: 1,
  maxMcsPduSize: 65535,
  protocolVersion: 2,
};
export const MINIMUM_PARAMETERS: DomainParameters = {
  ...TARGET_PARAMETERS,
  maxChannelIds: 1,
  maxUserIds: 1,
  maxTokenIds: 1,
  maxMcsPduSize: 1056,
};
export const MAXIMUM_PARAMETERS: DomainParameters = {
  ...TARGET_PARAMETERS,
  maxChannelIds: 65535,
  maxUserIds: 64535,
  maxTokenIds: 65535,
};

export function readDomainParameters(r: ByteReader, pdu: string): DomainParameters {
  const contents = readElement(r, Tag.sequence, pdu, 'domainParameters');
  const values = FIELDS.map((field) => [field, readInteger(contents, pdu, field)]);
  return Object.fromEntries(values) as unknown as DomainParameters;
}

export const domainParameters = (parameters: DomainParameters): Uint8Array =>
  sequence(...FIELDS.map((field) => integer(parameters[field])));
