import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { GatewayError } from '../errors.js';
import type { Request } from './request.js';

export interface OriginOptions {
  readonly secure: boolean;
  /** Address listened on. */
  readonly host: string;
  readonly publicUrl: string | undefined;
  readonly origins: readonly string[];
}

export interface Place {
  readonly origin: string;
  readonly base: string;
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
const ANY_ADDRESS = ['0.0.0.0', '::', ''];

/**
 * Which pages may talk to the gateway: its own and those named in the configuration. The Host header is checked as well,
 * because a name that an attacker points at the gateway's address (DNS rebinding) makes their page look like ours.
 */
export class Origins {
  readonly #scheme: string;
  readonly #names: ReadonlySet<string>;
  readonly #anyAddress: boolean;
  readonly #publicHost: string | undefined;
  readonly #publicPlace: Place | undefined;
  readonly #allowed: ReadonlySet<string>;

  constructor({ secure, host, publicUrl, origins }: OriginOptions) {
    this.#scheme = secure ? 'https' : 'http';
    this.#anyAddress = ANY_ADDRESS.includes(host);
    const here = host.includes(':') ? `[${host}]` : host.toLowerCase();
    const machine = this.#anyAddress ? [hostname().toLowerCase()] : [];
    this.#names = new Set([...(isLoopback(host) || this.#anyAddress ? LOOPBACK_NAMES : []), here, ...machine]);
    const url = publicUrl === undefined ? undefined : new URL(publicUrl);
    this.#publicHost = url?.host;
    this.#publicPlace = url && { origin: url.origin, base: `${url.origin}${url.pathname}`.replace(/\/$/, '') };
    this.#allowed = new Set(
      [...(publicUrl === undefined ? [] : [publicUrl]), ...origins].map((url) => new URL(url).origin),
    );
  }

  /** Throws ORIGIN_REFUSED unless a page of ours, or a client that is no page, sent the request. */
  check({ header }: Request): void {
    const { host, origin } = header;
    if (!this.#isOurs(host) || !this.#allows(origin, host, header['sec-fetch-site'])) {
      throw new GatewayError('ORIGIN_REFUSED', { host, origin });
    }
  }

  /**
   * Where the client sees the gateway: its origin, and that with the path below which it stands, without a final slash.
   * Throws ORIGIN_REFUSED for a name that is not ours.
   */
  place(host: string): Place {
    if (host === this.#publicHost) return this.#publicPlace as Place;
    if (!this.#isOurs(host)) throw new GatewayError('ORIGIN_REFUSED', { host });
    const origin = `${this.#scheme}://${host}`;
    return { origin, base: origin };
  }

  #allows(origin: string, host: string, site: string): boolean {
    // Browsers leave the origin out of a page's own GETs, and say where the page stands instead.
    if (origin === '') return ['', 'same-origin', 'none'].includes(site);
    return origin === `${this.#scheme}://${host}` || this.#allowed.has(origin);
  }

  #isOurs(host: string): boolean {
    if (host === this.#publicHost) return true;
    if (!URL.canParse(`http://${host}`)) return false;
    const { hostname: name } = new URL(`http://${host}`);
    return this.#names.has(name) || (this.#anyAddress && isIP(name.replace(/^\[|\]$/g, '')) !== 0);
  }
}

/** Does this address only reach the machine itself? */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
