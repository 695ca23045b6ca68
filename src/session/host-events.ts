import type { Size } from '../display/geometry.js';
import type { Logger } from '../logger.js';
import type { ActiveEvent, BitmapData, PointerImage } from '../rdp/active/events.js';
import type { Indicators, Pointer } from '../wire/messages.js';
import { bitmapCommand, paletteCommand, surfaceCommand } from './drawing.js';
import type { HostGraphics } from './graphics/host-graphics.js';
import type { Screen } from './screen.js';
import type { Traffic } from './traffic.js';

/** What the host's events change. */
export interface HostEventsPort {
  readonly screen: Screen;
  readonly graphics: HostGraphics;
  readonly traffic: Traffic;
  readonly logger: Logger;
  readonly now: () => number;
  acknowledge(frameId: number): void;
  reactivated(size: Size): Promise<void>;
  resizable(): void;
  pointer(pointer: Pointer): void;
  indicators(indicators: Indicators): void;
  channelData(channel: string, data: Uint8Array): void;
}

/** Applies one event. What ends the connection is dealt with where its stream is. */
export function applyHostEvent(event: ActiveEvent, port: HostEventsPort): void | Promise<void> {
  switch (event.type) {
    case 'bitmaps':
      return drawBitmaps(event.rectangles, port);
    case 'surfaceBits':
      port.screen.append(surfaceCommand(event.bits), port.now());
      return roomAgain(port.screen);
    case 'palette':
      port.screen.append(paletteCommand(event.colors), port.now());
      return roomAgain(port.screen);
    case 'frameMarker':
      return frameMarker(event.action, event.frameId, port);
    case 'graphics':
      return port.graphics.apply(event.pdu);
    case 'graphicsOpened':
    case 'graphicsClosed':
      return port.graphics.begin();
    case 'graphicsPacked':
      port.screen.hostPacks = true;
      return;
    case 'pointer':
      return port.pointer(pointerMessage(event.pointer));
    case 'pointerPosition':
      return port.pointer({ kind: 'position', x: event.x, y: event.y });
    case 'keyboardIndicators': {
      const { scrollLock, numLock, capsLock, kanaLock } = event;
      return port.indicators({ scrollLock, numLock, capsLock, kanaLock });
    }
    case 'reactivated':
      return port.reactivated(event.activation);
    case 'displayControlReady':
      return port.resizable();
    case 'networkCharacteristics':
      port.traffic.hostRtt = event.averageRtt ?? event.baseRtt ?? port.traffic.hostRtt;
      return;
    case 'channelData':
      return port.channelData(event.channel, event.data);
    case 'unknown':
      return port.logger.debug({ what: event.what }, 'Host sent something newer than this client');
  }
}

/** One small message may unpack to more drawing than the lane takes, so there is a look at it after each rectangle. */
function drawBitmaps(rectangles: readonly BitmapData[], port: HostEventsPort, from = 0): void | Promise<void> {
  for (let at = from; at < rectangles.length; at++) {
    port.screen.append(bitmapCommand(rectangles[at]), port.now());
    const room = roomAgain(port.screen);
    if (room) return room.then(() => drawBitmaps(rectangles, port, at + 1));
  }
}

/** Nothing while the lane has room; otherwise draws, and resolves when it has room. */
function roomAgain(screen: Screen): void | Promise<void> {
  if (!screen.full) return;
  screen.commit();
  return screen.full ? screen.room() : undefined;
}

/** The host is told that a frame is done when it is drawn, so that it sees how fast we are ([MS-RDPRFX] 2.2.3.1). */
function frameMarker(action: 'begin' | 'end', frameId: number, { screen, traffic, acknowledge }: HostEventsPort): void {
  screen.frame(action);
  if (action === 'begin') return;
  traffic.frame();
  screen.whenDrawn(() => acknowledge(frameId));
}

const pointerMessage = (pointer: PointerImage | 'hidden' | 'default'): Pointer =>
  typeof pointer === 'string' ? { kind: pointer } : { kind: 'image', ...pointer };
