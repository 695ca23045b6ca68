import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Config } from '../config/schema.js';
import type { Logger } from '../logger.js';
import type { Audit } from './audit/audit.js';
import { Broker } from './broker/broker.js';
import { Grants } from './broker/grants.js';
import { MyResources } from './broker/my-resources.js';
import { Published } from './broker/published.js';
import type { Trail } from './diagnostics/trail.js';
import { type CheckerParts, HealthChecker } from './health/checker.js';
import { HostStates } from './health/host-states.js';
import { HostStatuses } from './health/host-statuses.js';
import { HostPower } from './scaling/host-power.js';
import { UserSessions } from './sessions/user-sessions.js';
import type { Store } from './store/store.js';

export interface BrokeringOptions {
  readonly store: Store;
  readonly audit: Audit;
  readonly trail: Trail;
  readonly config: Config;
  readonly logger: Logger;
  /** Instead of a real check. */
  readonly probe?: CheckerParts['probe'];
}

/** Who is connected to what: the parts of the control plane between a click and a session. Whoever made it closes it. */
export class Brokering {
  /** Name of this gateway among those that share the store; another one after each start. */
  readonly gateway = `${hostname()}/${randomBytes(4).toString('hex')}`;
  readonly published: Published;
  readonly grants: Grants;
  readonly myResources: MyResources;
  readonly broker: Broker;
  readonly userSessions: UserSessions;
  readonly hostStates: HostStates;
  readonly checker: HealthChecker;
  readonly power: HostPower;
  readonly hosts: HostStatuses;

  constructor({ store, audit, trail, config, logger, probe }: BrokeringOptions) {
    const published = new Published(store);
    this.published = published;
    this.grants = new Grants(store);
    this.hostStates = new HostStates(store);
    const { gateway, grants, hostStates: states } = this;
    const { trustStore } = config;
    const shared = { store, published, states, logger };
    const place = (pool: string) => this.broker.place(pool);
    const quietly = (work: Promise<void>): void => {
      work.catch((err) => logger.warn({ err }, 'Not done'));
    };
    this.checker = new HealthChecker({
      ...shared,
      trustStore,
      ...(probe && { probe }),
      available: (pool) => quietly(place(pool)),
    });
    this.power = new HostPower({ ...shared, audit, settled: place });
    this.myResources = new MyResources({ store, published });
    this.userSessions = new UserSessions({ store, published, grants });
    this.hosts = new HostStatuses({ published, states, sessions: this.userSessions });
    this.broker = new Broker({
      ...{ store, published, grants, trail, logger, gateway },
      startHost: (host) => quietly(this.power.start(host, 'broker')),
    });
  }

  async close(): Promise<void> {
    this.broker.close();
    await this.power.idle();
    this.published.close();
  }
}
