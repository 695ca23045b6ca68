import { ByteReader } from '../../bytes/reader.js';
import type { HostChannel } from '../../rdp/accept/dynamic-channels.js';
import type { DesktopSize } from '../../rdp/accept/settings.js';
import { DISPLAY_CONTROL } from '../../rdp/channels/disp/display-control.js';
import { displayControlPdu, readDisplayControlPdu } from '../../rdp/channels/disp/pdu.js';

/** One monitor of up to 4096 × 2304. */
const CAPS = { maxMonitors: 1, maxMonitorAreaFactorA: 4096, maxMonitorAreaFactorB: 2304 };

/** What the client's screen is like. */
export interface Layout extends DesktopSize {
  /** Percent. */
  readonly scaleFactor: number;
}

/** The host's end of Display Control ([MS-RDPEDISP]). */
export class DisplayControlHost implements HostChannel {
  readonly name = DISPLAY_CONTROL;
  readonly #onLayout: (layout: Layout) => void;

  constructor(onLayout: (layout: Layout) => void) {
    this.#onLayout = onLayout;
  }

  opened(send: (message: Uint8Array) => void): void {
    send(displayControlPdu({ type: 'caps', caps: CAPS }));
  }

  received(message: Uint8Array): void {
    const pdu = readDisplayControlPdu(new ByteReader(message));
    if (pdu?.type !== 'monitorLayout') return;
    const monitor = pdu.monitors.find(({ primary }) => primary) ?? pdu.monitors[0];
    if (!monitor) return;
    const { width, height, desktopScaleFactor } = monitor;
    this.#onLayout({ width, height, scaleFactor: desktopScaleFactor });
  }
}
