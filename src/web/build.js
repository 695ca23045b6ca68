/**
 * Bundles the browser client into dist/web. The worker is built first: its name carries a hash of its content, which the
 * page's bundle must know. Everything is a file of its own, because the content security policy forbids inline code.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, '..', '..', 'dist', 'web');

/** Bundles one entry and returns the name of its file. */
async function bundle(entry, define = {}) {
  const { metafile } = await build({
    entryPoints: [join(here, entry)],
    outdir,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    sourcemap: true,
    metafile: true,
    entryNames: '[name]-[hash]',
    loader: { '.css': entry.endsWith('.css') ? 'css' : 'text' },
    define,
    platform: 'browser',
    // Under this name Node finds both halves of the library, a browser's bundler one of them only.
    alias: { 'msgpackr/pack': 'msgpackr' },
    logLevel: 'warning',
  });
  const file = Object.keys(metafile.outputs).find((name) => !name.endsWith('.map'));
  return basename(file);
}

/** Puts the kernels, which are built already, beside the bundles under a name of the same kind. */
function copyKernels() {
  const content = readFileSync(join(here, '..', '..', 'native-bindings', 'wasm', 'sluice.wasm'));
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase();
  const file = `kernels-${hash}.wasm`;
  writeFileSync(join(outdir, file), content);
  return file;
}

mkdirSync(outdir, { recursive: true });
const kernels = copyKernels();
const worker = await bundle('worker.ts', { KERNELS_FILE: JSON.stringify(kernels) });
const script = await bundle('main.ts', { WORKER_FILE: JSON.stringify(worker) });
const style = await bundle('style/page.css');
const page = readFileSync(join(here, 'index.html'), 'utf8').replace('main.js', script).replace('page.css', style);

// A gateway may start while this runs: the page changes at once, and what it no longer names goes last.
copyFileSync(join(here, 'icon.svg'), join(outdir, 'icon.svg'));
writeFileSync(join(outdir, 'index.html.new'), page);
renameSync(join(outdir, 'index.html.new'), join(outdir, 'index.html'));
const current = [kernels, ...[worker, script, style].flatMap((name) => [name, `${name}.map`])];
for (const name of readdirSync(outdir)) {
  if (![...current, 'icon.svg', 'index.html'].includes(name)) rmSync(join(outdir, name), { force: true });
}
