/** An OpenID provider on loopback that does what a test tells it, right or wrong. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { Test } from 'tap';

export interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export async function makeKey(kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
}

/** Answers in place of the usual one. */
type Answerer = (request: IncomingMessage, response: ServerResponse) => void;

/** What a request to the authorization endpoint said. */
export interface Asked {
  readonly state: string;
  readonly nonce: string;
  readonly redirectUri: string;
  readonly all: URLSearchParams;
}

export class ScriptedProvider {
  readonly clientId = 'sluice';
  readonly requests: string[] = [];
  readonly answerers = new Map<string, Answerer>();
  readonly metadata: Record<string, unknown> = {};
  readonly published: JWK[] = [];
  userInfo: Record<string, unknown> = {};
  /** Form of the last token request. */
  tokenRequest = new URLSearchParams();
  tokenAuthorization = '';
  #idToken = '';
  readonly #server: Server;
  readonly #now: () => number;

  private constructor(
    server: Server,
    now: () => number,
    public key: Key,
  ) {
    this.#server = server;
    this.#now = now;
    this.published.push(key.jwk);
    server.on('request', (request, response) => this.#answer(request, response));
  }

  static async start(t: Test, now: () => number): Promise<ScriptedProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => {
      server.closeAllConnections();
      server.close();
    });
    return new ScriptedProvider(server, now, await makeKey('first'));
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get nowSeconds(): number {
    return Math.floor(this.#now() / 1000);
  }

  /** Claims of an ID token with which everything is in order. */
  claims(asked: Asked, more: JWTPayload = {}): JWTPayload {
    return {
      ...{ iss: this.issuer, aud: this.clientId, sub: 'subject-1', nonce: asked.nonce },
      ...{ iat: this.nowSeconds, exp: this.nowSeconds + 300, preferred_username: 'Alice', groups: [] },
      ...more,
    };
  }

  sign(claims: JWTPayload, how: { key?: Key; typ?: string; kid?: string } = {}): Promise<string> {
    const { key = this.key, typ = 'JWT', kid = key.kid } = how;
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid, typ }).sign(key.privateKey);
  }

  /** The next token answer carries this. */
  give(idToken: string): void {
    this.#idToken = idToken;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url!.split('?')[0];
    this.requests.push(path);
    const answerer = this.answerers.get(path);
    if (answerer) {
      answerer(request, response);
      return;
    }
    const json = (body: unknown): void => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(body));
    };
    if (path === '/token') this.#answerToken(request, json);
    else if (path === '/.well-known/openid-configuration') json(this.#discovery());
    else if (path === '/keys') json({ keys: this.published });
    else if (path === '/userinfo') json(this.userInfo);
    else response.writeHead(404).end();
  }

  #answerToken(request: IncomingMessage, json: (body: unknown) => void): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      this.tokenRequest = new URLSearchParams(Buffer.concat(chunks).toString());
      this.tokenAuthorization = request.headers.authorization ?? '';
      json({ access_token: ACCESS_TOKEN, token_type: 'Bearer', id_token: this.#idToken });
    });
  }

  #discovery(): Record<string, unknown> {
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      userinfo_endpoint: `${issuer}/userinfo`,
      end_session_endpoint: `${issuer}/logout`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: true,
      ...this.metadata,
    };
  }
}

export const ACCESS_TOKEN = 'an access token';
export const ACCESS_TOKEN_HASH = createHash('sha256')
  .update(ACCESS_TOKEN)
  .digest()
  .subarray(0, 16)
  .toString('base64url');

/** Reads where the browser was sent. */
export function askedOf(location: string): Asked {
  const { searchParams: all } = new URL(location);
  return { state: all.get('state')!, nonce: all.get('nonce')!, redirectUri: all.get('redirect_uri')!, all };
}
