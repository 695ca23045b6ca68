/** The byte stream of [ITU-T H.264] annex B: NAL units behind start codes. */
const NalType = { slice: 1, partition: 2, idr: 5, sequenceParameters: 7 } as const;
/** Zero, zero, one. More zeros may stand before it, and belong to no unit. */
const START_CODE = 3;

/** `bytes[from]` is the unit's header, and `to` is where its last byte ends. */
export interface NalUnit {
  readonly from: number;
  readonly to: number;
}

export interface AccessUnit {
  /** It begins with a picture that needs no other. */
  readonly key: boolean;
  readonly sequenceParameters: NalUnit | undefined;
}

/** What stands before the first slice, and of which kind that is. Everything behind it is left unread. */
export function describeAccessUnit(bytes: Uint8Array): AccessUnit {
  let sequenceParameters: NalUnit | undefined;
  for (let from = afterStartCode(bytes, 0); from !== undefined; ) {
    const type = bytes[from] & 31;
    if (type === NalType.idr) return { key: true, sequenceParameters };
    if (type === NalType.slice || type === NalType.partition) break;
    const next = afterStartCode(bytes, from);
    if (type === NalType.sequenceParameters) {
      sequenceParameters = { from, to: next === undefined ? bytes.length : next - START_CODE };
    }
    from = next;
  }
  return { key: false, sequenceParameters };
}

/** The unit's payload: header and emulation prevention bytes are left out ([ITU-T H.264] 7.4.1). */
export function payloadOf(bytes: Uint8Array, { from, to }: NalUnit): Uint8Array {
  const payload: number[] = [];
  let zeros = 0;
  for (const byte of bytes.subarray(from + 1, to)) {
    if (zeros === 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    payload.push(byte);
  }
  return Uint8Array.from(payload);
}

/** The stream with another payload in one of its units. */
export function replacePayload(bytes: Uint8Array, { from, to }: NalUnit, payload: Uint8Array): Uint8Array {
  const escaped: number[] = [];
  let zeros = 0;
  for (const byte of payload) {
    if (zeros === 2 && byte <= 3) {
      escaped.push(3);
      zeros = 0;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    escaped.push(byte);
  }
  const result = new Uint8Array(bytes.length - (to - from - 1) + escaped.length);
  result.set(bytes.subarray(0, from + 1));
  result.set(escaped, from + 1);
  result.set(bytes.subarray(to), from + 1 + escaped.length);
  return result;
}

/** Where the first unit behind `from` begins. */
function afterStartCode(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(1, from + 2); at !== -1; at = bytes.indexOf(1, at + 1)) {
    if (bytes[at - 1] === 0 && bytes[at - 2] === 0 && at + 1 < bytes.length) return at + 1;
  }
  return undefined;
}
