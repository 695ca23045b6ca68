import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Config } from '../config/schema.js';
import type { Logger } from '../logger.js';
import type { Audit } from './audit/audit.js';
import { Broker } from './broker/broker.js';
import type { TypedPasswords } from './broker/credentials.js';
import { Door, type DoorParts } from './broker/door.js';
import { Grants } from './broker/grants.js';
import { Leases } from './broker/leases.js';
import { MyResources } from './broker/my-resources.js';
import { Published } from './broker/published.js';
import type { Trail } from './diagnostics/trail.js';
import { type CheckerParts, HealthChecker } from './health/checker.js';
import { HostStates } from './health/host-states.js';
import { HostStatuses } from './health/host-statuses.js';
import type { Resources } from './resources/repository.js';
import { HostPower } from './scaling/host-power.js';
import { ImageUpdate } from './scaling/image-update.js';
import { Scaler } from './scaling/scaler.js';
import { Rounds } from './sessions/rounds.js';
import { RunningSessions } from './sessions/running.js';
import { UserSessions } from './sessions/user-sessions.js';
import type { Store } from './store/store.js';

export interface BrokeringOptions {
  readonly store: Store;
  readonly resources: Resources;
  readonly audit: Audit;
  readonly trail: Trail;
  readonly identity: DoorParts['identity'];
  readonly config: Config;
  readonly logger: Logger;
  readonly passwords?: TypedPasswords;
  /** Instead of a real check. */
  readonly probe?: CheckerParts['probe'];
}

const NO_PASSWORDS: TypedPasswords = { of: () => undefined };

/** Who is connected to what: the parts of the control plane between a click and a session. Whoever made it closes it. */
export class Brokering {
  /** Name of this gateway among those that share the store; another one after each start. */
  readonly gateway = `${hostname()}/${randomBytes(4).toString('hex')}`;
  readonly published: Published;
  readonly grants: Grants;
  readonly myResources: MyResources;
  readonly broker: Broker;
  readonly door: Door;
  readonly running: RunningSessions;
  readonly userSessions: UserSessions;
  readonly hostStates: HostStates;
  readonly checker: HealthChecker;
  readonly power: HostPower;
  readonly hosts: HostStatuses;
  readonly scaler: Scaler;
  readonly images: ImageUpdate;
  readonly rounds: Rounds;

  constructor({ store, audit, trail, config, logger, probe, passwords = NO_PASSWORDS, ...rest }: BrokeringOptions) {
    const published = new Published(store);
    this.published = published;
    this.grants = new Grants(store);
    this.hostStates = new HostStates(store);
    const { gateway, grants, hostStates: states } = this;
    const { trustStore } = config;
    const shared = { store, published, states, trail, grants, gateway, logger };
    const place = (pool: string): Promise<void> => this.broker.place(pool);
    const quietly = (work: Promise<unknown>): void => {
      work.catch((err) => logger.warn({ err }, 'Not done'));
    };
    this.checker = new HealthChecker({
      ...{ ...shared, trustStore, ...(probe && { probe }) },
      available: (pool) => quietly(place(pool)),
    });
    this.power = new HostPower({ ...shared, audit, settled: place });
    this.myResources = new MyResources(shared);
    this.userSessions = new UserSessions(shared);
    this.hosts = new HostStatuses({ published, states, sessions: this.userSessions });
    this.broker = new Broker({ ...shared, startHost: (host) => quietly(this.power.start(host, 'broker')) });
    this.running = new RunningSessions({
      ...{ ...shared, place },
      signOut: (host, user) => this.power.signOut(host, user),
    });
    const { running, myResources, broker, checker, userSessions } = this;
    this.door = new Door({ ...shared, ...rest, running, myResources, passwords, config });
    const { power, userSessions: sessions } = this;
    this.scaler = new Scaler({ ...shared, power, sessions, audit });
    this.images = new ImageUpdate({ ...shared, power, sessions, resources: rest.resources });
    const { scaler, images } = this;
    const leases = new Leases(store, gateway);
    this.rounds = new Rounds({
      ...{ ...shared, leases, broker, checker, running, userSessions, scaler, images },
      keepTrailsMs: config.diagnostics.keep,
    });
  }

  /** Begins to do what time brings: a gateway does, a command that only asks does not. */
  start(): void {
    this.rounds.start();
  }

  async close(): Promise<void> {
    await this.rounds.stop();
    await this.running.close();
    this.broker.close();
    await this.images.idle();
    await this.power.idle();
    this.published.close();
  }
}
