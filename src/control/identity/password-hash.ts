import { scrypt, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../../errors.js';
import { type Random, systemRandom } from './tokens.js';

/** Parameters of RFC 7914: N is 2 to the power of `cost`. */
interface Parameters {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallel: number;
}

/** As OWASP's Password Storage Cheat Sheet recommends; 128 MiB and some 0.4 s a hash. */
const DEFAULT_COST = 17;
const BLOCK_SIZE = 8;
const PARALLEL = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Nothing stored may ask for more than this. */
const MOST = { cost: 20, blockSize: 16, parallel: 16 } as const;

export interface PasswordHasherOptions {
  readonly cost?: number;
  /** Hashes at a time: each takes 128 * 2^cost * 8 bytes, and a thread of libuv's pool that files and DNS need too. */
  readonly concurrent?: number;
  /** Hashes that wait for their turn; more are refused with TOO_MANY_REQUESTS. */
  readonly waiting?: number;
  readonly random?: Random;
}

/**
 * Hashes passwords with scrypt. A hash reads `$scrypt$ln=17,r=8,p=1$salt$hash`, so that parameters can grow; old ones are
 * replaced when the person signs in.
 */
export class PasswordHasher {
  readonly #current: Parameters;
  readonly #random: Random;
  readonly #turns: Turns;

  constructor({
    cost = DEFAULT_COST,
    concurrent = 2,
    waiting = 32,
    random = systemRandom,
  }: PasswordHasherOptions = {}) {
    this.#current = { cost, blockSize: BLOCK_SIZE, parallel: PARALLEL };
    this.#random = random;
    this.#turns = new Turns(concurrent, waiting);
  }

  async hash(password: string): Promise<string> {
    const salt = this.#random(SALT_BYTES);
    const hash = await this.#derive(password, salt, this.#current);
    const { cost, blockSize, parallel } = this.#current;
    return `$scrypt$ln=${cost},r=${blockSize},p=${parallel}$${base64(salt)}$${base64(hash)}`;
  }

  /** Takes as long without a stored hash as with one, so that nobody learns who has an account. */
  async verify(password: string, stored: string | undefined): Promise<'wrong' | 'right' | 'outdated'> {
    const parsed = stored === undefined ? undefined : parse(stored);
    const parameters = parsed?.parameters ?? this.#current;
    const found = await this.#derive(password, parsed?.salt ?? this.#random(SALT_BYTES), parameters);
    if (!parsed || !timingSafeEqual(found, parsed.hash)) return 'wrong';
    return sameParameters(parameters, this.#current) ? 'right' : 'outdated';
  }

  #derive(password: string, salt: Uint8Array, { cost, blockSize, parallel }: Parameters): Promise<Buffer> {
    const N = 2 ** cost;
    const options = { N, r: blockSize, p: parallel, maxmem: 128 * blockSize * (N + parallel + 2) };
    return this.#turns.take(
      () =>
        new Promise((resolve, reject) => {
          scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
            error ? reject(error) : resolve(key),
          );
        }),
    );
  }
}

/** Lets a few pieces of work run at a time and a few more wait. */
class Turns {
  #running = 0;
  readonly #queue: (() => void)[] = [];

  constructor(
    readonly concurrent: number,
    readonly waiting: number,
  ) {}

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.concurrent) {
      if (this.#queue.length >= this.waiting) throw new GatewayError('TOO_MANY_REQUESTS', { retryAfter: 5 });
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    } else {
      this.#running++;
    }
    try {
      return await work();
    } finally {
      // Whoever waits takes over the place, so that nobody slips in between.
      const next = this.#queue.shift();
      if (next) next();
      else this.#running--;
    }
  }
}

const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

function parse(stored: string): { parameters: Parameters; salt: Buffer; hash: Buffer } {
  const match = FORM.exec(stored);
  const parameters = { cost: Number(match?.[1]), blockSize: Number(match?.[2]), parallel: Number(match?.[3]) };
  const sane = (Object.keys(MOST) as (keyof Parameters)[]).every(
    (key) => 1 <= parameters[key] && parameters[key] <= MOST[key],
  );
  if (!match || !sane) throw new GatewayError('INTERNAL', {}, { detail: 'stored password hash cannot be read' });
  return { parameters, salt: Buffer.from(match[4], 'base64'), hash: Buffer.from(match[5], 'base64') };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');
const sameParameters = (a: Parameters, b: Parameters): boolean =>
  a.cost === b.cost && a.blockSize === b.blockSize && a.parallel === b.parallel;
