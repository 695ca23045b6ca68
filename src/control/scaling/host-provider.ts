import type { Body } from '../resources/kinds.js';
import type { HostPower } from './decide.js';
import { runCommand } from './run-command.js';

export interface ProvidedHost {
  readonly name: string;
  readonly address: string;
  /** What it is to run, where it is started to run something else. */
  readonly image?: { readonly name: string; readonly version: string };
}

type ProviderBody = Body<'host-pool'>['provider'];
type ExecBody = Extract<ProviderBody, { type: 'exec' }>;

/** Starts and stops the hosts of a pool. Commands that fail reject with HOST_START_FAILED. */
export interface HostProvider {
  /** Can it start and stop hosts at all? */
  readonly able: boolean;
  start(host: ProvidedHost): Promise<void>;
  /** Gives its resources back where that can be done. Returns how it is then. */
  stop(host: ProvidedHost): Promise<HostPower>;
  /** Signs a person out; false where that cannot be done from here. */
  signOut(host: ProvidedHost, user: string): Promise<boolean>;
  /** Undefined where nobody can say. */
  report(host: ProvidedHost): Promise<HostPower | undefined>;
}

export const hostProvider = (body: ProviderBody): HostProvider =>
  body.type === 'exec' ? new ExecProvider(body) : STATIC;

/** Hosts that somebody else looks after. */
const STATIC: HostProvider = {
  able: false,
  start: async () => {},
  stop: async () => 'unknown',
  signOut: async () => false,
  report: async () => undefined,
};

const POWERS: ReadonlySet<string> = new Set(['running', 'stopped', 'deallocated', 'starting', 'stopping']);

/** Commands of an administrator. */
class ExecProvider implements HostProvider {
  readonly able = true;
  readonly #body: ExecBody;

  constructor(body: ExecBody) {
    this.#body = body;
  }

  async start(host: ProvidedHost): Promise<void> {
    await this.#run(this.#body.start, host);
  }

  async stop(host: ProvidedHost): Promise<HostPower> {
    const { stop, deallocate } = this.#body;
    if (stop) await this.#run(stop, host);
    if (deallocate) await this.#run(deallocate, host);
    return deallocate ? 'deallocated' : stop ? 'stopped' : 'unknown';
  }

  async signOut(host: ProvidedHost, user: string): Promise<boolean> {
    const { signOut } = this.#body;
    if (signOut) await this.#run(signOut, host, { SLUICE_USER: user });
    return signOut !== undefined;
  }

  async report(host: ProvidedHost): Promise<HostPower | undefined> {
    if (!this.#body.report) return undefined;
    const said = (await this.#run(this.#body.report, host)).trim().toLowerCase();
    return POWERS.has(said) ? (said as HostPower) : 'unknown';
  }

  #run(
    command: readonly string[],
    { name, address, image }: ProvidedHost,
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const env = {
      SLUICE_HOST: name,
      SLUICE_ADDRESS: address,
      ...(image && { SLUICE_IMAGE: image.name, SLUICE_IMAGE_VERSION: image.version }),
      ...more,
    };
    return runCommand(command, { env, timeoutMs: this.#body.timeoutMs });
  }
}
