/** Text as RDP spells it: UTF-16LE in most PDUs, ASCII in a few. Unpaired surrogates pass through unchanged. */

export function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[2 * i] = unit & 0xff;
    bytes[2 * i + 1] = unit >> 8;
  }
  return bytes;
}

/** Decodes UTF-16LE; a trailing odd byte is ignored. Stops at the first NUL when `terminated`. */
export function fromUtf16(bytes: Uint8Array, terminated = true): string {
  let text = '';
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const unit = bytes[i] | (bytes[i + 1] << 8);
    if (unit === 0 && terminated) break;
    text += String.fromCharCode(unit);
  }
  return text;
}

/** Code units above 0xFF become `?`. */
export function latin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[i] = unit < 0x100 ? unit : 0x3f;
  }
  return bytes;
}

export function fromLatin1(bytes: Uint8Array, terminated = true): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === 0 && terminated) break;
    text += String.fromCharCode(byte);
  }
  return text;
}

const HEX = '0123456789abcdef';

/** Lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte >> 4] + HEX[byte & 15];
  return text;
}

/** Bytes of a hexadecimal text; white space is ignored. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  const bytes = new Uint8Array(digits.length >> 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
