import { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { DecodeError, invalid } from '../../errors.js';
import type { CryptoProvider } from '../crypto/provider.js';
import type { FrameCipher, SessionRandoms } from './cipher.js';
import { sameBytes, u32 } from './mac.js';

const PDU = 'TS_SECURITY_HEADER2';
const SIGNATURE = 8;
const INFORMATION = 2 /* length */ + 1 /* version */ + 1; /* padlen */
const HEADER_LENGTH = 0x10;
const TSFIPS_VERSION1 = 1;
const BLOCK = 8;
const IV = Uint8Array.of(0x12, 0x34, 0x56, 0x78, 0x90, 0xab, 0xcd, 0xef);

/** FIPS standard RDP security ([MS-RDPBCGR] 5.3.5.2, 5.3.6.2, 5.3.7.2): 3DES in CBC mode and HMAC-SHA1; keys stay. */
export class FipsCipher implements FrameCipher {
  readonly overhead = INFORMATION + SIGNATURE;
  readonly fips = true;
  /** The MAC always covers the packet count, without a flag that says so. */
  readonly salted = false;
  readonly #crypto: CryptoProvider;
  readonly #hmacKey: Uint8Array;
  readonly #encryptor: { update(data: Uint8Array): Uint8Array };
  readonly #decryptor: { update(data: Uint8Array): Uint8Array };
  #sent = 0;
  #received = 0;

  constructor(crypto: CryptoProvider, side: 'client' | 'host', { client, server }: SessionRandoms) {
    const fromClient = crypto.sha1(client.subarray(16), server.subarray(16));
    const fromHost = crypto.sha1(client.subarray(0, 16), server.subarray(0, 16));
    const [send, receive] = side === 'client' ? [fromClient, fromHost] : [fromHost, fromClient];
    this.#crypto = crypto;
    this.#hmacKey = crypto.sha1(fromHost, fromClient);
    this.#encryptor = crypto.tripleDes('encrypt', expandKey(send), IV);
    this.#decryptor = crypto.tripleDes('decrypt', expandKey(receive), IV);
  }

  useSaltedChecksum(): void {}

  encrypt(plain: Uint8Array): Uint8Array {
    const padding = (BLOCK - (plain.length % BLOCK)) % BLOCK;
    const w = new ByteWriter(this.overhead + plain.length + padding);
    w.u16(HEADER_LENGTH)
      .u8(TSFIPS_VERSION1)
      .u8(padding)
      .bytes(this.#mac(plain, this.#sent++));
    const padded = new Uint8Array(plain.length + padding);
    padded.set(plain);
    return w.bytes(this.#encryptor.update(padded)).finish();
  }

  decrypt(protectedData: Uint8Array): Uint8Array {
    if (protectedData.length < this.overhead) throw new DecodeError('PDU_TRUNCATED', PDU, 'dataSignature');
    const r = new ByteReader(protectedData);
    const length = r.u16();
    if (length !== HEADER_LENGTH) throw invalid(PDU, 'length', length);
    r.skip(1 /* version */);
    const padding = r.u8();
    const signature = r.bytes(SIGNATURE);
    if (r.remaining % BLOCK !== 0 || padding >= BLOCK || padding > r.remaining) throw invalid(PDU, 'padlen', padding);
    const padded = this.#decryptor.update(r.rest());
    const plain = padded.subarray(0, padded.length - padding);
    if (!sameBytes(this.#mac(plain, this.#received++), signature)) throw invalid(PDU, 'dataSignature');
    return plain;
  }

  #mac(plain: Uint8Array, count: number): Uint8Array {
    return this.#crypto.hmacSha1(this.#hmacKey, plain, u32(count)).subarray(0, SIGNATURE);
  }
}

/**
 * [MS-RDPBCGR] 5.3.5.2: from 160 bits to a 3DES key. The first byte is repeated at the end; then each output byte takes
 * the next seven bits, least significant first, and its lowest bit is set for odd parity.
 */
function expandKey(hash: Uint8Array): Uint8Array {
  const bits = new Uint8Array(21);
  bits.set(hash);
  bits[20] = hash[0];
  const key = new Uint8Array(24);
  for (let i = 0; i < 24; i++) {
    let byte = 0;
    for (let j = 0; j < 7; j++) {
      const n = 7 * i + j;
      byte |= ((bits[n >> 3] >> (n & 7)) & 1) << j;
    }
    key[i] = withOddParity(byte);
  }
  return key;
}

function withOddParity(byte: number): number {
  let ones = 0;
  for (let rest = byte >> 1; rest > 0; rest >>= 1) ones += rest & 1;
  return (byte & 0xfe) | ((ones & 1) ^ 1);
}
