import { ExecResultCode } from '../../../rdp/channels/rail/pdu/exec.js';
import { SystemCommand } from '../../../rdp/channels/rail/pdu/flags.js';
import type { RailPdu } from '../../../rdp/channels/rail/pdu/index.js';
import { ShowState } from '../../../rdp/windows/flags.js';
import type { WindowState as WindowFields } from '../../../rdp/windows/window-state.js';
import { RailChannel } from '../../rail/rail-channel.js';
import type { HostClient } from '../../server/client.js';
import { rect } from '../pixels/rect.js';
import { programIcon } from './icons.js';
import { ProgramScene, type SceneWindow, type WindowState } from './program-scene.js';
import { programOf } from './programs.js';

/** WS_OVERLAPPEDWINDOW and WS_VISIBLE; WS_EX_APPWINDOW and WS_EX_WINDOWEDGE. */
const STYLE = { style: 0x14cf0000, extended: 0x00040100 } as const;
/** The one icon that all windows share; sent once, then named. */
const ICON_ENTRY = 0;
const SHOW: Readonly<Record<WindowState, number>> = {
  normal: ShowState.SHOWN,
  minimized: ShowState.MINIMIZED,
  maximized: ShowState.MAXIMIZED,
};
const FIRST = { left: 60, top: 40, width: 480, height: 320 } as const;
const STEP = 48;

/** Serves RemoteApp to one client: its programs as windows, told of by orders. */
export class ProgramHost {
  readonly scene: ProgramScene;
  readonly #channel: RailChannel;
  #iconSent = false;
  #monitored = false;

  private constructor(width: number, height: number, channel: RailChannel) {
    this.#channel = channel;
    this.scene = new ProgramScene(width, height, {
      opened: (window) => this.#opened(window),
      changed: (window) => {
        this.#channel.tell({ type: 'window', windowId: window.id, isNew: false, state: fieldsOf(window) });
      },
      closed: (windowId) => this.#channel.tell({ type: 'windowDeleted', windowId }),
      ordered: (zOrder) => this.#ordered(zOrder),
    });
  }

  /** Undefined for a client that wants the desktop. */
  static of(client: HostClient, { width, height }: { width: number; height: number }): ProgramHost | undefined {
    let host: ProgramHost | undefined;
    const channel = RailChannel.of(client, (pdu) => host?.receive(pdu));
    host = channel && new ProgramHost(width, height, channel);
    return host;
  }

  get channel(): RailChannel {
    return this.#channel;
  }

  receive(pdu: RailPdu): void {
    switch (pdu.type) {
      case 'exec':
        this.#exec(pdu);
        return;
      case 'activate':
        if (pdu.enabled) this.scene.activate(pdu.windowId);
        return;
      case 'systemCommand':
        this.#command(pdu.windowId, pdu.command);
        return;
      case 'windowMove': {
        const { windowId, left, top, right, bottom } = pdu;
        this.scene.move(windowId, { left, top, right, bottom });
        return;
      }
      case 'getAppIdRequest': {
        const { windowId } = pdu;
        const applicationId = this.scene.window(windowId) ? 'Sluice.Demo' : '';
        this.#channel.send({ type: 'getAppIdResponse', windowId, applicationId });
      }
    }
  }

  #exec({ flags, exeOrFile }: Extract<RailPdu, { type: 'exec' }>): void {
    const alias = exeOrFile.startsWith('||') ? exeOrFile.slice(2) : undefined;
    const apps = alias === undefined ? undefined : programOf(alias);
    const { RAIL_EXEC_S_OK, RAIL_EXEC_E_FILE_NOT_FOUND, RAIL_EXEC_E_NOT_IN_ALLOWLIST } = ExecResultCode;
    const refused = alias === undefined ? RAIL_EXEC_E_FILE_NOT_FOUND : RAIL_EXEC_E_NOT_IN_ALLOWLIST;
    const execResult = apps ? RAIL_EXEC_S_OK : refused;
    this.#channel.send({ type: 'execResult', flags, execResult, rawResult: 0, exeOrFile });
    apps?.forEach((app, at) => {
      this.scene.open(app, rect(FIRST.left + at * STEP, FIRST.top + at * STEP, FIRST.width, FIRST.height));
    });
  }

  #command(id: number, command: number): void {
    switch (command) {
      case SystemCommand.SC_CLOSE:
        this.scene.close(id);
        return;
      case SystemCommand.SC_MINIMIZE:
        this.scene.setState(id, 'minimized');
        return;
      case SystemCommand.SC_MAXIMIZE:
        this.scene.setState(id, 'maximized');
        return;
      case SystemCommand.SC_RESTORE:
        this.scene.setState(id, 'normal');
    }
  }

  #opened(window: SceneWindow): void {
    const windowId = window.id;
    const state = { owner: window.owner, style: STYLE, ...fieldsOf(window) };
    const place = { windowId, big: true, overlay: false } as const;
    this.#channel.tell({ type: 'window', windowId, isNew: true, state });
    const icon = programIcon(ICON_ENTRY);
    this.#channel.tell(
      this.#iconSent ? { type: 'windowCachedIcon', ...place, icon } : { type: 'windowIcon', ...place, icon },
    );
    this.#iconSent = true;
  }

  /** The first order of windows says that the desktop is watched, and that all is told. */
  #ordered(zOrder: readonly number[]): void {
    const first = !this.#monitored;
    this.#monitored = true;
    const desktop = { hooked: false, arcBegan: false, arcCompleted: first, activeWindow: zOrder[0] ?? 0, zOrder };
    this.#channel.tell({ type: 'monitoredDesktop', desktop });
  }
}

/** What changes about a window. Its frame is drawn here, so that all of it is its client area. */
function fieldsOf({ title, bounds: { left, top, right, bottom }, state }: SceneWindow): WindowFields {
  const [width, height] = [right - left, bottom - top];
  const whole = [{ left: 0, top: 0, right: width, bottom: height }];
  const offset = { x: left, y: top };
  return {
    ...{ title, showState: SHOW[state], windowOffset: offset, windowSize: { width, height } },
    ...{ clientOffset: offset, clientAreaSize: { width, height }, windowClientDelta: { x: 0, y: 0 } },
    ...{ windowRectangles: whole, visibleOffset: offset, visibility: state === 'minimized' ? [] : whole },
  };
}
