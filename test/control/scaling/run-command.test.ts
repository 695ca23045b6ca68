import t from 'tap';
import { runCommand } from '../../../src/control/scaling/run-command.js';

const node = (script: string, ...rest: string[]): string[] => [process.execPath, '-e', script, ...rest];
const LONG = 60_000;

t.test('a command gets its arguments as they are, and no secrets of the gateway', async (t) => {
  process.env['SLUICE_STORE_KEY'] = 'secret';
  t.teardown(() => delete process.env['SLUICE_STORE_KEY']);
  const show =
    'console.log(JSON.stringify([process.argv.slice(1), process.env.SLUICE_HOST, process.env.SLUICE_STORE_KEY]))';
  const said = await runCommand(node(show, '$(reboot)', '; echo'), { env: { SLUICE_HOST: 'h1' }, timeoutMs: LONG });
  t.same(JSON.parse(said), [['$(reboot)', '; echo'], 'h1', null]);
});

t.test('one that fails says why, as far as it fits', async (t) => {
  const fail = 'console.error("x".repeat(5000) + "no such machine"); process.exit(3)';
  const error = await runCommand(node(fail), { env: {}, timeoutMs: LONG }).catch((cause: Error) => cause);
  t.match(error, { code: 'HOST_START_FAILED', message: /ended with 3: x+no such machine$/ });
  t.ok((error as Error).message.length < 1000);
});

t.test('one that is not there, takes too long or talks too much is ended', async (t) => {
  await t.rejects(runCommand(['/nowhere/program'], { env: {}, timeoutMs: LONG }), { code: 'HOST_START_FAILED' });
  const late = runCommand(node('setInterval(() => {}, 1000)'), { env: {}, timeoutMs: 200 });
  await t.rejects(late, { code: 'HOST_START_FAILED', message: /took longer than 200 ms/ });
  const loud = runCommand(node('for (;;) require("fs").writeSync(1, "x".repeat(65536))'), { env: {}, timeoutMs: LONG });
  await t.rejects(loud, { code: 'HOST_START_FAILED' });
});
