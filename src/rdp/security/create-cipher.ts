import { DecodeError } from '../../errors.js';
import type { CryptoProvider } from '../crypto/provider.js';
import { EncryptionMethod } from '../gcc/client-security.js';
import type { FrameCipher, SessionRandoms } from './cipher.js';
import { FipsCipher } from './fips-cipher.js';
import { Rc4Cipher } from './rc4-cipher.js';

/** The cipher for an encryption method of [MS-RDPBCGR] 2.2.1.4.3; nothing for ENCRYPTION_METHOD_NONE. */
export function createCipher(
  crypto: CryptoProvider,
  method: number,
  side: 'client' | 'host',
  randoms: SessionRandoms,
): FrameCipher | undefined {
  switch (method) {
    case EncryptionMethod.NONE:
      return undefined;
    case EncryptionMethod.FIPS:
      return new FipsCipher(crypto, side, randoms);
    case EncryptionMethod['40BIT']:
    case EncryptionMethod['56BIT']:
    case EncryptionMethod['128BIT']:
      return new Rc4Cipher(crypto, method, side, randoms);
    default:
      throw new DecodeError('PDU_INVALID', 'TS_UD_SC_SEC1', 'encryptionMethod', method);
  }
}
