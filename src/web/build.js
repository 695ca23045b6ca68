/**
 * Bundles the browser client into dist/web. The worker is built first: its name carries a hash of its content, which the
 * page's bundle must know. Everything is a file of its own, because the content security policy forbids inline code. The
 * page's script is split, so that nobody loads what they do not look at.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, '..', '..', 'dist', 'web');

/** Pages of the portal with an address of their own. They are the same page; a server answers with a file for each. */
const PAGES = ['index.html', 'setup.html', 'reset.html', 'sign-in.html'];

const LICENSES = 'licenses.txt';

/** Names of everything that this build wrote. */
const current = new Set([...PAGES, LICENSES, 'icon.svg']);

/** Packages of which something is in the bundles. */
const packages = new Set();

/** Bundles one entry and returns the name of its file. */
async function bundle(entry, define = {}) {
  const { metafile } = await build({
    entryPoints: [join(here, entry)],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    sourcemap: true,
    metafile: true,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    loader: { '.css': entry.endsWith('.css') ? 'css' : 'text' },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define,
    platform: 'browser',
    // Under this name Node finds both halves of the library, a browser's bundler one of them only.
    alias: { 'msgpackr/pack': 'msgpackr' },
    logLevel: 'warning',
  });
  for (const name of Object.keys(metafile.outputs)) current.add(basename(name));
  for (const name of Object.keys(metafile.inputs)) {
    const [, used] = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name) ?? [];
    if (used) packages.add(used);
  }
  const outputs = Object.entries(metafile.outputs);
  return basename(outputs.find(([name, { entryPoint }]) => entryPoint?.endsWith(entry) && !name.endsWith('.map'))[0]);
}

/** Puts the kernels, which are built already, beside the bundles under a name of the same kind. */
function copyKernels() {
  const content = readFileSync(join(here, '..', '..', 'native-bindings', 'wasm', 'sluice.wasm'));
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase();
  const file = `kernels-${hash}.wasm`;
  writeFileSync(join(outdir, file), content);
  current.add(file);
  return file;
}

/** The licences of what is in the bundles, which their copies have to carry. */
function copyLicenses() {
  const parts = [...packages].sort().map((name) => {
    const folder = join(here, '..', '..', 'node_modules', name);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} comes without a licence`);
    return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  writeFileSync(join(outdir, LICENSES), parts.join('\n\n'));
}

mkdirSync(outdir, { recursive: true });
const text = JSON.stringify;
const kernels = copyKernels();
const worker = await bundle('worker.ts', { KERNELS_FILE: text(kernels) });
const portalStyle = await bundle('style/portal.css');
const script = await bundle('main.ts', { WORKER_FILE: text(worker), PORTAL_STYLE: text(portalStyle) });
const style = await bundle('style/page.css');
copyLicenses();
const page = readFileSync(join(here, 'index.html'), 'utf8').replace('main.js', script).replace('page.css', style);

// A gateway may start while this runs: the page changes at once, and what it no longer names goes last.
copyFileSync(join(here, 'icon.svg'), join(outdir, 'icon.svg'));
for (const name of PAGES) {
  writeFileSync(join(outdir, `${name}.new`), page);
  renameSync(join(outdir, `${name}.new`), join(outdir, name));
}
for (const name of readdirSync(outdir)) if (!current.has(name)) rmSync(join(outdir, name), { force: true });
