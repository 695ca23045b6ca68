import { GatewayError, hasCode } from '../../errors.js';
import type { Caller } from '../access/caller.js';
import { ChangeGuard } from '../access/guard.js';
import type { ControlPlane } from '../control-plane.js';
import { checkBody } from '../resources/check.js';
import type { KindName } from '../resources/kinds.js';
import type { PutOptions, PutResult } from '../resources/put.js';
import type { Resource, Resources } from '../resources/repository.js';
import { secretFields } from '../resources/shape.js';
import type { Precondition } from './etag.js';
import { mergePatch } from './merge-patch.js';

export interface ChangeOptions {
  readonly precondition: Precondition;
  /** Do everything, and take it back. */
  readonly dryRun: boolean;
}

/** How often a change is tried when others change the same resource meanwhile, and the client did not say a version. */
const ATTEMPTS = 5;

/**
 * Changes of resources of one kind by somebody. What they may is decided on what is there, and the change is made only if
 * that is still there.
 */
export class ResourceChanges<K extends KindName = KindName> {
  readonly #resources: Resources;
  readonly #guard: ChangeGuard;
  readonly #kind: K;

  constructor({ resources, access, store }: ControlPlane, kind: K) {
    this.#resources = resources;
    this.#guard = new ChangeGuard({ access, store });
    this.#kind = kind;
  }

  put(caller: Caller, name: string, body: unknown, options: ChangeOptions): Promise<PutResult<K>> {
    return this.#change(caller, name, () => body, options);
  }

  /** Throws NOT_FOUND when there is nothing to change. */
  patch(caller: Caller, name: string, patch: Readonly<Record<string, unknown>>, options: ChangeOptions) {
    const apply = (before: Resource<K> | undefined): unknown => {
      if (!before) throw new GatewayError('NOT_FOUND', { kind: this.#kind, name });
      return mergePatch(before.body, this.#emptied(patch));
    };
    return this.#change(caller, name, apply, options);
  }

  remove(caller: Caller, name: string, { precondition, dryRun }: ChangeOptions): Promise<void> {
    return retrying(precondition, async () => {
      const before = await this.#resources.require(this.#kind, name);
      await this.#guard.check(caller, { kind: this.#kind, name, before: before.body });
      checkPrecondition(precondition, before);
      await this.#perform(dryRun, (resources) => resources.remove(this.#kind, name, { ifMatch: before.version }));
    });
  }

  #change(
    caller: Caller,
    name: string,
    make: (before: Resource<K> | undefined) => unknown,
    { precondition, dryRun }: ChangeOptions,
  ): Promise<PutResult<K>> {
    return retrying(precondition, async () => {
      const before = await this.#resources.get(this.#kind, name);
      const body = checkBody(this.#kind, make(before));
      await this.#guard.check(caller, { kind: this.#kind, name, before: before?.body, after: body });
      checkPrecondition(precondition, before);
      const options: PutOptions = before ? { ifMatch: before.version } : { onlyIfAbsent: true };
      return this.#perform(dryRun, (resources) => resources.put(this.#kind, name, body, options));
    });
  }

  /** A patch takes a secret away with null; the store does with an empty one. */
  #emptied(patch: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const gone = secretFields(this.#kind).filter((field) => patch[field] === null);
    return { ...patch, ...Object.fromEntries(gone.map((field) => [field, ''])) };
  }

  async #perform<T>(dryRun: boolean, work: (resources: Resources) => Promise<T>): Promise<T> {
    if (!dryRun) return work(this.#resources);
    let result: { readonly value: T } | undefined;
    const takenBack = new Error('dry run');
    try {
      await this.#resources.within(async (resources) => {
        result = { value: await work(resources) };
        throw takenBack;
      });
    } catch (error) {
      if (error !== takenBack) throw error;
    }
    return result!.value;
  }
}

function checkPrecondition(
  { ifMatch, onlyIfPresent, onlyIfAbsent }: Precondition,
  before: { readonly version: number } | undefined,
): void {
  const fails =
    (onlyIfAbsent && before) || (onlyIfPresent && !before) || (ifMatch !== undefined && ifMatch !== before?.version);
  if (fails) throw new GatewayError('PRECONDITION_FAILED', { version: before?.version });
}

/** Again on what is there now, when somebody else was faster and the client does not mind. */
async function retrying<T>({ ifMatch, onlyIfAbsent }: Precondition, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const raced = hasCode(error) && error.code === 'PRECONDITION_FAILED' && ifMatch === undefined && !onlyIfAbsent;
      if (!raced || attempt === ATTEMPTS) throw error;
    }
  }
}
