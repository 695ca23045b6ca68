import type { Config } from '../config/schema.js';
import type { Logger } from '../logger.js';
import { Access } from './access/access.js';
import { Tokens } from './access/tokens.js';
import { createApi } from './api/create-api.js';
import type { ApiHandler } from './api/env.js';
import { AuditLog } from './audit/audit-log.js';
import { Brokering } from './brokering.js';
import type { ControlPlane } from './control-plane.js';
import { Connections } from './diagnostics/connections.js';
import { Trail } from './diagnostics/trail.js';
import { Identity } from './identity/identity.js';
import { Resources } from './resources/repository.js';
import { openConfiguredStore } from './store/configured.js';

/** The control plane of one gateway. Whoever opened it closes it, after the edge in front of it. */
export interface OpenControlPlane {
  readonly plane: ControlPlane;
  /** Answers what comes below `/api`. */
  readonly api: ApiHandler;
  close(): Promise<void>;
}

/** Opens the configured store and puts the parts together. Throws what opening the store throws. */
export async function openControlPlane(config: Config, logger: Logger): Promise<OpenControlPlane> {
  const store = await openConfiguredStore(config, logger);
  const resources = new Resources(store);
  const audit = new AuditLog(store);
  const access = new Access({ store, audit });
  const identity = new Identity({ store, resources, audit, logger, settings: config.signIn });
  const trail = new Trail(store, { logger });
  const brokering = new Brokering({
    store,
    resources,
    audit,
    trail,
    identity,
    config,
    logger,
    passwords: identity.typedPasswords,
  });
  const plane: ControlPlane = {
    ...{ config, logger, store, resources, audit, access, identity, trail, brokering },
    connections: new Connections(store),
    tokens: new Tokens({ store, resources }),
  };
  const close = async (): Promise<void> => {
    await brokering.close();
    await trail.flush();
    access.close();
    await identity.close();
    await store.close();
  };
  return { plane, api: createApi(plane).handle, close };
}
