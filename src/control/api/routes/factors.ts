/** How somebody signs in: password, codes, passkeys, recovery codes. */
import { z } from 'zod';
import type { ControlPlane } from '../../control-plane.js';
import type { PasskeyView } from '../../identity/passkeys.js';
import { line } from '../../resources/fields.js';
import { showTime, time } from '../resource-answer.js';
import type { Api } from '../route.js';
import { passkeyOptions, password, registrationResponse, visitOf } from './sign-in-answer.js';

const tag = 'Me';
const label = line(64).min(1).describe('To tell it from others.');

const passkey = z
  .strictObject({
    id: z.string(),
    label,
    synced: z.boolean().describe('May be on several devices.'),
    createdAt: time,
    usedAt: time,
  })
  .meta({ id: 'Passkey' });

const showPasskey = ({ createdAt, usedAt, ...passkey }: PasskeyView) => ({
  ...passkey,
  createdAt: showTime(createdAt),
  usedAt: showTime(usedAt),
});

const factors = z
  .strictObject({
    password: z.boolean().describe('False for whom an identity provider signs in: the rest is empty then.'),
    totp: z.boolean(),
    recoveryCodes: z.int().describe('How many are left.'),
    passkeys: z.array(passkey),
  })
  .meta({ id: 'Factors' });

const NONE = { password: false, totp: false, recoveryCodes: 0, passkeys: [] };

export function addFactorRoutes(api: Api, { identity }: ControlPlane): void {
  api.route({
    method: 'get',
    path: '/me/factors',
    operation: 'getFactors',
    summary: 'How you sign in',
    tag,
    need: 'self',
    answers: { 200: { description: 'Factors', schema: factors } },
    handle: async ({ caller }) => {
      const found = await identity.factors.of(caller.user);
      if (!found) return { body: NONE };
      const { totp, recoveryCodes } = found.factors;
      return { body: { password: true, totp, recoveryCodes, passkeys: found.passkeys.map(showPasskey) } };
    },
  });
  api.route({
    method: 'post',
    path: '/me/password',
    operation: 'changePassword',
    summary: 'Change your password; ends your other browser sessions',
    tag,
    need: 'self',
    body: z.strictObject({ current: password, password }),
    answers: { 204: { description: 'Changed' } },
    handle: async ({ caller, body, ...call }) => {
      await identity.passwords.change(caller, body, visitOf(call));
      return {};
    },
  });
  api.route({
    method: 'post',
    path: '/me/recovery-codes',
    operation: 'renewRecoveryCodes',
    summary: 'Ten new recovery codes in place of those before; they are shown this once',
    tag,
    need: 'self',
    answers: { 201: { description: 'The codes', schema: z.strictObject({ codes: z.array(z.string()) }) } },
    handle: async ({ caller }) => ({ status: 201, body: { codes: await identity.factors.renewRecoveryCodes(caller) } }),
  });
  addTotpRoutes(api, identity.factors);
  addPasskeyRoutes(api, identity.factors);
}

type OwnFactors = ControlPlane['identity']['factors'];

function addTotpRoutes(api: Api, own: OwnFactors): void {
  api.route({
    method: 'post',
    path: '/me/totp',
    operation: 'startTotp',
    summary: 'A new secret for an authenticator app, shown this once; it counts when a code confirms it',
    tag,
    need: 'self',
    answers: {
      201: {
        description: 'The secret',
        schema: z.strictObject({ secret: z.string(), uri: z.string().describe('`otpauth:`, for a QR code.') }),
      },
    },
    handle: async ({ caller }) => ({ status: 201, body: await own.startTotp(caller) }),
  });
  api.route({
    method: 'post',
    path: '/me/totp/confirm',
    operation: 'confirmTotp',
    summary: 'Confirm the secret with a code of it',
    tag,
    need: 'self',
    body: z.strictObject({ code: z.string().min(1).max(16) }),
    answers: { 204: { description: 'Codes are asked for from now on' } },
    handle: async ({ caller, body: { code } }) => {
      await own.confirmTotp(caller, code.replace(/\s/g, ''));
      return {};
    },
  });
  api.route({
    method: 'delete',
    path: '/me/totp',
    operation: 'removeTotp',
    summary: 'Ask for no codes any more',
    tag,
    need: 'self',
    answers: { 204: { description: 'Removed' } },
    handle: async ({ caller }) => {
      await own.removeTotp(caller);
      return {};
    },
  });
}

function addPasskeyRoutes(api: Api, own: OwnFactors): void {
  api.route({
    method: 'post',
    path: '/me/passkeys/options',
    operation: 'startPasskey',
    summary: 'A challenge for a new passkey',
    tag,
    need: 'self',
    answers: { 200: { description: 'For `navigator.credentials.create`', schema: passkeyOptions } },
    handle: async ({ caller, ...call }) => ({ body: await own.startPasskey(caller, visitOf(call)) }),
  });
  api.route({
    method: 'post',
    path: '/me/passkeys',
    operation: 'addPasskey',
    summary: 'Keep a new passkey',
    tag,
    need: 'self',
    body: z.strictObject({ label, response: registrationResponse }),
    answers: { 201: { description: 'The passkey', schema: passkey } },
    handle: async ({ caller, body, ...call }) => ({
      status: 201,
      body: showPasskey(await own.addPasskey(caller, body, visitOf(call))),
    }),
  });
  api.route({
    method: 'delete',
    path: '/me/passkeys/{id}',
    operation: 'removePasskey',
    summary: 'Forget a passkey',
    tag,
    need: 'self',
    params: z.strictObject({ id: z.string().max(1366) }),
    answers: { 204: { description: 'Forgotten' } },
    handle: async ({ caller, params: { id } }) => {
      await own.removePasskey(caller, id);
      return {};
    },
  });
}
