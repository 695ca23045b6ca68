import { loadConfig } from '../config/load.js';
import type { Config, ConfigInput } from '../config/schema.js';
import { publishDemo } from '../control/demo-workspace.js';
import { controlMetrics } from '../control/metrics.js';
import type { OpenControlPlane } from '../control/open-control-plane.js';
import { HostSessions, publishDesktops } from '../edge/desktops.js';
import { type Gateway, startGateway } from '../edge/gateway.js';
import { type Logger, silentLogger } from '../logger.js';
import { SessionRegistry } from '../session/registry.js';
import { HOST_DEFAULTS } from '../transport/defaults.js';
import { WorkerPool } from '../workers/pool.js';
import { type Demo, startDemo } from './demo.js';

export interface GatewayOptions {
  /** Settings as in `docs/config.md`; what is left out has its default. */
  readonly config?: ConfigInput;
  /** Default: says nothing. */
  readonly logger?: Logger;
}

/** Name that the gateway gives itself to viewers. */
const GATEWAY_NAME = 'sluice';

/**
 * Starts a gateway from a checked configuration; with no desktop configured it publishes the demo. With `control` it has a
 * control plane, which the caller closes after it.
 */
export async function startConfigured(config: Config, logger: Logger, control?: OpenControlPlane): Promise<Gateway> {
  const demo: Demo | undefined = config.desktops.length === 0 ? await startDemo(config) : undefined;
  const { threads } = config.workers;
  const pool = new WorkerPool({ logger, ...(threads !== 0 && { threads }) });
  const registry = new SessionRegistry({ maxSessions: config.sessions.max });
  const sessions = new HostSessions(registry, { config, pool, gateway: GATEWAY_NAME, logger });
  const close = async (): Promise<void> => {
    await sessions.close();
    await Promise.all([pool.close(), demo?.close()]);
  };
  try {
    if (control && demo) await publishDemo(control.plane, demo);
    control?.plane.brokering.start();
    return await startGateway(config, {
      desktops: demo ? [demo.desktop] : publishDesktops(config, HOST_DEFAULTS),
      sessions: { open: (desktop) => sessions.open(desktop), close },
      sessionMetrics: registry.metrics,
      ...(control && { controlMetrics: controlMetrics(control.plane) }),
      ...{ logger, api: control?.api, door: control?.plane.brokering.door },
    });
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Starts a gateway and resolves when it listens. Rejects with CONFIG_INVALID when it cannot be configured so.
 *
 * The caller owns it and ends it with `close` (sessions and viewers are told) or `destroy` (now).
 *
 * ```ts
 * const gateway = await createGateway({ config: { desktops: [{ name: 'Desk 7', url: 'rdp://desk7.example.com' }] } });
 * console.log(gateway.link('Desk 7'));
 * await gateway.close();
 * ```
 */
export const createGateway = ({ config = {}, logger = silentLogger }: GatewayOptions = {}): Promise<Gateway> =>
  startConfigured(loadConfig({ options: config }), logger);
