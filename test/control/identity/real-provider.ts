/** oidc-provider on loopback, with people who sign in without a word, or at a page that asks for their user name. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider from 'oidc-provider';
import type { Test } from 'tap';

export interface Person {
  readonly sub: string;
  readonly preferred_username: string;
  readonly name: string;
  readonly groups: readonly string[];
}

export interface ProviderSettings {
  /** The gateway's address. */
  readonly gateway: string;
  /** Name of the provider there. */
  readonly name: string;
  readonly people: readonly Person[];
  /** Whoever is not signed in there is asked who they are. */
  readonly asks?: boolean;
}

export const CLIENT = { id: 'sluice', secret: 'a secret that is long enough' };

const SIGN_IN_PAGE = `<!doctype html><link rel="icon" href="data:,"><title>Corporate sign-in</title>
<form method="post"><label>Who are you? <input name="user"></label><button>Sign in</button></form>`;

export async function makeJwk(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' };
}

/** Runs at one address; its keys can be exchanged. */
export class RealProvider {
  /** Who signs in next. */
  nextPerson: string;
  readonly #server: Server;
  readonly #settings: ProviderSettings;
  #provider: Provider | undefined;
  #callback: ((request: IncomingMessage, response: ServerResponse) => unknown) | undefined;

  private constructor(server: Server, settings: ProviderSettings) {
    this.#server = server;
    this.#settings = settings;
    this.nextPerson = settings.people[0].sub;
    server.on('request', (request, response) => void this.#answer(request, response));
  }

  static async start(t: Test, settings: ProviderSettings): Promise<RealProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => {
      server.closeAllConnections();
      server.close();
    });
    const provider = new RealProvider(server, settings);
    await provider.useKeys([await makeJwk('first')]);
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Starts over with these keys; who is signed in there is forgotten. */
  async useKeys(keys: JWK[]): Promise<void> {
    const { gateway, name, people } = this.#settings;
    const scope = 'openid profile email';
    this.#provider = new Provider(this.issuer, {
      jwks: { keys } as never,
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: [`${gateway}/api/sign-in/oidc/${name}/callback`],
          post_logout_redirect_uris: [`${gateway}/`],
          backchannel_logout_uri: `${gateway}/api/sign-in/oidc/${name}/back-channel-logout`,
          backchannel_logout_session_required: true,
        },
      ],
      claims: {
        openid: ['sub', 'acr', 'amr'],
        profile: ['name', 'preferred_username', 'groups'],
        auth_time: null,
      },
      conformIdTokenClaims: false,
      cookies: { keys: ['not a secret: a test'] },
      features: {
        devInteractions: { enabled: false },
        backchannelLogout: { enabled: true },
        rpInitiatedLogout: { enabled: true },
      },
      findAccount: (_, sub) => ({
        accountId: sub,
        claims: () => ({ ...people.find((person) => person.sub === sub)! }) as never,
      }),
      loadExistingGrant: async ({ oidc }) => {
        const { provider, client, session } = oidc;
        const grant = new provider.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
        grant.addOIDCScope(scope);
        await grant.save();
        return grant;
      },
      // Its own refuses loopback, where the gateway is.
      fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as RequestInit),
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      pkce: { required: () => true },
    });
    this.#callback = this.#provider.callback();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!request.url!.startsWith('/interaction/')) return void this.#callback!(request, response);
    if (this.#settings.asks) {
      if (request.method === 'GET') return void response.setHeader('content-type', 'text/html').end(SIGN_IN_PAGE);
      const form = new URLSearchParams((await request.toArray()).join(''));
      const person = this.#settings.people.find(({ preferred_username }) => preferred_username === form.get('user'));
      this.nextPerson = person!.sub;
    }
    const login = { accountId: this.nextPerson, amr: ['pwd', 'otp'], acr: 'urn:test:two' };
    await this.#provider!.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  }
}
