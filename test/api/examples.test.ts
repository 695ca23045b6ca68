/** Compiles and runs every example of docs/api.md against a host of our own. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { startDemoHost } from '../../src/host/demo/demo-host.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const page = readFileSync(join(root, 'docs', 'api.md'), 'utf8');
const examples = [...page.matchAll(/```ts example=(\w+)\n(.*?)```/gs)].map(([, name, code]) => ({ name, code }));

/** What the examples take for granted. */
const PREAMBLE = `import type { TrustPolicy } from 'sluice-gateway';
const host = '127.0.0.1';
const port = Number(process.env['EXAMPLE_PORT']);
const username = '';
const password = '';
const trust: TrustPolicy = { mode: 'pin', sha256: [process.env['EXAMPLE_SHA256'] ?? ''] };
`;

interface Run {
  readonly status: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An example must end by itself: whatever it started, it has to have released. */
const DEADLINE_MS = 30_000;

/** Runs beside this process, which is the host that the example talks to. */
const run = (file: string, env: NodeJS.ProcessEnv): Promise<Run> =>
  new Promise((resolve) => {
    execFile(process.execPath, [file], { env, timeout: DEADLINE_MS }, (error, stdout, stderr) => {
      resolve({ status: error ? (error.code ?? error.signal ?? 1) : 0, stdout, stderr });
    });
  });

const COMPILER = {
  extends: join(root, 'tsconfig.base.json'),
  compilerOptions: {
    types: ['node'],
    composite: false,
    declaration: false,
    sourceMap: false,
    rootDir: '.',
    outDir: 'out',
    noUnusedLocals: false,
  },
  include: ['*.ts'],
};

t.test('examples of docs/api.md', async (t) => {
  const folder = t.testdir();
  mkdirSync(join(folder, 'node_modules', '@types'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules', 'sluice-gateway'));
  symlinkSync(join(root, 'node_modules', '@types', 'node'), join(folder, 'node_modules', '@types', 'node'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(COMPILER));
  for (const { name, code } of examples) writeFileSync(join(folder, `${name}.ts`), PREAMBLE + code);
  // tap loads itself into every Node process by this variable, which the compiler's entry does not survive.
  const compiler = ['-u', 'NODE_OPTIONS', join(root, 'node_modules', '.bin', 'tsc'), '-p', folder];
  const tsc = spawnSync('env', compiler, { encoding: 'utf8' });
  t.equal(tsc.status, 0, `they compile\n${tsc.stdout}`);

  const demo = await startDemoHost();
  t.teardown(() => demo.close());
  const env = { ...process.env, EXAMPLE_PORT: String(demo.port), EXAMPLE_SHA256: demo.fingerprint };
  for (const { name } of examples) {
    const { status, stdout, stderr } = await run(join(folder, 'out', `${name}.js`), env);
    t.equal(status, 0, `${name} runs\n${stderr}`);
    t.not(stdout, '', `${name} prints something`);
  }
});
