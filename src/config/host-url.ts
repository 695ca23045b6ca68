import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { GatewayError } from '../errors.js';

const RDP_PORT = 3389;

export interface HostUrl {
  readonly target: { readonly host: string; readonly port: number };
  readonly username: string;
  readonly domain: string;
  /** Undefined when the address holds none; an empty one is a password too. */
  readonly password: string | undefined;
}

/** User information ends at the last @, so that user@domain needs no escaping. */
const URL_PARTS = /^rdp:\/\/(?:(?<userinfo>.*)@)?(?<host>\[[^\]]*\]|[^:@[\]/?#\\\s]*)(?::(?<port>[0-9]*))?\/?$/s;
const HOST_NAME = /^[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_-]{1,63})*\.?$/i;

const refuse = (detail: string): GatewayError => new GatewayError('USAGE', {}, { detail });

function decode(text: string, what: string): string {
  // Left unescaped these would make one address look like another.
  if (/[/?#\s]/.test(text)) throw refuse(`write / ? # and spaces in the ${what} as %2F %3F %23 %20`);
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw refuse(`the ${what} has a % that starts no escape; write it as %25`);
  }
  if (/\p{Cc}/u.test(decoded)) throw refuse(`the ${what} contains a control character`);
  return decoded;
}

function parseHost(text: string): string {
  if (text.startsWith('[')) {
    const address = text.slice(1, -1);
    if (!isIPv6(address)) throw refuse(`${text} is not an IPv6 address`);
    return address;
  }
  const name = domainToASCII(text);
  if (!HOST_NAME.test(name)) throw refuse(text === '' ? 'the host is missing' : `${text} is not a host name`);
  return name;
}

function parsePort(text: string | undefined): number {
  if (text === undefined) return RDP_PORT;
  const port = Number(text);
  if (text === '' || port < 1 || 0xffff < port) throw refuse(`port "${text}" is not between 1 and 65535`);
  return port;
}

/** DOMAIN\user names the domain; user@domain is one name that the host resolves itself. */
export function splitUser(text: string): { username: string; domain: string } {
  const at = text.indexOf('\\');
  return at < 0 ? { username: text, domain: '' } : { username: text.slice(at + 1), domain: text.slice(0, at) };
}

/**
 * Reads `rdp://[[DOMAIN\]user[:password]@]host[:port]`. Everything before the host may be percent-encoded; an IPv6
 * address stands in brackets. Throws USAGE with what is wrong, never with the password.
 */
export function parseHostUrl(text: string): HostUrl {
  const parts = URL_PARTS.exec(text)?.groups;
  if (!parts) throw refuse('an address looks like rdp://user@host:3389');
  const userinfo = parts['userinfo'] ?? '';
  const colon = userinfo.indexOf(':');
  const user = decode(colon < 0 ? userinfo : userinfo.slice(0, colon), 'user name');
  const password = colon < 0 ? undefined : decode(userinfo.slice(colon + 1), 'password');
  return { target: { host: parseHost(parts['host']), port: parsePort(parts['port']) }, ...splitUser(user), password };
}
