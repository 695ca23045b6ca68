import { GatewayError } from '../../errors.js';
import type { Credentials } from '../../rdp/settings.js';
import type { CredentialSource } from '../../session/credential-desk.js';
import type { Body } from '../resources/kinds.js';
import type { Resources } from '../resources/repository.js';

/** Passwords that people typed at the portal, where an administrator lets them be kept. */
export interface TypedPasswords {
  /** Of a browser session; undefined when there is none. */
  of(browserSession: string): string | undefined;
}

export interface CredentialParts {
  readonly resources: Resources;
  readonly passwords: TypedPasswords;
}

interface Person {
  readonly user: string;
  readonly browserSession: string;
}

const NOBODY: Credentials = { username: '', domain: '', password: '' };

/**
 * Who signs in to a host, as its pool says. What is secret is opened when a handshake asks for it, and nobody keeps it
 * after that. Undefined where the person is asked.
 */
export function credentialSource(
  { mode, credential, domain }: Body<'host-pool'>['credentials'],
  person: Person,
  { resources, passwords }: CredentialParts,
): CredentialSource | undefined {
  switch (mode) {
    case 'ask':
      return undefined;
    case 'none':
      return () => NOBODY;
    case 'vault':
      return () => open(resources, credential ?? '');
    case 'mapped':
      return async () => open(resources, await mappedTo(resources, person.user));
    case 'portal':
      return async () => {
        const password = passwords.of(person.browserSession);
        if (password === undefined) throw missing('the password typed at the portal is not there any more');
        const user = await resources.require('user', person.user);
        return { username: user.body.userPrincipalName || person.user, domain, password };
      };
  }
}

async function open(resources: Resources, name: string): Promise<Credentials> {
  const credential = await resources.get('credential', name);
  if (!credential) throw missing('no credential is stored');
  const { userName, domain } = credential.body;
  const { password = '' } = await resources.openSecrets('credential', name);
  return { username: userName, domain, password };
}

/** The credential that the person owns, the first by name; or the one that is called as their principal name. */
async function mappedTo(resources: Resources, user: string): Promise<string> {
  const owned = await resources.list('credential', { references: [{ kind: 'user', name: user }], limit: 1 });
  if (owned.items.length > 0) return owned.items[0].name;
  const person = await resources.require('user', user);
  return person.body.userPrincipalName.toLowerCase();
}

/** Then the person is asked. */
const missing = (detail: string): GatewayError => new GatewayError('CREDENTIALS_REQUIRED', {}, { detail });
