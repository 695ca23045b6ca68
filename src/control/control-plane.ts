import type { Config } from '../config/schema.js';
import type { Logger } from '../logger.js';
import type { Identity } from './identity/identity.js';
import type { Store } from './store/store.js';

/** The parts of the control plane, as routes see them. */
export interface ControlPlane {
  readonly config: Config;
  readonly logger: Logger;
  readonly store: Store;
  readonly identity: Identity;
}
