import { GatewayError } from '../errors.js';
import type { Credentials } from '../rdp/settings.js';

/** Asked before every connection to the host, also after a drop. */
export type CredentialSource = () => Promise<Credentials> | Credentials;

const NOBODY: Credentials = Object.freeze({ username: '', domain: '', password: '' });

/**
 * Where a session gets credentials. A pair given at the start is forgotten once it was used: a session never holds a
 * password longer than a handshake needs it. Afterwards a source is asked, or the person at a viewer.
 */
export class CredentialDesk {
  #once: Credentials | undefined;
  readonly #source: CredentialSource | undefined;
  #username: string;
  #domain: string;
  #asked: { readonly resolve: (credentials: Credentials) => void } | undefined;

  constructor(credentials: Credentials | CredentialSource = NOBODY) {
    if (typeof credentials === 'function') this.#source = credentials;
    else this.#once = credentials;
    this.#username = this.#once?.username ?? '';
    this.#domain = this.#once?.domain ?? '';
  }

  /** Credentials for the next handshake; the password is empty when nobody gave one. */
  async take(): Promise<Credentials> {
    const credentials = this.#once ?? (await this.#source?.());
    this.#once = undefined;
    if (credentials === undefined) return { username: this.#username, domain: this.#domain, password: '' };
    this.#username = credentials.username;
    this.#domain = credentials.domain;
    return credentials;
  }

  /** For the next {@link take}, as a redirection provides them. */
  provide(credentials: Credentials): void {
    this.#once = credentials;
  }

  /** Waits for {@link answer}; the next {@link take} returns it. */
  async ask(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    let refuse: () => void = () => {};
    try {
      this.#once = await new Promise<Credentials>((resolve, reject) => {
        this.#asked = { resolve };
        refuse = () => reject(signal.reason ?? new GatewayError('ABORTED'));
        signal.addEventListener('abort', refuse, { once: true });
      });
    } finally {
      this.#asked = undefined;
      signal.removeEventListener('abort', refuse);
    }
  }

  /** A person's answer. False when nobody asked. */
  answer(credentials: Credentials): boolean {
    this.#asked?.resolve(credentials);
    return this.#asked !== undefined;
  }
}
