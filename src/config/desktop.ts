import { z } from 'zod';
import { parseHostUrl } from './host-url.js';
import { secret } from './secret.js';

/** `rdp://[user@]host[:port]`. A password has no place in it: it would end up in logs and process lists. */
const hostUrl = z.string().refine(isHostUrl, { message: 'not of the form rdp://[user@]host[:port]' });

function isHostUrl(text: string): boolean {
  try {
    return parseHostUrl(text).password === undefined;
  } catch {
    return false;
  }
}

const trust = z.string().regex(/^(verify|tofu(:.+)?|ignore|pin:[0-9a-fA-F]{64}(,[0-9a-fA-F]{64})*)$/, {
  message: 'not one of verify, tofu[:FILE], pin:SHA256[,SHA256], ignore',
});

/** One published desktop. */
export const desktop = z.strictObject({
  name: z.string().min(1).max(64).describe('Name that people see.'),
  url: hostUrl.describe('Host as `rdp://[user@]host[:port]`.'),
  username: z.string().max(256).optional().describe('User name, when it does not stand in `url`.'),
  domain: z.string().max(256).default('').describe('Domain of the user.'),
  password: secret
    .optional()
    .describe('Password as `{"env": "NAME"}`, `{"file": "PATH"}` or text. Without it the person is asked.'),
  security: z
    .enum(['auto', 'nla', 'tls', 'rdp'])
    .default('auto')
    .describe('Security protocols offered to the host. `auto` is NLA or TLS; legacy `rdp` must be asked for by name.'),
  trust: trust
    .default('verify')
    .describe(
      "How the host's certificate is judged: `verify` against the CAs, `tofu` (trust on first use, in `trustStore`) or `tofu:FILE`, `pin:SHA256[,SHA256]`, or `ignore`.",
    ),
  ca: z.array(z.string()).default([]).describe('PEM files with CAs, besides the system’s, for `trust: verify`.'),
  colorDepth: z
    .literal([8, 15, 16, 24, 32])
    .default(32)
    .describe('Colour depth of the host’s desktop: planar bitmaps at 32 bits per pixel, interleaved RLE below.'),
  nsCodec: z.boolean().default(true).describe('Let the host use NSCodec.'),
  remoteFx: z.boolean().default(true).describe('Let the host use RemoteFX.'),
  graphics: z
    .enum(['auto', 'off'])
    .default('auto')
    .describe('Graphics pipeline: `auto` offers it to the host at 32 bits per pixel.'),
  video: z
    .boolean()
    .default(true)
    .describe('Let the host send H.264 through the pipeline while every browser at the session decodes it.'),
  keyboardLayout: z
    .int()
    .min(0)
    .max(0xffff_ffff)
    .optional()
    .describe("Windows input locale, such as 1033. Without it the browser's."),
  compression: z.boolean().default(true).describe('Offer bulk compression.'),
  program: z
    .string()
    .max(260)
    .default('')
    .describe(
      'RemoteApp: show the windows of this program alone. Its path on the host, or `||` and the alias that the host publishes.',
    ),
  programArguments: z.string().max(8000).default('').describe('Arguments of `program`.'),
  shell: z
    .string()
    .max(255)
    .default('')
    .describe('Program to start instead of the desktop, on hosts without RemoteApp. It has the desktop to itself.'),
  workingDirectory: z.string().max(255).default('').describe('Working directory of `program` or `shell`.'),
});
