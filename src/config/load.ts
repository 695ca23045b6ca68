import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { GatewayError } from '../errors.js';
import { fromAssignments, fromEnvironment, fromFile, merge, type Tree, unknownKey } from './layers.js';
import { type JsonSchema, jsonSchema } from './leaves.js';
import { type Config, type ConfigInput, schema } from './schema.js';
import { readSecret, type SecretSource } from './secret.js';

export interface ConfigSources {
  /** Path of a JSON file. */
  readonly file?: string;
  /** Normally `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** `key=value` from the command line, such as `listen.port=9000`. */
  readonly set?: readonly string[];
  /** Settings from code; they win over all others. */
  readonly options?: ConfigInput;
}

/**
 * Reads configuration once: defaults, then file, environment, command line and options, each over the former. Secrets are
 * read, units converted, and the result is frozen. Throws CONFIG_INVALID with everything that is wrong.
 */
export function loadConfig(sources: ConfigSources = {}): Config {
  const env = sources.env ?? {};
  const layers = [
    sources.file === undefined ? {} : fromFile(sources.file),
    fromEnvironment(env),
    fromAssignments(sources.set ?? []),
    (sources.options ?? {}) as Tree,
  ];
  const result = schema.safeParse(layers.reduce(merge));
  if (!result.success)
    throw new GatewayError('CONFIG_INVALID', {}, { detail: result.error.issues.map(explain).join('; ') });

  const { desktops, tls, metrics, trustStore, data, store, ...rest } = result.data;
  const read = (source: SecretSource | undefined, path: string): string | undefined =>
    source === undefined ? undefined : readSecret(source, env, path);
  return freeze({
    ...rest,
    trustStore: fromHome(trustStore),
    data: resolve(fromHome(data)),
    store: {
      url: read(store.url, 'store.url') ?? databaseUrl(env),
      key: read(store.key, 'store.key'),
      keyFile: store.keyFile && resolve(fromHome(store.keyFile)),
    },
    tls: tls && { ...tls, passphrase: read(tls.passphrase, 'tls.passphrase') },
    metrics: { ...metrics, token: read(metrics.token, 'metrics.token') },
    desktops: desktops.map((desktop, index) => ({
      ...desktop,
      password: read(desktop.password, `desktops.${index}.password`),
    })),
  });
}

const fromHome = (path: string): string => path.replace(/^~(?=\/)/, homedir());

/** The name that hosting services give the address of a database; an empty one is none. */
const databaseUrl = (env: NodeJS.ProcessEnv): string | undefined => env['DATABASE_URL'] || undefined;

type Issue = { readonly code: string; readonly message: string; readonly path: readonly PropertyKey[] } & {
  readonly keys?: readonly string[];
};

function explain(issue: Issue): string {
  if (issue.code !== 'unrecognized_keys')
    return `${issue.path.join('.')}: ${issue.message[0].toLowerCase()}${issue.message.slice(1)}`;
  const known = Object.keys(at(jsonSchema(), issue.path)?.properties ?? {});
  return (issue.keys ?? []).map((key) => `${[...issue.path, key].join('.')}: ${unknownKey(key, known)}`).join('; ');
}

function at(node: JsonSchema | undefined, path: readonly PropertyKey[]): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>(
    (here, key) => (typeof key === 'number' ? here?.items : here?.properties?.[String(key)]),
    node,
  );
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}
