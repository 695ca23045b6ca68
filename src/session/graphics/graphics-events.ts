import { buffers } from '../../bytes/buffer-pool.js';
import type { DecodeCommand } from '../../codec/commands.js';
import type { Size } from '../../display/geometry.js';
import type { WireToSurface1, WireToSurface2 } from '../../rdp/channels/egfx/pdu/drawing.js';
import type { GraphicsPdu } from '../../rdp/channels/egfx/pdu/index.js';
import type {
  CreateSurface,
  MapSurfaceToScaledWindow,
  MapSurfaceToWindow,
} from '../../rdp/channels/egfx/pdu/surface.js';
import type { Rectangle } from '../../rdp/share/refresh-rect.js';
import { writeVideoUnit } from '../../wire/video-unit.js';
import type { Screen } from '../screen.js';
import type { Traffic } from '../traffic.js';
import { isAvc, readAvcUnit } from './avc-unit.js';
import type { DrawnFrame } from './frame-gate.js';
import * as records from './records.js';
import { type Place, type Surface, Surfaces, unscaled, type WindowPlace } from './surfaces.js';
import type { SentUnit } from './viewer-video.js';

/** What commands of the graphics pipeline change, besides the picture. */
export interface GraphicsEventsPort {
  readonly screen: Screen;
  readonly traffic: Traffic;
  readonly now: () => number;
  /** The desktop has this size from now on. */
  resized(size: Size): Promise<void>;
  frameDrawn(frame: Omit<DrawnFrame, 'drawnAt'>): void;
  /** H.264 to be shown with what was appended to the screen before it. */
  video(unit: SentUnit): void;
  /** H.264 came for a surface that viewers cannot draw it to: scaled, or not on the desktop. */
  videoUnfit(): void;
  /** Something was copied that only viewers have: where it went to, neither they nor we have it now. */
  videoMoved(): void;
  /** A surface is shown in a window of its own; the desktop does not show it. */
  windowMapped(surfaceId: number, windowId: bigint): void;
}

/**
 * The client side of [MS-RDPEGFX] 3.3.5 for one connection: turns commands into decode records in their order, and knows
 * which surfaces there are. What a surface holds is known only where it is drawn.
 *
 * A host that changes its size deletes its surfaces, makes others and then draws on them. So that the desktop does not
 * turn black in between, a surface comes when something is drawn on it, and one that is deleted goes with the end of the
 * next frame.
 */
export class GraphicsEvents {
  readonly #port: GraphicsEventsPort;
  readonly #surfaces: Surfaces;
  #leaving: Surface[] = [];
  /** When the frame began that is being drawn. */
  #begunAt: number;
  #confirmed = false;
  /**
   * The client has had the host start over, [MS-RDPEGFX] 3.3.5.19: what it makes from now on takes the place of all that
   * it made before. A host that does not do so goes on with what it has.
   */
  #startsOver = false;

  constructor(port: GraphicsEventsPort, firstSurface: number) {
    this.#port = port;
    this.#surfaces = new Surfaces(firstSurface);
    this.#begunAt = port.now();
  }

  /** Number of the surface that is made next. */
  get nextSurface(): number {
    return this.#surfaces.next;
  }

  /** The surfaces that windows show, by the host's ids of the surfaces. */
  get inWindows(): ReadonlyMap<number, WindowPlace> {
    return this.#surfaces.inWindows();
  }

  apply(pdu: GraphicsPdu): void | Promise<void> {
    switch (pdu.type) {
      case 'startFrame':
        this.#begunAt = this.#port.now();
        this.#port.screen.frame('begin');
        return;
      case 'endFrame':
        return this.#endFrame(pdu.frameId);
      case 'resetGraphics':
        this.#surfaces.leaveWindows();
        return this.#port.resized(pdu).then(() => this.#showAgain());
      case 'capsConfirm':
        this.#startsOver = this.#confirmed;
        this.#confirmed = true;
        return;
      case 'cacheImportReply':
        // Nothing was offered for import.
        return;
      case 'createSurface':
        return this.#create(pdu);
      case 'deleteSurface':
        return this.#delete(pdu.surfaceId);
      case 'mapSurfaceToOutput': {
        const { width, height } = this.#surfaces.get(pdu.surfaceId, 'RDPGFX_MAP_SURFACE_TO_OUTPUT_PDU');
        return this.#show(pdu.surfaceId, { left: pdu.left, top: pdu.top, width, height });
      }
      case 'mapSurfaceToScaledOutput':
        return this.#show(pdu.surfaceId, { ...pdu, width: pdu.targetWidth, height: pdu.targetHeight });
      case 'mapSurfaceToWindow':
        return this.#showInWindow(pdu, { width: pdu.mappedWidth, height: pdu.mappedHeight });
      case 'mapSurfaceToScaledWindow':
        return this.#showInWindow(pdu, { width: pdu.targetWidth, height: pdu.targetHeight });
      case 'deleteEncodingContext': {
        // Contexts go with their surface, which some hosts delete first.
        const surface = this.#surfaces.find(pdu.surfaceId);
        return surface && this.#append(records.deleteContextRecord(surface, pdu));
      }
      default:
        this.#draw(pdu);
        return this.#roomAgain();
    }
  }

  /** The host paints everything again. */
  repainting(): void {
    for (const { video } of this.#surfaces.all()) video.clear();
  }

  #endFrame(frameId: number): void {
    const { screen, traffic } = this.#port;
    for (const surface of this.#leaving) this.#append(records.deleteRecord(surface));
    this.#leaving = [];
    const number = screen.frame('end');
    traffic.frame();
    const begunAt = this.#begunAt;
    screen.whenDrawn(() => this.#port.frameDrawn({ id: frameId, number, begunAt }));
  }

  #create(pdu: CreateSurface): void {
    if (this.#startsOver) this.#forget();
    this.#delete(pdu.surfaceId);
    this.#append(records.createRecord(this.#surfaces.create(pdu.surfaceId, pdu.width, pdu.height), pdu));
  }

  /** A surface that does not exist is gone already. */
  #delete(id: number): void {
    const surface = this.#surfaces.find(id);
    if (!surface) return;
    this.#surfaces.delete(id);
    if (surface.drawn && surface.place && this.#leaving.length < MOST_LEAVING) this.#leaving.push(surface);
    else this.#append(records.deleteRecord(surface));
  }

  #showInWindow({ surfaceId, windowId, mappedWidth, mappedHeight }: ToWindow, target: Size): void {
    this.#show(surfaceId, undefined, { id: windowId, mapped: { width: mappedWidth, height: mappedHeight }, target });
    this.#port.windowMapped(surfaceId, windowId);
  }

  /** On the desktop or in a window, and nowhere else. */
  #show(id: number, place: Place | undefined, window?: WindowPlace): void {
    const before = this.#surfaces.get(id, 'RDPGFX_MAP_SURFACE_PDU');
    const surface = this.#surfaces.change(id, before, { place, window });
    if (surface.drawn) this.#append(records.mapRecord(surface));
  }

  /** The desktop has another size: what did not fit before is shown now. */
  #showAgain(): void {
    for (const surface of this.#surfaces.all()) {
      if (surface.drawn && surface.place) this.#append(records.mapRecord(surface));
    }
  }

  /** A surface that something is drawn on now. */
  #target(id: number, pdu: string): Surface {
    const before = this.#surfaces.get(id, pdu);
    if (before.drawn) return before;
    const surface = this.#surfaces.change(id, before, { drawn: true });
    if (surface.place) this.#append(records.mapRecord(surface));
    return surface;
  }

  #draw(pdu: DrawingPdu): void {
    if (pdu.type === 'wireToSurface1' && isAvc(pdu)) this.#handOn(pdu);
    else if (pdu.type === 'wireToSurface2') this.#progressive(pdu);
    else this.#append(this.#record(pdu));
  }

  /** Hosts send so much of it that memory of its own would be felt as garbage. */
  #progressive(pdu: WireToSurface2): void {
    const memory = buffers.take(records.progressiveSize(pdu));
    const surface = this.#blurred(pdu.surfaceId, 'RDPGFX_WIRE_TO_SURFACE_PDU_2');
    this.#append(records.progressiveRecord(surface, pdu, memory));
    buffers.give(memory);
  }

  /** A surface that something is drawn on, and it does not say where. */
  #blurred(id: number, pdu: string): Surface {
    const surface = this.#target(id, pdu);
    surface.video.blur();
    return surface;
  }

  #record(pdu: Exclude<DrawingPdu, WireToSurface2>): DecodeCommand {
    switch (pdu.type) {
      case 'wireToSurface1': {
        const surface = this.#target(pdu.surfaceId, 'RDPGFX_WIRE_TO_SURFACE_PDU_1');
        surface.video.remove(pdu.rectangle);
        return records.bitmapRecord(surface, pdu);
      }
      case 'solidFill': {
        const surface = this.#target(pdu.surfaceId, 'RDPGFX_SOLIDFILL_PDU');
        for (const rectangle of pdu.rectangles) surface.video.remove(rectangle);
        return records.fillRecord(surface, pdu);
      }
      case 'surfaceToSurface': {
        const source = this.#source(pdu.source, pdu.rectangle, 'RDPGFX_SURFACE_TO_SURFACE_PDU');
        return records.copyRecord(source, this.#blurred(pdu.destination, 'RDPGFX_SURFACE_TO_SURFACE_PDU'), pdu);
      }
      case 'surfaceToCache':
        return records.storeRecord(this.#source(pdu.surfaceId, pdu.rectangle, 'RDPGFX_SURFACE_TO_CACHE_PDU'), pdu);
      case 'cacheToSurface':
        return records.loadRecord(this.#blurred(pdu.surfaceId, 'RDPGFX_CACHE_TO_SURFACE_PDU'), pdu);
      case 'evictCacheEntry':
        return records.evictRecord(pdu);
    }
  }

  /** A surface that something is copied from. */
  #source(id: number, rectangle: Rectangle, pdu: string): Surface {
    const surface = this.#surfaces.get(id, pdu);
    if (surface.video.meets(rectangle)) this.#port.videoMoved();
    return surface;
  }

  /** H.264 goes to viewers as it is; what they show in its regions is not known here. */
  #handOn(pdu: WireToSurface1): void {
    const { now, video, videoUnfit } = this.#port;
    const surface = this.#target(pdu.surfaceId, 'RDPGFX_WIRE_TO_SURFACE_PDU_1');
    const { unit, regions } = readAvcUnit(pdu, surface);
    // With a surface alone on the desktop nothing lies on its video, and what is void stays void.
    const alone = this.#surfaces.all().length === 1 && this.#leaving.length === 0;
    const known = alone && regions.every((region) => surface.video.fills(region));
    if (!known || !this.#port.screen.idle) this.#append(records.voidRecord(surface, known ? [] : regions));
    if (!known) for (const region of regions) surface.video.add(region);
    if (!unscaled(surface)) {
      videoUnfit();
      return;
    }
    const { surface: number, kind, keyFrame } = unit;
    video({ surface: number, kind, keyFrame, bytes: writeVideoUnit(unit), arrivedAt: now() });
  }

  #append(record: DecodeCommand): void {
    this.#port.screen.append(record, this.#port.now());
  }

  /** Nothing while the lane has room; otherwise draws, and resolves when it has room. */
  #roomAgain(): void | Promise<void> {
    const { screen } = this.#port;
    if (!screen.full) return;
    screen.commit();
    return screen.full ? screen.room() : undefined;
  }

  #forget(): void {
    this.#startsOver = false;
    this.#leaving.push(...this.#surfaces.all());
    this.#surfaces.clear();
  }
}

/** Surfaces that are gone and still shown. */
const MOST_LEAVING = 16;

type ToWindow = MapSurfaceToWindow | MapSurfaceToScaledWindow;
type DrawingPdu = Extract<
  GraphicsPdu,
  {
    type: `wireToSurface${string}` | 'solidFill' | `surfaceTo${string}` | 'cacheToSurface' | 'evictCacheEntry';
  }
>;
