import type { Config } from '../config/schema.js';
import type { Logger } from '../logger.js';
import type { Access } from './access/access.js';
import type { Tokens } from './access/tokens.js';
import type { AuditLog } from './audit/audit-log.js';
import type { Brokering } from './brokering.js';
import type { Connections } from './diagnostics/connections.js';
import type { Trail } from './diagnostics/trail.js';
import type { Identity } from './identity/identity.js';
import type { Resources } from './resources/repository.js';
import type { Store } from './store/store.js';

/** The parts of the control plane, as routes see them. */
export interface ControlPlane {
  readonly config: Config;
  readonly logger: Logger;
  readonly store: Store;
  readonly resources: Resources;
  readonly audit: AuditLog;
  readonly trail: Trail;
  readonly connections: Connections;
  readonly access: Access;
  readonly tokens: Tokens;
  readonly identity: Identity;
  readonly brokering: Brokering;
}
