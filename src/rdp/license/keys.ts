import type { CryptoProvider } from '../crypto/provider.js';
import { rc4 } from '../crypto/rc4.js';
import { macData, saltedHashes } from '../security/mac.js';

/** [MS-RDPELE] 5.1.3 to 5.1.6: both sides derive the same keys from the premaster secret and their randoms. */
export class LicenseKeys {
  readonly #crypto: CryptoProvider;
  readonly #macKey: Uint8Array;
  readonly #encryptionKey: Uint8Array;

  constructor(crypto: CryptoProvider, preMaster: Uint8Array, clientRandom: Uint8Array, serverRandom: Uint8Array) {
    const master = saltedHashes(crypto, preMaster, 'A', clientRandom, serverRandom);
    // The order of the randoms changes here, unlike in standard security.
    const blob = saltedHashes(crypto, master, 'A', serverRandom, clientRandom);
    this.#crypto = crypto;
    this.#macKey = blob.subarray(0, 16);
    this.#encryptionKey = crypto.md5(blob.subarray(16, 32), clientRandom, serverRandom);
  }

  /** Every field is a message of its own under RC4. */
  crypt(data: Uint8Array): Uint8Array {
    return rc4(this.#encryptionKey, data);
  }

  mac(data: Uint8Array): Uint8Array {
    return macData(this.#crypto, this.#macKey, data);
  }
}
