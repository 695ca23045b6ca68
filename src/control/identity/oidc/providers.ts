import { GatewayError } from '../../../errors.js';
import type { Resource } from '../../resources/repository.js';
import type { Parts } from '../parts.js';
import { discover, type Provider } from './provider.js';

/** A provider that does not answer is not asked again for so long. */
const RETRY_AFTER = 5_000;

/** What an actor's `provider` is without one. */
const RESERVED = ['local', 'token'];

interface Entry {
  readonly version: number;
  readonly since: number;
  readonly provider: Promise<Provider>;
  failed: boolean;
}

/** The providers that administrators describe, each discovered once and again from time to time. */
export class Providers {
  readonly #parts: Parts;
  readonly #entries = new Map<string, Entry>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Throws NOT_FOUND, and PROVIDER_FAILED when it cannot be reached. */
  async get(name: string): Promise<Provider> {
    const resource = await this.#parts.resources.require('identity-provider', name);
    if (RESERVED.includes(name))
      throw new GatewayError('NOT_FOUND', { name }, { detail: `"${name}" means something else` });
    if (resource.body.disabled) throw new GatewayError('NOT_FOUND', { name }, { detail: `"${name}" is disabled` });
    return this.#discovered(resource);
  }

  #discovered(resource: Resource<'identity-provider'>): Promise<Provider> {
    const { store, settings } = this.#parts;
    const now = store.now();
    const known = this.#entries.get(resource.name);
    const age = known ? now - known.since : 0;
    if (known?.version === resource.version && age < (known.failed ? RETRY_AFTER : settings.discovery)) {
      return known.provider;
    }
    const former = known?.version === resource.version && !known.failed ? known.provider : undefined;
    const entry: Entry = {
      version: resource.version,
      since: now,
      provider: this.#discover(resource, former),
      failed: false,
    };
    entry.provider.catch(() => {
      entry.failed = true;
    });
    this.#entries.set(resource.name, entry);
    return entry.provider;
  }

  /** What was known before stays in use while the provider does not answer. */
  async #discover(resource: Resource<'identity-provider'>, former?: Promise<Provider>): Promise<Provider> {
    const { store, settings, resources, logger } = this.#parts;
    const { name } = resource;
    try {
      const secrets = await resources.openSecrets('identity-provider', name);
      return await discover(resource, {
        secret: secrets['clientSecret'],
        timeout: settings.providerTimeout,
        keysCooldown: settings.keysCooldown,
        now: store.now,
      });
    } catch (error) {
      logger.warn({ err: error, provider: name }, 'Identity provider cannot be discovered');
      if (former) return former;
      throw new GatewayError('PROVIDER_FAILED', { provider: name }, { cause: error });
    }
  }
}
