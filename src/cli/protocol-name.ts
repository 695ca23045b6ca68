import type { Connected } from '../rdp/connect/result.js';

/** Names of PROTOCOL_*, [MS-RDPBCGR] 2.2.1.2.1. */
const PROTOCOLS: Readonly<Record<number, string>> = {
  1: 'TLS',
  2: 'NLA (CredSSP over TLS)',
  8: 'NLA (CredSSP over TLS, early user authorization)',
};

/** The security that a connection runs under, in words. */
export function describeProtocol({ protocol, cipher }: Pick<Connected, 'protocol' | 'cipher'>): string {
  if (protocol !== 0) return PROTOCOLS[protocol] ?? `protocol ${protocol}`;
  if (!cipher) return 'legacy RDP security without encryption';
  return `legacy RDP security (${cipher.fips ? 'FIPS' : 'RC4'})`;
}
