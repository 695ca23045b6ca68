/** Holds the table "who may import whom" of ARCHITECTURE.md as data and checks every import in src/ against it. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const src = join(root, 'src');

const BASE = ['bytes', 'errors', 'logger'];
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  bytes: BASE,
  errors: BASE,
  logger: BASE,
  rdp: BASE,
  wire: BASE,
  codec: BASE,
  display: ['codec', ...BASE],
  transport: ['rdp', ...BASE],
  workers: ['codec', 'native-bindings', ...BASE],
  session: ['rdp', 'display', 'wire', 'codec', 'workers', 'transport', ...BASE],
  host: ['rdp', 'transport', ...BASE],
  config: BASE,
  control: ['rdp', 'transport', 'session', 'config', ...BASE],
  edge: ['session', 'control', 'wire', 'config', ...BASE],
  gateway: ['edge', 'control', 'session', 'host', 'workers', 'transport', 'rdp', 'config', ...BASE],
  web: ['wire', 'bytes', 'errors'],
};
const PURE = new Set(['bytes', 'errors', 'logger', 'rdp', 'wire', 'codec', 'display']);
/** Packages that only one folder (or file) may import. */
const OWNED: Readonly<Record<string, string>> = {
  'uWebSockets.js': 'edge',
  piscina: 'workers',
  commander: 'cli',
  kysely: 'control',
  libsql: 'control',
  pg: 'control',
  hono: 'control',
  'openid-client': 'control',
  preact: 'web',
  '@preact/signals': 'web',
  '@simplewebauthn/browser': 'web',
  uqr: 'web',
};

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly specifier: string;
}

function imports(): Import[] {
  const found: Import[] = [];
  for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file)) continue;
    const text = readFileSync(join(src, file), 'utf8').replace(/^\s*(\/?\*|\/\/).*$/gm, '');
    const folder = file.includes('/') ? file.split('/')[0] : file.replace(/\.tsx?$/, '');
    for (const match of text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)) {
      found.push({ file, folder, specifier: match[1] });
    }
  }
  return found;
}

/** The folder (or top-level file) of src/ that a relative import leads to. */
function target({ file, specifier }: Import): string {
  const path = posix.normalize(posix.join(posix.dirname(file), specifier));
  return path.startsWith('../') ? path.split('/')[1] : path.split('/')[0].replace(/\.js$/, '');
}

t.test('every import in src/ follows the table', async (t) => {
  const all = imports();
  t.ok(all.length > 100, 'imports were found');
  for (const found of all) {
    const allowed = MAY_IMPORT[found.folder];
    if (!allowed || !found.specifier.startsWith('.')) continue;
    const to = target(found);
    if (to !== found.folder && !allowed.includes(to)) t.fail(`${found.file} must not import ${found.specifier}`);
  }
});

t.test('the pure folders know no Node built-ins', async (t) => {
  for (const { file, folder, specifier } of imports()) {
    if (PURE.has(folder) && specifier.startsWith('node:')) t.fail(`${file} must not import ${specifier}`);
  }
});

t.test('some packages have one importer', async (t) => {
  for (const { file, folder, specifier } of imports()) {
    const owner = OWNED[specifier];
    if (owner && folder !== owner) t.fail(`${file} must not import ${specifier}, only ${owner} may`);
  }
});

t.test('every folder of src/ is in the table, or anything goes there by name', async (t) => {
  const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders) t.ok(name in MAY_IMPORT || name === 'cli', name);
});
