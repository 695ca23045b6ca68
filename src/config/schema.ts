/**
 * The one description of Sluice's configuration: the TypeScript type, the JSON Schema for editors and the table in
 * `docs/config.md` all come from here.
 */
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { desktop } from './desktop.js';
import { type SecretSource, secret } from './secret.js';
import { duration, size } from './units.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const KIB = 1024;
const MIB = 1024 * KIB;

const range = z
  .string()
  .refine((value) => ipaddr.isValid(value) || ipaddr.isValidCIDR(value), { message: 'Not an address or CIDR range' });

const listen = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
  port: z.int().min(0).max(65_535).default(8080).describe('Port to listen on; 0 takes a free one.'),
  allowPlainHttp: z
    .boolean()
    .default(false)
    .describe('Serve plain HTTP on an address that is not loopback, behind a proxy that adds TLS.'),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Address that browsers use, when it is another than `listen`: a name, or a reverse proxy in front. Links are built from it.',
    ),
  origins: z
    .array(z.url({ protocol: /^https?$/ }))
    .default([])
    .describe('Further origins whose pages may open a session.'),
  trustedProxies: z
    .array(range)
    .default([])
    .describe('Addresses or CIDR ranges of reverse proxies whose X-Forwarded-For is believed.'),
});

const tls = z.strictObject({
  certificate: z.string().min(1).describe('PEM file with the certificate and its chain. Read again when it changes.'),
  key: z.string().min(1).describe('PEM file with the private key.'),
  passphrase: secret.optional().describe('Passphrase of the key.'),
});

const links = z.strictObject({
  lifetime: duration(SECOND, 24 * HOUR)
    .prefault('10m')
    .describe('How long a link stays valid until it is opened.'),
});

const sessions = z.strictObject({
  max: z.int().min(1).max(10_000).default(200).describe('Sessions at a time.'),
  viewers: z.int().min(1).max(64).default(4).describe('Viewers of one session at a time.'),
  grace: duration(0, 24 * HOUR)
    .prefault('2m')
    .describe('How long a session without viewers waits for one to come back.'),
  dialTimeout: duration(100, 10 * MINUTE)
    .prefault('10s')
    .describe('Time to reach the host.'),
  handshakeTimeout: duration(100, 10 * MINUTE)
    .prefault('30s')
    .describe('Time for the connection sequence.'),
});

const viewers = z.strictObject({
  budget: size(64 * KIB, 64 * MIB)
    .prefault('1MiB')
    .describe('Bytes that may wait for one viewer before the next message is held back.'),
  idleTimeout: duration(8 * SECOND, 16 * MINUTE)
    .prefault('60s')
    .describe('A viewer that does not even answer pings for this long is closed.'),
  helloTimeout: duration(SECOND, 5 * MINUTE)
    .prefault('10s')
    .describe('Time to say hello after the connection opens.'),
  pollTimeout: duration(100, 5 * MINUTE)
    .prefault('25s')
    .describe('How long an empty long poll waits.'),
  messagesPerSecond: z
    .int()
    .min(50)
    .max(100_000)
    .default(1000)
    .describe('Messages that a viewer may send per second, with a burst of two seconds.'),
});

const limits = z.strictObject({
  connections: z.int().min(1).max(1_000_000).default(2000).describe('Open sockets at a time; more are closed at once.'),
  requestTimeout: duration(SECOND, 10 * MINUTE)
    .prefault('10s')
    .describe('Time to send the body of a request.'),
});

const workers = z.strictObject({
  threads: z
    .int()
    .min(0)
    .max(256)
    .default(0)
    .describe('Threads that decode and encode pixels; 0 is one per processor.'),
});

const log = z.strictObject({
  level: z
    .enum(['silent', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info')
    .describe('Least important lines to write.'),
  requests: z.boolean().default(false).describe('Write a line for every HTTP request.'),
});

const metrics = z.strictObject({
  enabled: z.boolean().default(true).describe('Serve `/metrics`.'),
  token: secret.optional().describe('Bearer token that `/metrics` asks for. Without it only loopback may read them.'),
});

const diagnostics = z.strictObject({
  keep: duration(HOUR, 3650 * 24 * HOUR)
    .prefault('90d')
    .describe('How long the trail of a connection is kept after its end.'),
});

const signIn = z.strictObject({
  idle: duration(MINUTE, 30 * DAY)
    .prefault('8h')
    .describe('A browser session that nobody uses for so long ends.'),
  lifetime: duration(MINUTE, 90 * DAY)
    .prefault('24h')
    .describe('A browser session ends after so long, however much it is used.'),
  shortestPassword: z.int().min(8).max(128).default(12).describe('Characters that a new password must have.'),
  title: z.string().min(1).max(64).default('Sluice').describe('What authenticator apps and passkey dialogs call it.'),
});

const store = z.strictObject({
  url: secret
    .optional()
    .describe(
      'PostgreSQL as `postgres://user:password@host/database`; the variable `DATABASE_URL` does as well. Without it the store is a file in `data`.',
    ),
  key: secret
    .optional()
    .describe('Keys that seal secrets: 32 bytes in base64 each, by commas; the first seals. Instead of `keyFile`.'),
  keyFile: z
    .string()
    .min(1)
    .optional()
    .describe('File with these keys, one a line. Without it `store.key` in `data`, which is made at the first start.'),
});

export const schema = z.strictObject({
  $schema: z.string().optional().describe('For editors; ignored.'),
  listen: listen.prefault({}),
  tls: tls.optional(),
  desktops: z.array(desktop).max(1000).default([]).describe('Published desktops. With none, the demo is served.'),
  data: z
    .string()
    .min(1)
    .default('~/.local/share/sluice')
    .describe('Folder of the store and its keys. Made when it is not there; only the gateway may read it.'),
  store: store.prefault({}),
  signIn: signIn.prefault({}),
  diagnostics: diagnostics.prefault({}),
  trustStore: z
    .string()
    .min(1)
    .default('~/.local/state/sluice/known-hosts')
    .describe('File with the certificates trusted on first use.'),
  links: links.prefault({}),
  sessions: sessions.prefault({}),
  viewers: viewers.prefault({}),
  limits: limits.prefault({}),
  workers: workers.prefault({}),
  log: log.prefault({}),
  metrics: metrics.prefault({}),
});

export type ConfigInput = z.input<typeof schema>;
type Parsed = z.output<typeof schema>;

/** Secrets stand as text once they are read. */
type Resolved<T> = T extends readonly (infer Item)[]
  ? readonly Resolved<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: [SecretSource] extends [T[K]] ? string | undefined : Resolved<T[K]> }
    : T;

export type Config = Resolved<Parsed>;
export type DesktopConfig = Config['desktops'][number];

/** Where configuration holds secrets, for log redaction. */
export const SECRET_PATHS = [
  'desktops[*].password',
  'tls.passphrase',
  'metrics.token',
  'store.url',
  'store.key',
] as const;
