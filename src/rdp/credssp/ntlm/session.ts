import { ByteReader } from '../../../bytes/reader.js';
import { latin1 } from '../../../bytes/text.js';
import { ByteWriter, concat } from '../../../bytes/writer.js';
import { invalid } from '../../../errors.js';
import type { CryptoProvider } from '../../crypto/provider.js';
import { Rc4 } from '../../crypto/rc4.js';
import { sameBytes, u32 } from '../../security/mac.js';

const VERSION = 1;
const CHECKSUM = 8;
const MESSAGE_SIGNATURE = 4 /* Version */ + CHECKSUM + 4; /* SeqNum */

const magic = (from: string, to: string, use: string): Uint8Array =>
  latin1(`session key to ${from}-to-${to} ${use} key magic constant\0`);

/** One direction of a session: keys, cipher state and sequence number. */
class Direction {
  readonly #crypto: CryptoProvider;
  readonly #signKey: Uint8Array;
  readonly #sealKey: Uint8Array;
  #cipher: Rc4;
  #sequence = 0;

  constructor(crypto: CryptoProvider, sessionKey: Uint8Array, from: string, to: string) {
    this.#crypto = crypto;
    this.#signKey = crypto.md5(sessionKey, magic(from, to, 'signing'));
    this.#sealKey = crypto.md5(sessionKey, magic(from, to, 'sealing'));
    this.#cipher = new Rc4(this.#sealKey);
  }

  crypt(data: Uint8Array): Uint8Array {
    return this.#cipher.update(data);
  }

  /** MAC with extended session security and key exchange, [MS-NLMP] 3.4.4.2. */
  signature(message: Uint8Array): Uint8Array {
    const sequence = u32(this.#sequence++);
    const checksum = this.#crypto.hmacMd5(this.#signKey, sequence, message).subarray(0, CHECKSUM);
    return new ByteWriter(MESSAGE_SIGNATURE).u32(VERSION).bytes(this.crypt(checksum)).bytes(sequence).finish();
  }

  restartCipher(): void {
    this.#cipher = new Rc4(this.#sealKey);
  }
}

/** [MS-NLMP] 3.4: session security with 128 bits, extended session security and key exchange. */
export class NtlmSession {
  readonly #send: Direction;
  readonly #receive: Direction;

  constructor(crypto: CryptoProvider, exportedSessionKey: Uint8Array, side: 'client' | 'server') {
    const other = side === 'client' ? 'server' : 'client';
    this.#send = new Direction(crypto, exportedSessionKey, side, other);
    this.#receive = new Direction(crypto, exportedSessionKey, other, side);
  }

  /** Signature and ciphertext, as GSS_WrapEx puts them for CredSSP ([MS-NLMP] 3.4.6). */
  seal(message: Uint8Array): Uint8Array {
    const sealed = this.#send.crypt(message);
    return concat([this.#send.signature(message), sealed]);
  }

  /** Throws PDU_INVALID when the signature is wrong. */
  unseal(data: Uint8Array): Uint8Array {
    const r = new ByteReader(data);
    const signature = r.bytes(MESSAGE_SIGNATURE, 'NTLMSSP_MESSAGE_SIGNATURE');
    const message = this.#receive.crypt(r.rest());
    this.#check(message, signature);
    return message;
  }

  /** A signature alone, for the mechListMIC of SPNEGO. */
  sign(message: Uint8Array): Uint8Array {
    return this.#send.signature(message);
  }

  verify(message: Uint8Array, signature: Uint8Array): void {
    this.#check(message, signature);
  }

  /** After an exchange of mechListMIC both ciphers start over, [MS-SPNG] 3.3.5.1; sequence numbers go on. */
  restartCiphers(): void {
    this.#send.restartCipher();
    this.#receive.restartCipher();
  }

  #check(message: Uint8Array, signature: Uint8Array): void {
    if (!sameBytes(this.#receive.signature(message), signature)) {
      throw invalid('NTLMSSP_MESSAGE_SIGNATURE', 'Checksum');
    }
  }
}
