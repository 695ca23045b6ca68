import type { Size } from '../../display/geometry.js';
import { GatewayError } from '../../errors.js';
import type { ActiveEvent } from '../../rdp/active/events.js';
import { SystemCommand } from '../../rdp/channels/rail/pdu/flags.js';
import type { RailPdu } from '../../rdp/channels/rail/pdu/index.js';
import { workArea } from '../../rdp/channels/rail/rail-client.js';
import type { HostCapabilities } from '../../rdp/share/capabilities.js';
import type { WindowRequest } from '../../wire/messages.js';
import type { WindowArea, Windows } from '../../wire/windows.js';
import { Allowance } from '../allowance.js';
import { execError } from './exec-error.js';
import { type SlottedIcon, WindowList } from './window-list.js';

/** The way to the host while there is one. */
export interface ProgramHost {
  rail(pdu: RailPdu): boolean;
  promptProgram(): boolean;
}

export interface ProgramPort {
  readonly now: () => number;
  host(): ProgramHost | undefined;
  windows(windows: Windows): void;
  icon(icon: SlottedIcon): void;
  /** The program is over, or never began. */
  ended(reason: GatewayError): void;
}

/** A host that has to be asked may not hear yet: xrdp's session takes a moment to come up. */
const PROMPT_MS = 1000;
/** One that greets shows windows that are still there within this. */
const COMEBACK_MS = 15_000;
/** An icon takes a tenth of a millisecond to become pixels, and none changes that often. */
const ICONS_PER_SECOND = 50;
const ICONS_BURST = 300;
/** Programs close one window before they open the next: a splash screen, a sign-in. */
const CLOSING_MS = 3000;

const COMMANDS = {
  close: SystemCommand.SC_CLOSE,
  minimize: SystemCommand.SC_MINIMIZE,
  maximize: SystemCommand.SC_MAXIMIZE,
  restore: SystemCommand.SC_RESTORE,
} as const;

/**
 * The program of a session: has it started, keeps its windows, has the main one fill the viewer's window, and ends the
 * session when the last is closed. Lives as long as its session, over connections that come and go.
 */
export class Program {
  readonly #port: ProgramPort;
  #list = new WindowList();
  readonly #freshIcons = new Set<number>();
  readonly #iconAllowance: Allowance;
  #changed = false;
  /** There was a window; with none before, there is nothing that could be closed. */
  #seen = false;
  #area: Size = { width: 0, height: 0 };
  /** The host is of xrdp's kind, which says nothing of what it does as it was told. */
  #tacit = false;
  /** A new window that is to have the keyboard: xrdp leaves that to clients. */
  #newest = 0;
  /** Main window and area that it was given, so that a host which has it otherwise is asked once. */
  #filled = '';
  #announced: Windows | undefined;
  #promptTimer: NodeJS.Timeout | undefined;
  #closingTimer: NodeJS.Timeout | undefined;

  constructor(port: ProgramPort) {
    this.#port = port;
    this.#iconAllowance = new Allowance(ICONS_PER_SECOND, ICONS_BURST, port.now());
  }

  /** Was it started by a connection before? */
  get running(): boolean {
    return this.#seen;
  }

  /** What viewers were told last; undefined before the first window. */
  get windows(): Windows | undefined {
    return this.#announced;
  }

  icon(window: number): SlottedIcon | undefined {
    return this.#list.icon(window);
  }

  /** A connection is active, with a desktop of this size. Windows are told of anew. */
  connected(remotePrograms: HostCapabilities['remotePrograms'], desktop: Size): void {
    if (remotePrograms === 'none') {
      this.#port.ended(new GatewayError('PROGRAM_UNSUPPORTED'));
      return;
    }
    this.#area = desktop;
    this.#tacit = remotePrograms === 'asked';
    this.#list = new WindowList();
    this.#filled = '';
    clearTimeout(this.#closingTimer);
    this.#closingTimer = undefined;
    if (remotePrograms === 'asked') this.#promptIn(PROMPT_MS);
    else if (this.#seen) this.#promptIn(COMEBACK_MS);
  }

  disconnected(): void {
    clearTimeout(this.#promptTimer);
    clearTimeout(this.#closingTimer);
    this.#closingTimer = undefined;
  }

  /** The desktop, or the part of it that viewers see, has this size from now on. */
  resize(area: Size): void {
    if (area.width === this.#area.width && area.height === this.#area.height) return;
    this.#area = area;
    this.#port.host()?.rail(workArea(area));
    this.#fill();
    this.flush();
  }

  /** Takes an event; true when it was about the program. */
  event(event: ActiveEvent): boolean {
    if (event.type === 'windowOrder') this.#order(event);
    else if (event.type === 'rail') this.#rail(event.pdu);
    else return false;
    return true;
  }

  /** Tells what has changed since the last time; called once for everything that arrived together. */
  flush(): void {
    const newest = this.#list.get(this.#newest);
    this.#newest = 0;
    if (newest && !newest.auxiliary) this.#activate(newest.id);
    if (this.#changed) {
      this.#look();
      this.#announce();
    }
    for (const id of this.#freshIcons) {
      if (!this.#iconAllowance.take(1, this.#port.now())) return;
      this.#freshIcons.delete(id);
      const icon = this.#list.icon(id);
      if (icon) this.#port.icon(icon);
    }
  }

  /** What a person wants of a window. Windows that are not there are none of theirs. */
  request(request: WindowRequest): void {
    const window = this.#list.get(request.window);
    const host = this.#port.host();
    if (!window || !host) return;
    const { id } = window;
    if (request.kind === 'activate') this.#activate(id);
    else if (request.kind !== 'move')
      host.rail({ type: 'systemCommand', windowId: id, command: COMMANDS[request.kind] });
    else this.#move(host, id, request);
    this.flush();
  }

  close(): void {
    clearTimeout(this.#promptTimer);
    clearTimeout(this.#closingTimer);
  }

  #order({ order }: Extract<ActiveEvent, { type: 'windowOrder' }>): void {
    if (this.#list.apply(order)) this.#changed = true;
    const isIcon = order.type === 'windowIcon' || order.type === 'windowCachedIcon';
    if (isIcon && this.#list.get(order.windowId)) this.#freshIcons.add(order.windowId);
    if (order.type === 'windowDeleted') this.#freshIcons.delete(order.windowId);
    if (this.#tacit && order.type === 'window' && order.isNew) this.#newest = order.windowId;
  }

  #rail(pdu: RailPdu): void {
    if (pdu.type === 'execResult') {
      const error = execError(pdu);
      if (error) this.#port.ended(error);
    } else if (pdu.type === 'cloak') {
      this.#list.cloak(pdu.windowId, pdu.cloaked);
      this.#changed = true;
    }
  }

  #activate(id: number): void {
    this.#list.activate(id);
    this.#changed = true;
    this.#port.host()?.rail({ type: 'activate', windowId: id, enabled: true });
  }

  /** Ends the session some time after the last window, unless another one comes. */
  #look(): void {
    if (this.#list.present) {
      this.#seen ||= this.#list.describe().windows.length !== 0;
      clearTimeout(this.#closingTimer);
      this.#closingTimer = undefined;
    } else if (this.#seen) {
      this.#closingTimer ??= setTimeout(() => {
        this.#port.ended(
          new GatewayError('SESSION_ENDED', { program: 'closed' }, { detail: 'the program was closed' }),
        );
      }, CLOSING_MS);
    }
  }

  /** Before the first window there is nothing to tell: until then the desktop itself is shown. */
  #announce(): void {
    if (!this.#seen) {
      this.#changed = false;
      return;
    }
    this.#announced = this.#list.describe();
    this.#fill();
    if (this.#changed) this.#announced = this.#list.describe();
    this.#changed = false;
    this.#port.windows(this.#announced);
  }

  /** Has the main window cover what viewers see. */
  #fill(): void {
    const { width, height } = this.#area;
    const main = this.#list.get(this.#announced?.main ?? 0);
    const wanted = `${main?.id} ${width} ${height}`;
    if (!main || main.minimized || wanted === this.#filled || !(main.resizable || main.maximizable)) return;
    const host = this.#port.host();
    if (!host) return;
    this.#filled = wanted;
    const windowId = main.id;
    if (!main.maximized) this.#move(host, windowId, { left: 0, top: 0, width, height });
    // Windows without frames and corners that could be dragged; xrdp has no such state and keeps to the move.
    if (main.maximizable) host.rail({ type: 'systemCommand', windowId, command: SystemCommand.SC_MAXIMIZE });
  }

  #move(host: ProgramHost, windowId: number, { left, top, width, height }: WindowArea): void {
    host.rail({ type: 'windowMove', windowId, left, top, right: left + width, bottom: top + height });
    if (!this.#tacit) return;
    this.#list.move(windowId, { left, top, width, height });
    this.#changed = true;
  }

  #promptIn(ms: number): void {
    clearTimeout(this.#promptTimer);
    this.#promptTimer = setTimeout(() => {
      const here = this.#list.present;
      if (!here && this.#port.host()?.promptProgram()) this.#promptIn(PROMPT_MS);
    }, ms);
  }
}
