import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { GatewayError } from '../../errors.js';

const KEY_BYTES = 32;
const ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/**
 * The keys that seal secrets at rest (AES-256-GCM, NIST SP 800-38D). The first key seals; all open, so that a key can be
 * replaced while values that the former one sealed are still there.
 *
 * A sealed value is base64url of key id (4 bytes, from the key's SHA-256), nonce (12), ciphertext and tag (16). `bound`
 * says where it stands, such as `credential/alice`; a value that is moved elsewhere does not open.
 */
export class KeyRing {
  readonly #again: (() => readonly Uint8Array[] | undefined) | undefined;
  #keys: ReadonlyMap<string, Uint8Array>;
  #first: string;

  /**
   * Throws CONFIG_INVALID unless there is a key and each has 32 bytes. `again` is asked before something is sealed, and
   * when no key opens something; it gives the keys when they are others than before.
   */
  constructor(keys: readonly Uint8Array[], again?: () => readonly Uint8Array[] | undefined) {
    [this.#keys, this.#first] = readKeys(keys);
    this.#again = again;
  }

  /** Ids of the keys, the one that seals first. They tell nothing about the keys. */
  get ids(): readonly string[] {
    this.#refresh();
    return [...this.#keys.keys()];
  }

  seal(text: string, bound: string): string {
    this.#refresh();
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#keys.get(this.#first)!, nonce).setAAD(Buffer.from(bound));
    const sealed = [cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return Buffer.concat([Buffer.from(this.#first, 'hex'), nonce, ...sealed]).toString('base64url');
  }

  /** Throws STORE_SEALED when no key opens it, or when it was changed or moved. */
  open(sealed: string, bound: string): string {
    const bytes = Buffer.from(sealed, 'base64url');
    const id = bytes.toString('hex', 0, ID_BYTES);
    if (!this.#keys.has(id)) this.#refresh();
    const key = this.#keys.get(id);
    if (!key || bytes.length < ID_BYTES + NONCE_BYTES + TAG_BYTES) throw new GatewayError('STORE_SEALED', { bound });
    const body = bytes.subarray(ID_BYTES + NONCE_BYTES, -TAG_BYTES);
    try {
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(ID_BYTES, ID_BYTES + NONCE_BYTES))
        .setAAD(Buffer.from(bound))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new GatewayError('STORE_SEALED', { bound }, { cause });
    }
  }

  /** Was it sealed with another key than the one that seals now? */
  isOld(sealed: string): boolean {
    this.#refresh();
    return Buffer.from(sealed, 'base64url').toString('hex', 0, ID_BYTES) !== this.#first;
  }

  #refresh(): void {
    const keys = this.#again?.();
    if (keys) [this.#keys, this.#first] = readKeys(keys);
  }
}

function readKeys(keys: readonly Uint8Array[]): [ReadonlyMap<string, Uint8Array>, string] {
  if (keys.length === 0 || keys.some((key) => key.length !== KEY_BYTES)) {
    throw new GatewayError('CONFIG_INVALID', {}, { detail: `store keys: each must have ${KEY_BYTES} bytes` });
  }
  return [new Map(keys.map((key) => [keyId(key), key])), keyId(keys[0])];
}

const keyId = (key: Uint8Array): string =>
  createHash('sha256')
    .update(key)
    .digest('hex')
    .slice(0, 2 * ID_BYTES);
