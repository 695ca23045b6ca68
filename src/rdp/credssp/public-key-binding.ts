import { latin1 } from '../../bytes/text.js';
import type { CryptoProvider } from '../crypto/provider.js';

const CLIENT_TO_SERVER = latin1('CredSSP Client-To-Server Binding Hash\0');
const SERVER_TO_CLIENT = latin1('CredSSP Server-To-Client Binding Hash\0');
/** From this version on a nonce keeps an answer from being played back (CVE-2018-0886). */
const HASHED_SINCE = 5;

/** What a binding is made over, [MS-CSSP] 3.1.5. */
export interface BindingInput {
  readonly crypto: CryptoProvider;
  /** The lower of both sides' versions. */
  readonly version: number;
  /** Contents of the SubjectPublicKey BIT STRING. */
  readonly publicKey: Uint8Array;
  readonly nonce: Uint8Array;
}

/** pubKeyAuth of a client before it is sealed. */
export function clientBinding({ crypto, version, publicKey, nonce }: BindingInput): Uint8Array {
  return version >= HASHED_SINCE ? crypto.sha256(CLIENT_TO_SERVER, nonce, publicKey) : publicKey;
}

/** pubKeyAuth of a host before it is sealed; in old versions the client's with one added to its first byte. */
export function serverBinding({ crypto, version, publicKey, nonce }: BindingInput): Uint8Array {
  if (version >= HASHED_SINCE) return crypto.sha256(SERVER_TO_CLIENT, nonce, publicKey);
  const changed = publicKey.slice();
  changed[0] += 1;
  return changed;
}
