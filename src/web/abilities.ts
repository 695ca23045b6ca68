import { Kernels } from './kernels/kernels.js';
import { findVideoSupport, type VideoSupport } from './video/browser-decoder.js';

/** Name of the kernels' file beside this one; the build fills it in. */
declare const KERNELS_FILE: string;

/** What this browser offers beyond JavaScript. */
export interface Abilities {
  /** Undefined in a browser without the vector instructions of WebAssembly. */
  readonly kernels: Kernels | undefined;
  readonly video: VideoSupport | undefined;
}

/** Whatever is missing, the desktop is shown by other means. */
export async function findAbilities(): Promise<Abilities> {
  const [kernels, video] = await Promise.all([loadKernels(), findVideoSupport()]);
  // Decoded pictures become pixels in the kernels.
  return { kernels, video: kernels && video };
}

async function loadKernels(): Promise<Kernels | undefined> {
  try {
    return new Kernels(await WebAssembly.compileStreaming(fetch(new URL(KERNELS_FILE, import.meta.url))));
  } catch (error) {
    console.warn('without kernels:', error);
    return undefined;
  }
}
