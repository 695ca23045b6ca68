import { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill, startAuthentication } from '@simplewebauthn/browser';
import { ApiError, get, post } from '../core/api.js';
import { STRINGS } from '../strings.js';

export type Method = 'totp' | 'passkey' | 'recoveryCode';

/** What comes next for whoever signs in. */
export type Step =
  | { readonly step: 'done'; readonly user: string }
  | { readonly step: 'secondFactor'; readonly methods: readonly Method[] };

export interface Provider {
  readonly name: string;
  readonly displayName: string;
}

export const signInByPassword = (user: string, password: string): Promise<Step> =>
  post<Step>('/sign-in/password', { user, password });

export const signInByCode = (method: 'totp' | 'recoveryCode', code: string): Promise<Step> =>
  post<Step>('/sign-in/second-factor', { method, code });

export const listProviders = async (): Promise<readonly Provider[]> =>
  (await get<{ items: Provider[] }>('/sign-in/providers')).items;

/** Browsers make no passkeys for addresses that are numbers. */
const hasName = (): boolean => !/^[\d.]+$|^\[/.test(location.hostname);

export const hasPasskeys = (): boolean => isSecureContext && hasName() && browserSupportsWebAuthn();

/** Can a field of the form offer passkeys by itself? */
export const offersPasskeys = async (): Promise<boolean> => hasPasskeys() && browserSupportsWebAuthnAutofill();

type Options = Parameters<typeof startAuthentication>[0]['optionsJSON'];

/** With `inForm`, the browser offers passkeys in the field for the user name, and this waits until one is chosen. */
export async function signInByPasskey({ inForm = false } = {}): Promise<Step> {
  const optionsJSON = await post<Options>('/sign-in/passkey/options');
  const response = await startAuthentication({ optionsJSON, useBrowserAutofill: inForm }).catch(() => {
    // The browser does not say why: the person may have changed their mind.
    throw new ApiError(0, STRINGS.signIn.passkeyFailed);
  });
  return post<Step>('/sign-in/passkey', { response });
}

export interface ProviderDemands {
  readonly maxAge?: number;
  readonly acr?: readonly string[];
  readonly login?: boolean;
}

/** Where a provider's sign-in begins. It leads back to where the person is now. */
export function providerAddress(name: string, { maxAge, acr = [], login }: ProviderDemands = {}): string {
  const url = new URL(`api/sign-in/oidc/${encodeURIComponent(name)}`, document.baseURI);
  const base = new URL('.', document.baseURI).pathname;
  url.searchParams.set('returnTo', base + location.hash);
  if (maxAge !== undefined) url.searchParams.set('maxAge', String(maxAge));
  for (const context of acr) url.searchParams.append('acr', context);
  if (login) url.searchParams.set('prompt', 'login');
  return url.href;
}
