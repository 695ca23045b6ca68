import { ByteReader } from '../../../bytes/reader.js';
import type { ActiveEvent } from '../../active/events.js';
import type { ClientProgram } from '../../settings.js';
import { ExecFlag } from './pdu/exec.js';
import { type RailPdu, railPdu, readRailPdu } from './pdu/index.js';
import { SystemParameter, type SystemParameterValue } from './pdu/system-parameters.js';

/** Name of the static channel, [MS-RDPERP] 2.1. */
export const RAIL = 'rail';
/** Build that we say to be: the same as in the client core data. */
const CLIENT_BUILD = 19041;

/** Orders that a host may send; the same from a client would mean nothing. */
const FROM_HOST: ReadonlySet<RailPdu['type']> = new Set([
  'execResult',
  'systemParameters',
  'minMaxInfo',
  'localMoveSize',
  'languageBarInfo',
  'getAppIdResponse',
  'getAppIdResponseEx',
  'compartmentInfo',
  'zOrderSync',
  'cloak',
  'powerDisplayRequest',
  'taskbarInfo',
]);

interface Area {
  readonly width: number;
  readonly height: number;
}

/**
 * Client side of the exchange that starts a program, [MS-RDPERP] 1.3.2.1: the host shakes hands, the client answers with
 * what it is and asks for the program, the host says how that went. Windows are told of by drawing orders.
 *
 * xrdp says nothing until it is asked for a program, and does not hear that before its session is up: {@link prompt}
 * asks again. To somebody who comes back it shows its windows when it is told a work area.
 */
export class RailClient {
  readonly #program: ClientProgram;
  readonly #area: Area;
  readonly #send: (message: Uint8Array) => void;
  #heard = false;
  #greeted = false;
  #asked = false;
  #answered = false;

  /** `area` is the desktop, all of which windows may cover. */
  constructor(program: ClientProgram, area: Area, send: (message: Uint8Array) => void) {
    this.#program = program;
    this.#area = area;
    this.#send = send;
  }

  /** A whole message of the channel. */
  received(message: Uint8Array): ActiveEvent[] {
    const pdu = readRailPdu(new ByteReader(message));
    if (pdu.type === 'handshake' || pdu.type === 'handshakeEx') {
      this.#heard = true;
      this.#greet();
      if (!this.#program.running && !this.#asked) this.#exec();
      return [];
    }
    if (pdu.type === 'unknown') return [{ type: 'unknown', what: `rail order ${pdu.orderType}` }];
    // [MS-RDPERP] 3.2.5.2.1.2: nothing else counts before.
    if (!this.#heard || !FROM_HOST.has(pdu.type)) return [{ type: 'unknown', what: `rail order ${pdu.type}` }];
    if (pdu.type === 'execResult') this.#answered = true;
    return [{ type: 'rail', pdu }];
  }

  /**
   * Begins without being greeted, or asks for the program once more: of one that ran already its windows at first, then
   * that it is started. False, and nothing is sent, when the host is at it.
   */
  prompt(): boolean {
    if (this.#answered || (this.#heard && this.#asked)) return false;
    if (this.#program.running && !this.#greeted) this.#greet();
    else this.#exec();
    return true;
  }

  /** Sends an order about a window or the system. False, and nothing is sent, before the host is there. */
  send(pdu: RailPdu): boolean {
    if (!this.#greeted && !this.#asked) return false;
    this.#send(railPdu(pdu));
    return true;
  }

  /** Once: xrdp shakes hands each time it is asked for a program. */
  #greet(): void {
    if (this.#greeted) return;
    this.#greeted = true;
    this.#send(railPdu({ type: 'handshake', buildNumber: CLIENT_BUILD }));
    // No flags: windows are moved by the host, and no icons or sizes beyond those of the first version are wanted.
    this.#send(railPdu({ type: 'clientStatus', flags: 0 }));
    for (const parameters of systemParameters(this.#area)) this.#send(railPdu(parameters));
  }

  #exec(): void {
    this.#asked = true;
    const { path, arguments: text, workingFolder } = this.#program;
    const { TS_RAIL_EXEC_FLAG_EXPAND_WORKINGDIRECTORY, TS_RAIL_EXEC_FLAG_EXPAND_ARGUMENTS } = ExecFlag;
    const flags =
      (workingFolder === '' ? 0 : TS_RAIL_EXEC_FLAG_EXPAND_WORKINGDIRECTORY) |
      (text === '' ? 0 : TS_RAIL_EXEC_FLAG_EXPAND_ARGUMENTS);
    this.#send(railPdu({ type: 'exec', flags, exeOrFile: path, workingDir: workingFolder, arguments: text }));
  }
}

/** TS_RAIL_ORDER_SYSPARAM with the part of the desktop that a maximized window covers. */
export const workArea = ({ width, height }: Area): RailPdu => ({
  type: 'systemParameters',
  parameter: SystemParameter.SPI_SETWORKAREA,
  value: { kind: 'rectangle', rectangle: { left: 0, top: 0, right: width, bottom: height } },
});

/** What a client tells of its system, [MS-RDPERP] 3.2.5.2.4.1: no high contrast, windows that move as a whole. */
function systemParameters(area: Area): readonly RailPdu[] {
  const one = (parameter: number, value: SystemParameterValue): RailPdu => ({
    ...{ type: 'systemParameters', parameter, value },
  });
  const off = { kind: 'switch', on: false } as const;
  return [
    one(SystemParameter.SPI_SETHIGHCONTRAST, { kind: 'highContrast', flags: 0, colorScheme: '' }),
    one(SystemParameter.SPI_SETMOUSEBUTTONSWAP, off),
    one(SystemParameter.SPI_SETKEYBOARDPREF, off),
    one(SystemParameter.SPI_SETDRAGFULLWINDOWS, { kind: 'switch', on: true }),
    one(SystemParameter.SPI_SETKEYBOARDCUES, off),
    workArea(area),
  ];
}
