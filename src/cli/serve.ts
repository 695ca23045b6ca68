import { once } from 'node:events';
import { parseHostUrl } from '../config/host-url.js';
import { loadConfig } from '../config/load.js';
import type { Config, ConfigInput } from '../config/schema.js';
import { type OpenControlPlane, openControlPlane } from '../control/open-control-plane.js';
import type { Gateway } from '../edge/gateway.js';
import { createLogger } from '../edge/log.js';
import { startConfigured } from '../gateway/create-gateway.js';
import { findPassword, type PasswordSources } from './password.js';
import { askStoreKey } from './store/settings.js';

export interface ServeFlags extends PasswordSources {
  readonly config?: string;
  readonly set: readonly string[];
  readonly port?: number;
  readonly host?: string;
  readonly security?: string;
  readonly trust?: string;
  readonly program?: string;
  readonly programArguments?: string;
  readonly askStoreKey?: boolean;
}

type DesktopInput = NonNullable<ConfigInput['desktops']>[number];

/** The one desktop that `--host` publishes. Without a password the browser asks for it. */
async function desktopFor(address: string, flags: ServeFlags): Promise<DesktopInput> {
  const { target, username, domain, password } = parseHostUrl(address);
  const name = target.host;
  const found = username === '' ? password : await findPassword(`${username}@${name}`, password, flags);
  const host = name.includes(':') ? `[${name}]` : name;
  return {
    ...{ name, username, domain, password: found, url: `rdp://${host}:${target.port}` },
    ...(flags.security && { security: flags.security as DesktopInput['security'] }),
    ...(flags.trust && { trust: flags.trust }),
    ...(flags.program && { program: flags.program }),
    ...(flags.programArguments && { programArguments: flags.programArguments }),
  };
}

async function configFor(flags: ServeFlags): Promise<Config> {
  const options: ConfigInput = {
    ...(flags.host !== undefined && { desktops: [await desktopFor(flags.host, flags)] }),
    ...(flags.port !== undefined && { listen: { port: flags.port } }),
    ...(flags.askStoreKey && { store: { key: await askStoreKey() } }),
  };
  return loadConfig({ file: flags.config, env: process.env, set: flags.set, options });
}

/** What to open in a browser: the way in for the first administrator or for everybody, and a link per configured desktop. */
function greeting({ url, link }: Pick<Gateway, 'url' | 'link'>, config: Config, setup: string | undefined): string {
  const base = url.replace(/\/$/, '');
  const portal =
    setup === undefined
      ? [`  ${base}/`]
      : [`  ${base}${setup}`, '', '  Open it once to become the administrator; it shows the way to the demo, too.'];
  const names = config.desktops.map(({ name }) => name);
  const links = names.map((name) => (names.length === 1 ? `  ${link(name)}` : `  ${name}: ${link(name)}`));
  const once =
    names.length === 1
      ? '  The desktop opens once, without signing in.'
      : '  Each desktop opens once, without signing in.';
  const direct = names.length === 0 ? [] : ['', ...links, '', once];
  return `\n${[...portal, ...direct, '', '  Ctrl-C ends the gateway.'].join('\n')}\n\n`;
}

/**
 * Runs a gateway until it is asked to end: in order at the first signal, at once at the second. SIGHUP reads the
 * certificate again. Signals count from the start, so that one that arrives while the link is printed is in order too.
 */
async function runUntilStopped(start: () => Promise<Gateway>, started: (gateway: Gateway) => void): Promise<void> {
  const stopped = new AbortController();
  const hurry = new AbortController();
  const stop = (): void => (stopped.signal.aborted ? hurry : stopped).abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const gateway = await start();
  process.on('SIGHUP', () => void gateway.reloadCertificate().catch(() => {}));
  started(gateway);
  if (!stopped.signal.aborted) await once(stopped.signal, 'abort');
  await gateway.close({ signal: hurry.signal });
  if (hurry.signal.aborted) gateway.destroy();
}

/** `sluice serve`. */
export async function runServe(flags: ServeFlags): Promise<void> {
  const config = await configFor(flags);
  const logger = createLogger(config.log);
  let control: OpenControlPlane | undefined;
  let setup: string | undefined;
  const start = async (): Promise<Gateway> => {
    control = await openControlPlane(config, logger);
    setup = await control.plane.identity.setupPath();
    return startConfigured(config, logger, control);
  };
  try {
    await runUntilStopped(start, (gateway) => {
      const { url } = gateway;
      process.stdout.write(greeting({ url, link: (name) => gateway.link(name) }, config, setup));
    });
  } finally {
    await control?.close();
  }
}
