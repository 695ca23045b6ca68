import type { ByteReader } from '../../bytes/reader.js';
import { PointerCache } from '../graphics/pointer-cache.js';
import { pointerImage } from '../graphics/pointer-image.js';
import {
  type PointerShape,
  readCachedPointer,
  readColorPointer,
  readLargePointer,
  readNewPointer,
  readPointerPosition,
  readSystemPointer,
} from '../graphics/pointer-update.js';
import { PointerMessageType, readPointerMessageType } from '../graphics/slow-path.js';
import type { ActiveEvent, PointerImage } from './events.js';

/** Pointer updates of both formats: [MS-RDPBCGR] 2.2.9.1.1.4 and 2.2.9.1.2.1.4 to 2.2.9.1.2.1.11. */
export class PointerUpdates {
  readonly #cache = new PointerCache();
  /** Colours of 8 bit shapes; the last palette that arrived. */
  palette: Uint8Array | undefined;

  position(r: ByteReader): ActiveEvent {
    return { type: 'pointerPosition', ...readPointerPosition(r) };
  }

  color(r: ByteReader): ActiveEvent {
    return this.#shape(readColorPointer(r));
  }

  newPointer(r: ByteReader): ActiveEvent {
    return this.#shape(readNewPointer(r));
  }

  large(r: ByteReader): ActiveEvent {
    return this.#shape(readLargePointer(r));
  }

  /** An empty entry is the host's mistake, and no reason to end a session: the pointer stays as it is. */
  cached(r: ByteReader): ActiveEvent {
    const index = readCachedPointer(r);
    const pointer = this.#cache.get(index);
    return pointer ? shown(pointer) : { type: 'unknown', what: `cached pointer ${index}` };
  }

  /** TS_POINTER_PDU, the slow-path form. */
  slowPath(r: ByteReader): ActiveEvent {
    const type = readPointerMessageType(r);
    switch (type) {
      case PointerMessageType.TS_PTRMSGTYPE_SYSTEM:
        return { type: 'pointer', pointer: readSystemPointer(r) };
      case PointerMessageType.TS_PTRMSGTYPE_POSITION:
        return this.position(r);
      case PointerMessageType.TS_PTRMSGTYPE_COLOR:
        return this.color(r);
      case PointerMessageType.TS_PTRMSGTYPE_CACHED:
        return this.cached(r);
      case PointerMessageType.TS_PTRMSGTYPE_POINTER:
        return this.newPointer(r);
      default:
        return { type: 'unknown', what: `pointer message ${type}` };
    }
  }

  #shape(shape: PointerShape): ActiveEvent {
    const pointer = pointerImage(shape, this.palette);
    this.#cache.set(shape.cacheIndex, pointer);
    return shown(pointer);
  }
}

/** A shape without pixels is nothing to see, and no picture that could be shown. */
const shown = (pointer: PointerImage): ActiveEvent => ({
  type: 'pointer',
  pointer: pointer.width * pointer.height === 0 ? 'hidden' : pointer,
});
