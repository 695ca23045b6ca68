import ipaddr from 'ipaddr.js';

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Hops that are looked at. A longer list is no proxy's doing. */
const MAX_HOPS = 32;

/** Finds the address of a client behind reverse proxies. Only what a listed proxy says counts. */
export class TrustedProxies {
  readonly #ranges: readonly Range[];

  /** Addresses or CIDR ranges, checked by the configuration. */
  constructor(ranges: readonly string[]) {
    this.#ranges = ranges.map(readRange);
  }

  /**
   * `forwarded` is X-Forwarded-For, to which each proxy appends who came to it: from its end, the first that is no listed
   * proxy is the client. What stands before that, the client may have written itself.
   */
  client(peer: string, forwarded: string): string {
    let client = plainAddress(peer) ?? peer;
    const hops = forwarded === '' ? [] : forwarded.split(',').slice(-MAX_HOPS);
    while (this.#trusts(client)) {
      const before = plainAddress(hops.pop()?.trim() ?? '');
      if (before === undefined) break;
      client = before;
    }
    return client;
  }

  #trusts(address: string): boolean {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.parse(address);
    return this.#ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base as never, bits));
  }
}

function readRange(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** The shortest spelling, IPv4 also where a dual-stack socket says `::ffff:…`; undefined for what is no address. */
function plainAddress(text: string): string | undefined {
  return ipaddr.isValid(text) ? ipaddr.process(text).toString() : undefined;
}
