/** What routes of sign-in share. */
import { z } from 'zod';
import type { Step } from '../../identity/sign-in.js';
import type { Visit } from '../../identity/visit.js';
import type { Answer, Call } from '../route.js';

type Request = Pick<Call<unknown, unknown, unknown, unknown>, 'headers' | 'origin' | 'remote'>;

export const visitOf = ({ headers, origin, remote }: Request): Visit => ({
  origin,
  remote,
  userAgent: headers.get('user-agent') ?? '',
  cookies: headers.get('cookie') ?? '',
});

export const withCookies = (setCookies: readonly string[]): [string, string][] =>
  setCookies.map((cookie) => ['Set-Cookie', cookie]);

export const stepAnswer = z
  .discriminatedUnion('step', [
    z.strictObject({ step: z.literal('done'), user: z.string() }),
    z.strictObject({
      step: z.literal('secondFactor'),
      methods: z.array(z.enum(['totp', 'passkey', 'recoveryCode'])).describe('What the person has; one is enough.'),
    }),
  ])
  .meta({ id: 'SignInStep', description: 'What comes next. With `done` the browser has its session.' });

export const showStep = ({ setCookies, ...body }: Step): Answer => ({ body, headers: withCookies(setCookies) });

/** As somebody types it; whether there is such a user is not told by its form. */
export const typedUserName = z
  .string()
  .max(128)
  .transform((text) => text.trim().toLowerCase())
  .refine((text) => /^[^\p{Cc}]+$/u.test(text), { message: 'not a user name' });

export const password = z.string().min(1).max(1024);

/** `z.string()` of base64url with a limit, as browsers write what authenticators answer. */
const bytes = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/, { message: 'not base64url' });

const credential = {
  id: bytes(1366),
  rawId: bytes(1366),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.record(z.string().max(64), z.unknown()).default({}),
};

/** PublicKeyCredential.toJSON() of a new passkey (Web Authentication section 5.1). */
export const registrationResponse = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: bytes(8192),
      attestationObject: bytes(65_536),
      transports: z.array(z.string().max(32)).max(8).optional(),
    }),
  })
  .meta({ id: 'PasskeyRegistration' });

/** The same of a passkey that was used. */
export const authenticationResponse = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: bytes(8192),
      authenticatorData: bytes(8192),
      signature: bytes(8192),
      userHandle: bytes(128)
        .nullish()
        .transform((handle) => handle ?? undefined),
    }),
  })
  .meta({ id: 'PasskeyProof' });

export const passkeyOptions = z
  .looseObject({ challenge: z.string() })
  .meta({ id: 'PasskeyOptions', description: 'For `navigator.credentials`, in the JSON form of Web Authentication.' });
