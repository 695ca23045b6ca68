import { invalid } from '../../src/errors.js';
import type { FrameCipher } from '../../src/rdp/security/cipher.js';

/** A cipher that anybody can undo: eight bytes of checksum, then the data with all bits flipped. */
export class XorCipher implements FrameCipher {
  readonly overhead = 8;
  readonly fips = false;
  readonly salted = false;

  useSaltedChecksum(): void {}

  encrypt(plain: Uint8Array): Uint8Array {
    const sealed = new Uint8Array(this.overhead + plain.length);
    sealed[0] = checksum(plain);
    plain.forEach((byte, i) => {
      sealed[this.overhead + i] = byte ^ 0xff;
    });
    return sealed;
  }

  decrypt(data: Uint8Array): Uint8Array {
    const plain = data.slice(this.overhead).map((byte) => byte ^ 0xff);
    if (data[0] !== checksum(plain)) throw invalid('TS_SECURITY_HEADER', 'dataSignature', data[0]);
    return plain;
  }
}

const checksum = (data: Uint8Array): number => data.reduce((sum, byte) => (sum + byte) & 0xff, 0x5a);
