import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { PROJECT } from '../../bench/micro/libfreerdp.js';
import { loadNative } from '../../native-bindings/index.js';

/** A package folder with nothing in it but the loader. */
function packageWithLoader(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-loader-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const built = join(folder, 'dist', 'native-bindings');
  mkdirSync(built, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"name":"sluice-gateway","type":"module"}');
  copyFileSync(join(PROJECT, 'dist', 'native-bindings', 'index.js'), join(built, 'index.js'));
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const loadFrom = async (folder: string): Promise<typeof loadNative> => {
  const path = join(folder, 'dist', 'native-bindings', 'index.js');
  return ((await import(pathToFileURL(path).href)) as { loadNative: typeof loadNative }).loadNative;
};

t.test('without an addon, every attempt is reported', async (t) => {
  const load = await loadFrom(packageWithLoader());
  t.throws(load, { message: /build\/Release: Cannot find module.*node-gyp-build: No native build was found/ });
});

t.test('a prebuilt addon is found', async (t) => {
  const folder = packageWithLoader();
  const prebuilds = join(folder, 'prebuilds', `${process.platform}-${process.arch}`);
  mkdirSync(prebuilds, { recursive: true });
  copyFileSync(join(PROJECT, 'build', 'Release', 'sluice.node'), join(prebuilds, 'sluice-gateway.node'));
  const load = await loadFrom(folder);
  t.equal(load().simd, loadNative().simd);
  t.equal(load(), load(), 'and loaded once');
});

t.test('an addon that is not one is reported', async (t) => {
  const folder = packageWithLoader();
  mkdirSync(join(folder, 'build', 'Release'), { recursive: true });
  writeFileSync(join(folder, 'build', 'Release', 'sluice.node'), 'nothing of the kind');
  const load = await loadFrom(folder);
  t.throws(load, { message: /build\/Release: .*sluice\.node.*; node-gyp-build:/ });
});
