/**
 * Huffman codes of RDP 6.0 bulk compression, [MS-RDPEGDI] 3.1.8.1.4. Both codes are canonical, so the code lengths say
 * everything: a code's bits are counted up from the shortest code and sent from the least significant on.
 */

/** HuffLengthLEC: literals, end of stream, copy offsets, offset cache. One hexadecimal digit per symbol. */
export const LEC_LENGTHS =
  '66677777777888888898999988999999899a9999999a9aaa99a9a9a999aa9a99' +
  '89999aaa99aaaaaa99aaaaaaa9aaaaaa8aaaaaaaaaaaaaaa9aaaaaaa9aaaaaa9' +
  '799a9aaa9aaaaaaa9aaaaaaaaaaaaaaaaaaaaaaaaaadaaaaaabaaaaaaaaaaaaa' +
  '9aaaaa9aaaaa9aaa9aaaaaaaaaaaaaaa9aaaaaaaaaaaaa9a899a9aaa9aaa9987' +
  'dd77a77666656665656666666666666685677d';

/** HuffLengthLOM: lengths of match. */
export const LOM_LENGTHS = '42343445455667787889989999999999';

/** Longest codes, in bits. */
export const LEC_BITS = 13;
export const LOM_BITS = 9;

/** CopyOffsetBitsLUT and CopyOffsetBaseLUT: from the fifth on, two bases share a number of extra bits. */
export const OFFSET_BITS = Uint8Array.from({ length: 32 }, (_, i) => (i < 4 ? 0 : (i >> 1) - 1));
export const OFFSET_BASES = basesOf(OFFSET_BITS, 1);

/** LOMBitsLUT and LOMBaseLUT. The last two have 14 extra bits and start again at 2. */
export const LENGTH_BITS = Uint8Array.from('0000000011112222333344446688ee', (digit) => Number.parseInt(digit, 16));
export const LENGTH_BASES = basesOf(LENGTH_BITS, 2).fill(2, 28);

/** Each range begins where the one before ends. */
function basesOf(bits: Uint8Array, first: number): Uint16Array {
  const bases = new Uint16Array(bits.length);
  let base = first;
  for (let i = 0; i < bits.length; i++) {
    bases[i] = base;
    base += 1 << bits[i];
  }
  return bases;
}

/** The code of each symbol, ready to be sent from the least significant bit on. */
export function canonicalCodes(lengths: string): Uint16Array {
  const codes = new Uint16Array(lengths.length);
  let code = 0;
  for (let length = 1; length <= 15; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++)
      if (Number.parseInt(lengths[symbol], 16) === length) codes[symbol] = reversed(code++, length);
    code <<= 1;
  }
  return codes;
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result |= ((code >> bit) & 1) << (length - 1 - bit);
  return result;
}

/** Symbol and, from bit 12 on, code length, for every value of the next `size` bits. */
function decodingTable(lengths: string, size: number): Uint16Array {
  const table = new Uint16Array(1 << size);
  canonicalCodes(lengths).forEach((code, symbol) => {
    const length = Number.parseInt(lengths[symbol], 16);
    for (let index = code; index < table.length; index += 1 << length) table[index] = (length << 12) | symbol;
  });
  return table;
}

export const LEC_TABLE = decodingTable(LEC_LENGTHS, LEC_BITS);
export const LOM_TABLE = decodingTable(LOM_LENGTHS, LOM_BITS);
