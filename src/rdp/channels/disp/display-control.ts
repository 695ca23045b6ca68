import { ByteReader } from '../../../bytes/reader.js';
import type { ActiveEvent } from '../../active/events.js';
import type { DynamicChannelHandler, SendMessage } from '../drdynvc/dynamic-channels.js';
import { type DisplayControlCaps, displayControlPdu, type MonitorLayout, readDisplayControlPdu } from './pdu.js';

/** Name of the dynamic channel, [MS-RDPEDISP] 2.1. */
export const DISPLAY_CONTROL = 'Microsoft::Windows::RDS::DisplayControl';

const SIDE_MIN = 200;
const SIDE_MAX = 8192;

/** Client side of [MS-RDPEDISP]: asks the host for another desktop size once the host has said what it bears. */
export class DisplayControl implements DynamicChannelHandler {
  readonly name = DISPLAY_CONTROL;
  #send: SendMessage | undefined;
  #caps: DisplayControlCaps | undefined;

  opened(send: SendMessage): ActiveEvent[] {
    this.#send = send;
    return [];
  }

  closed(): ActiveEvent[] {
    this.#send = undefined;
    this.#caps = undefined;
    return [];
  }

  received(message: Uint8Array): ActiveEvent[] {
    const pdu = readDisplayControlPdu(new ByteReader(message));
    if (pdu?.type !== 'caps') return [{ type: 'unknown', what: 'display control message' }];
    this.#caps = pdu.caps;
    return [{ type: 'displayControlReady', maxMonitors: pdu.caps.maxMonitors, maxArea: maxArea(pdu.caps) }];
  }

  /** Returns false, and sends nothing, when the host cannot be asked or would refuse. */
  resize(width: number, height: number, scaleFactor: number): boolean {
    if (!this.#send || !this.#caps) return false;
    const monitor = singleMonitor(width, height, scaleFactor);
    if (maxArea(this.#caps) < monitor.width * monitor.height) return false;
    this.#send(displayControlPdu({ type: 'monitorLayout', monitors: [monitor] }));
    return true;
  }
}

/** [MS-RDPEDISP] 3.2.5.1: the area of all monitors together. As a double it cannot overflow. */
const maxArea = (caps: DisplayControlCaps): number =>
  caps.maxMonitors * caps.maxMonitorAreaFactorA * caps.maxMonitorAreaFactorB;

function singleMonitor(width: number, height: number, scaleFactor: number): MonitorLayout {
  return {
    primary: true,
    left: 0,
    top: 0,
    width: clampSide(width) & ~1,
    height: clampSide(height),
    physicalWidth: 0,
    physicalHeight: 0,
    orientation: 0,
    desktopScaleFactor: Math.max(100, Math.min(500, Math.round(scaleFactor))),
    deviceScaleFactor: 100,
  };
}

const clampSide = (side: number): number => Math.max(SIDE_MIN, Math.min(SIDE_MAX, Math.round(side)));
