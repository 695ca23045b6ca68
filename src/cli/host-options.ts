import { type Command, Option } from 'commander';
import { parseHostUrl } from '../config/host-url.js';
import type { SecurityOffer } from '../rdp/settings.js';
import { HOST_DEFAULTS } from '../transport/defaults.js';
import type { HostOptions, TrustPolicy } from '../transport/types.js';
import { findPassword, type PasswordSources } from './password.js';
import { type CodecChoice, parseCodecs, parseDuration, parseSecurity, parseSize, parseTrust } from './values.js';

/** Options of every command that connects to a host, as commander hands them over. */
export interface HostFlags extends PasswordSources {
  readonly size?: { width: number; height: number };
  readonly security: SecurityOffer;
  readonly trust: TrustPolicy;
  readonly codecs?: CodecChoice;
  readonly timeout?: number;
}

export function addPasswordFlags(command: Command): Command {
  return command
    .option('--password-env <name>', 'take the password from an environment variable')
    .option('--password-file <path>', 'take the password from a file');
}

export function addHostFlags(command: Command): Command {
  return addPasswordFlags(command)
    .option('--size <WxH>', 'size of the desktop', parseSize)
    .addOption(
      new Option('--security <protocol>', 'auto (NLA or TLS), nla, tls, rdp (legacy)')
        .argParser(parseSecurity)
        .default(HOST_DEFAULTS.security, 'auto'),
    )
    .addOption(
      new Option('--trust <policy>', "how the host's certificate is judged: verify, tofu, pin:SHA256, ignore")
        .argParser(parseTrust)
        .default(HOST_DEFAULTS.trust, 'verify'),
    )
    .option(
      '--codecs <list>',
      'rle8|rle15|rle16|rle24|planar, nscodec, remotefx, and progressive|rfx|clear|avc420|avc444',
      parseCodecs,
    )
    .option('--timeout <time>', 'how long the handshake may take', parseDuration);
}

/** H.264 needs a browser, or a recorder that need not decode it: whoever wants it asks for it by name. */
const DEFAULT_CODECS = {
  codecs: HOST_DEFAULTS.codecs,
  graphics: { ...HOST_DEFAULTS.graphics, avc: 'none' },
} as const satisfies Omit<CodecChoice, 'wanted'>;

/** What to connect to and how, from an address and flags; asks for a missing password where there is a terminal. */
export async function hostOptions(address: string, flags: HostFlags): Promise<HostOptions> {
  const { target, username, domain, password } = parseHostUrl(address);
  const who = `${domain ? `${domain}\\` : ''}${username}@${target.host}`;
  const found = username === '' ? password : await findPassword(who, password, flags);
  const { timeouts } = HOST_DEFAULTS;
  const { codecs, graphics } = flags.codecs ?? DEFAULT_CODECS;
  return {
    ...HOST_DEFAULTS,
    ...flags.size,
    target,
    credentials: { username, domain, password: found ?? '' },
    security: flags.security,
    trust: flags.trust,
    ...{ codecs, graphics },
    timeouts: flags.timeout === undefined ? timeouts : { dialMs: flags.timeout, handshakeMs: flags.timeout },
  };
}
