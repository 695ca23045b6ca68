/** The only importer of the native addon. */
import { loadNative, type NativeBindings } from '../../native-bindings/index.js';
import { GatewayError } from '../errors.js';

let loaded: NativeBindings | undefined;

/** The addon of this thread. Throws NATIVE_MISSING when it cannot be loaded. */
export function native(): NativeBindings {
  if (loaded) return loaded;
  try {
    loaded = loadNative();
  } catch (error) {
    throw new GatewayError('NATIVE_MISSING', {}, { cause: error, detail: (error as Error).message });
  }
  return loaded;
}
