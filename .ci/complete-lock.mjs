/**
 * Puts back what npm leaves out of package-lock.json when the registry in use carries optional packages for some
 * platforms only: `npm ci` refuses a lock file without them, on every platform. Run it after `npm install`.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const CPU = ['arm64', 'arm', 'ia32', 'x64', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32'];

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const added = {};
for (const [parent, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (lock.packages[path] || lock.packages[`${parent}/${path}`]) continue;
    const parts = name.split(/[/-]/);
    added[path] = {
      version,
      ...(entry.dev && { dev: true }),
      cpu: CPU.filter((cpu) => parts.includes(cpu)),
      ...(parts.includes('musl') && { libc: ['musl'] }),
      optional: true,
      os: OS.filter((os) => parts.includes(os)),
    };
    if (added[path].os.length === 0) throw new Error(`${name}: for which platform?`);
  }
}
lock.packages = Object.fromEntries(Object.entries({ ...lock.packages, ...added }).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${Object.keys(added).length} optional packages added`);
