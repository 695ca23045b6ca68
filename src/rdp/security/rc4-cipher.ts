import { concat } from '../../bytes/writer.js';
import { DecodeError, invalid } from '../../errors.js';
import type { CryptoProvider } from '../crypto/provider.js';
import { Rc4, rc4 } from '../crypto/rc4.js';
import { EncryptionMethod } from '../gcc/client-security.js';
import type { FrameCipher, SessionRandoms } from './cipher.js';
import { macData, PAD_1, PAD_2, saltedHashes, sameBytes } from './mac.js';

const SIGNATURE = 8;
/** [MS-RDPBCGR] 5.3.7: keys are refreshed after this many packets in one direction. */
const PACKETS_PER_KEY = 4096;
/** [MS-RDPBCGR] 5.3.5.1: what the front of shortened keys is replaced with. */
const KEY_SALT = Uint8Array.of(0xd1, 0x26, 0x9e);

/** How many bytes of a 16-byte key are used, and how many of those are salt. */
function strength(method: number): { readonly length: number; readonly salted: number } {
  if (method === EncryptionMethod['128BIT']) return { length: 16, salted: 0 };
  return { length: 8, salted: method === EncryptionMethod['40BIT'] ? 3 : 1 };
}

function shorten(key: Uint8Array, method: number): Uint8Array {
  const { length, salted } = strength(method);
  const short = key.slice(0, length);
  short.set(KEY_SALT.subarray(0, salted));
  return short;
}

/** One direction: its key, the number of packets under that key and in all. */
class Direction {
  readonly #crypto: CryptoProvider;
  readonly #method: number;
  readonly #initialKey: Uint8Array;
  #key: Uint8Array;
  #stream: Rc4;
  #packetsUnderKey = 0;
  /** Packets so far; the salt of the next MAC. */
  packets = 0;

  constructor(crypto: CryptoProvider, method: number, key: Uint8Array) {
    this.#crypto = crypto;
    this.#method = method;
    this.#initialKey = key;
    this.#key = key;
    this.#stream = new Rc4(key);
  }

  apply(data: Uint8Array): Uint8Array {
    if (this.#packetsUnderKey === PACKETS_PER_KEY) this.#refresh();
    this.#packetsUnderKey++;
    this.packets++;
    return this.#stream.update(data);
  }

  /** [MS-RDPBCGR] 5.3.7.1. */
  #refresh(): void {
    const inner = this.#crypto.sha1(this.#initialKey, PAD_1, this.#key);
    const temporary = this.#crypto.md5(this.#initialKey, PAD_2, inner).subarray(0, this.#key.length);
    this.#key = shorten(rc4(temporary, temporary), this.#method);
    this.#stream = new Rc4(this.#key);
    this.#packetsUnderKey = 0;
  }
}

/** Non-FIPS standard RDP security ([MS-RDPBCGR] 5.3.5.1, 5.3.6, 5.3.7.1): RC4 with 40, 56 or 128 bits. */
export class Rc4Cipher implements FrameCipher {
  readonly overhead = SIGNATURE;
  readonly fips = false;
  readonly #crypto: CryptoProvider;
  readonly #macKey: Uint8Array;
  readonly #send: Direction;
  readonly #receive: Direction;
  #salted = false;

  constructor(crypto: CryptoProvider, method: number, side: 'client' | 'host', randoms: SessionRandoms) {
    const { client, server } = randoms;
    const preMaster = concat([client.subarray(0, 24), server.subarray(0, 24)]);
    const master = saltedHashes(crypto, preMaster, 'A', client, server);
    const blob = saltedHashes(crypto, master, 'X', client, server);
    const key = (at: number) => shorten(crypto.md5(blob.subarray(at, at + 16), client, server), method);
    const fromHost = new Direction(crypto, method, key(16));
    const fromClient = new Direction(crypto, method, key(32));
    this.#crypto = crypto;
    this.#macKey = shorten(blob, method);
    this.#send = side === 'client' ? fromClient : fromHost;
    this.#receive = side === 'client' ? fromHost : fromClient;
  }

  get salted(): boolean {
    return this.#salted;
  }

  useSaltedChecksum(): void {
    this.#salted = true;
  }

  encrypt(plain: Uint8Array): Uint8Array {
    const mac = macData(this.#crypto, this.#macKey, plain, this.#salted ? this.#send.packets : undefined);
    return concat([mac.subarray(0, SIGNATURE), this.#send.apply(plain)]);
  }

  decrypt(protectedData: Uint8Array, salted: boolean): Uint8Array {
    if (protectedData.length < SIGNATURE)
      throw new DecodeError('PDU_TRUNCATED', 'TS_SECURITY_HEADER1', 'dataSignature');
    const salt = salted ? this.#receive.packets : undefined;
    const plain = this.#receive.apply(protectedData.subarray(SIGNATURE));
    const mac = macData(this.#crypto, this.#macKey, plain, salt).subarray(0, SIGNATURE);
    if (!sameBytes(mac, protectedData.subarray(0, SIGNATURE))) throw invalid('TS_SECURITY_HEADER1', 'dataSignature');
    return plain;
  }
}
