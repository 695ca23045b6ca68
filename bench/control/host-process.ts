/** What all session hosts of the company are, in a process of its own: it answers checks as hosts do. */
import { startDemoHost } from '../../src/host/demo/demo-host.js';

const host = await startDemoHost();
process.send?.({ address: `127.0.0.1:${host.port}`, trust: `pin:${host.fingerprint}` });
process.once('disconnect', () => process.exit());
