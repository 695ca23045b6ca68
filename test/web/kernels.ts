import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kernels } from '../../src/web/kernels/kernels.js';

const WASM = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'native-bindings', 'wasm');

/** The committed module, as a browser gets it. */
export const wasmPath = join(WASM, 'sluice.wasm');
export const wasmBuild = join(WASM, 'build.sh');

/** The browser's kernels: Node runs the same module. */
export const loadKernels = (): Kernels => new Kernels(new WebAssembly.Module(readFileSync(wasmPath)));
