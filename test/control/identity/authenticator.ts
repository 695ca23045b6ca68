/** An authenticator in software: real keys and signatures, as Web Authentication Level 3 section 6 lays them out. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';

const UP = 0x01;
const UV = 0x04;
const BE = 0x08;
const BS = 0x10;
const AT = 0x40;

interface Behaviour {
  readonly origin: string;
  /** Does it verify the person? */
  readonly verifies: boolean;
  /** May the passkey be on several devices? */
  readonly synced: boolean;
}

export class Authenticator {
  readonly id = randomBytes(32);
  counter = 0;
  handle = '';
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #behaviour: Behaviour;

  constructor(behaviour: Partial<Behaviour> = {}) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#privateKey = privateKey;
    this.#publicKey = publicKey;
    this.#behaviour = { origin: 'https://gateway.example', verifies: true, synced: false, ...behaviour };
  }

  create({ challenge, rp, user }: PublicKeyCredentialCreationOptionsJSON): RegistrationResponseJSON {
    this.handle = user.id;
    const { x, y } = this.#publicKey.export({ format: 'jwk' });
    const key = cbor(
      new Map<number, unknown>([
        [1 /* kty */, 2 /* EC2 */],
        [3 /* alg */, -7 /* ES256 */],
        [-1 /* crv */, 1 /* P-256 */],
        [-2 /* x */, Buffer.from(x!, 'base64url')],
        [-3 /* y */, Buffer.from(y!, 'base64url')],
      ]),
    );
    const length = Buffer.from([0, this.id.length]);
    const credential = Buffer.concat([Buffer.alloc(16) /* aaguid */, length, this.id, key]);
    const authData = Buffer.concat([this.#authData(rp.id!, AT), credential]);
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]);
    return {
      ...this.#named(),
      response: {
        clientDataJSON: this.#clientData('webauthn.create', challenge).toString('base64url'),
        attestationObject: cbor(attestation).toString('base64url'),
        transports: ['internal'],
      },
    };
  }

  get({ challenge, rpId }: PublicKeyCredentialRequestOptionsJSON): AuthenticationResponseJSON {
    this.counter++;
    const authData = this.#authData(rpId!, 0);
    const clientData = this.#clientData('webauthn.get', challenge);
    const signed = Buffer.concat([authData, createHash('sha256').update(clientData).digest()]);
    return {
      ...this.#named(),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: sign('sha256', signed, this.#privateKey).toString('base64url'),
        userHandle: this.handle,
      },
    };
  }

  #named() {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
  }

  #authData(domain: string, more: number): Buffer {
    const { verifies, synced } = this.#behaviour;
    const flags = UP | (verifies ? UV : 0) | (synced ? BE | BS : 0) | more;
    const head = Buffer.alloc(37);
    createHash('sha256').update(domain).digest().copy(head);
    head[32] = flags;
    head.writeUInt32BE(this.counter, 33);
    return head;
  }

  #clientData(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.#behaviour.origin, crossOrigin: false }));
  }
}

/** As much of RFC 8949 as attestation objects need. */
function cbor(value: unknown): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const entries = [...(value as Map<unknown, unknown>)];
  return Buffer.concat([head(5, entries.length), ...entries.flat().map(cbor)]);
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 0x100) return Buffer.from([(major << 5) | 24, length]);
  return Buffer.from([(major << 5) | 25, length >> 8, length & 0xff]);
}
