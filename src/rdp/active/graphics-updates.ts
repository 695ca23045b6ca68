import { ByteReader } from '../../bytes/reader.js';
import { invalid } from '../../errors.js';
import type { BulkDecompressor } from '../bulk/decompressor.js';
import { readBitmapUpdate } from '../graphics/bitmap-update.js';
import { FastPathUpdateCode, readFastPathUpdate } from '../graphics/fast-path-output.js';
import { FragmentAssembler } from '../graphics/fragments.js';
import { readPaletteUpdate } from '../graphics/palette-update.js';
import { readUpdateType, UpdateType } from '../graphics/slow-path.js';
import { readSurfaceCommand } from '../graphics/surface-commands.js';
import { readOrders, readSlowPathOrders, type WindowOrders } from '../windows/orders.js';
import type { ActiveEvent } from './events.js';
import type { PointerUpdates } from './pointer-updates.js';

/** Graphics updates of both formats: [MS-RDPBCGR] 2.2.9.1.1.3 and 2.2.9.1.2.1. */
export class GraphicsUpdates {
  readonly #bulk: BulkDecompressor;
  readonly #pointers: PointerUpdates;
  readonly #fragments = new FragmentAssembler();
  readonly #windows: boolean;

  /** `windows`: orders about windows were asked for. */
  constructor(bulk: BulkDecompressor, pointers: PointerUpdates, windows: boolean) {
    this.#windows = windows;
    this.#bulk = bulk;
    this.#pointers = pointers;
  }

  /** The body of a fast-path frame: updates, each perhaps compressed and perhaps a fragment. */
  fastPath(r: ByteReader, events: ActiveEvent[]): void {
    this.#fragments.reclaim();
    while (r.remaining > 0) {
      const { code, fragmentation, compressionFlags, data } = readFastPathUpdate(r);
      const plain = compressionFlags === undefined ? data : this.#bulk.decompress(data, compressionFlags);
      const update = this.#fragments.accept(code, fragmentation, plain);
      if (update) this.#fastPathUpdate(code, new ByteReader(update), events);
    }
  }

  #fastPathUpdate(code: number, r: ByteReader, events: ActiveEvent[]): void {
    switch (code) {
      case FastPathUpdateCode.FASTPATH_UPDATETYPE_BITMAP:
        expectUpdateType(r, UpdateType.UPDATETYPE_BITMAP);
        events.push({ type: 'bitmaps', rectangles: readBitmapUpdate(r) });
        return;
      case FastPathUpdateCode.FASTPATH_UPDATETYPE_PALETTE:
        expectUpdateType(r, UpdateType.UPDATETYPE_PALETTE);
        events.push(this.#palette(r));
        return;
      case FastPathUpdateCode.FASTPATH_UPDATETYPE_SURFCMDS:
        while (r.remaining > 0) events.push(readSurfaceCommand(r));
        return;
      case FastPathUpdateCode.FASTPATH_UPDATETYPE_SYNCHRONIZE:
        return;
      case FastPathUpdateCode.FASTPATH_UPDATETYPE_PTR_NULL:
        events.push({ type: 'pointer', pointer: 'hidden' });
        return;
      case FastPathUpdateCode.FASTPATH_UPDATETYPE_PTR_DEFAULT:
        events.push({ type: 'pointer', pointer: 'default' });
        return;
      case FastPathUpdateCode.FASTPATH_UPDATETYPE_PTR_POSITION:
        events.push(this.#pointers.position(r));
        return;
      case FastPathUpdateCode.FASTPATH_UPDATETYPE_COLOR:
        events.push(this.#pointers.color(r));
        return;
      case FastPathUpdateCode.FASTPATH_UPDATETYPE_CACHED:
        events.push(this.#pointers.cached(r));
        return;
      case FastPathUpdateCode.FASTPATH_UPDATETYPE_POINTER:
        events.push(this.#pointers.newPointer(r));
        return;
      case FastPathUpdateCode.FASTPATH_UPDATETYPE_LARGE_POINTER:
        events.push(this.#pointers.large(r));
        return;
      case FastPathUpdateCode.FASTPATH_UPDATETYPE_ORDERS:
        this.#orders(r, readOrders, events);
        return;
      default:
        events.push({ type: 'unknown', what: `fast-path update ${code}` });
    }
  }

  /** TS_GRAPHICS_UPDATE, the slow-path form. */
  slowPath(r: ByteReader, events: ActiveEvent[]): void {
    const type = readUpdateType(r);
    switch (type) {
      case UpdateType.UPDATETYPE_BITMAP:
        events.push({ type: 'bitmaps', rectangles: readBitmapUpdate(r) });
        return;
      case UpdateType.UPDATETYPE_PALETTE:
        events.push(this.#palette(r));
        return;
      case UpdateType.UPDATETYPE_SYNCHRONIZE:
        return;
      case UpdateType.UPDATETYPE_ORDERS:
        this.#orders(r, readSlowPathOrders, events);
        return;
      default:
        events.push({ type: 'unknown', what: `graphics update ${type}` });
    }
  }

  /** Orders that draw are declined; a host that sends them all the same is not understood. */
  #orders(r: ByteReader, read: (r: ByteReader) => WindowOrders, events: ActiveEvent[]): void {
    const { orders, foreign } = this.#windows ? read(r) : { orders: [], foreign: 0 };
    for (const order of orders) events.push({ type: 'windowOrder', order });
    if (foreign !== undefined) events.push({ type: 'unknown', what: 'drawing orders' });
  }

  #palette(r: ByteReader): ActiveEvent {
    const colors = readPaletteUpdate(r);
    this.#pointers.palette = colors.slice();
    return { type: 'palette', colors };
  }
}

function expectUpdateType(r: ByteReader, expected: number): void {
  const type = readUpdateType(r);
  if (type !== expected) throw invalid('TS_FP_UPDATE', 'updateType', type);
}
