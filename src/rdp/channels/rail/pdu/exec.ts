import type { ByteReader } from '../../../../bytes/reader.js';
import { utf16 } from '../../../../bytes/text.js';
import type { ByteWriter } from '../../../../bytes/writer.js';
import { GatewayError } from '../../../../errors.js';
import { readCounted } from './text.js';

const EXEC = 'TS_RAIL_ORDER_EXEC';
const RESULT = 'TS_RAIL_ORDER_EXEC_RESULT';

/** Bytes of the fields, [MS-RDPERP] 2.2.2.3.1. */
export const EXEC_LIMITS = { exeOrFile: 520, workingDir: 520, arguments: 16_000 } as const;

/** Flags of TS_RAIL_ORDER_EXEC, [MS-RDPERP] 2.2.2.3.1. */
export const ExecFlag = {
  TS_RAIL_EXEC_FLAG_EXPAND_WORKINGDIRECTORY: 0x0001,
  TS_RAIL_EXEC_FLAG_TRANSLATE_FILES: 0x0002,
  TS_RAIL_EXEC_FLAG_FILE: 0x0004,
  TS_RAIL_EXEC_FLAG_EXPAND_ARGUMENTS: 0x0008,
  TS_RAIL_EXEC_FLAG_APP_USER_MODEL_ID: 0x0010,
} as const;

/** ExecResult of TS_RAIL_ORDER_EXEC_RESULT, [MS-RDPERP] 2.2.2.3.2. */
export const ExecResultCode = {
  RAIL_EXEC_S_OK: 0x0000,
  RAIL_EXEC_E_HOOK_NOT_LOADED: 0x0001,
  RAIL_EXEC_E_DECODE_FAILED: 0x0002,
  RAIL_EXEC_E_NOT_IN_ALLOWLIST: 0x0003,
  RAIL_EXEC_E_FILE_NOT_FOUND: 0x0005,
  RAIL_EXEC_E_FAIL: 0x0006,
  RAIL_EXEC_E_SESSION_LOCKED: 0x0007,
} as const;

/** TS_RAIL_ORDER_EXEC, [MS-RDPERP] 2.2.2.3.1: start a program, or open a file with its program. */
export interface Exec {
  readonly type: 'exec';
  readonly flags: number;
  /** Path, or `||` and the alias that the host publishes. */
  readonly exeOrFile: string;
  readonly workingDir: string;
  readonly arguments: string;
}

export function readExec(r: ByteReader): Exec {
  r.need(2 /* Flags */ + 2 /* ExeOrFileLength */ + 2 /* WorkingDirLength */ + 2 /* ArgumentsLen */, EXEC);
  const flags = r.u16();
  const [exeLength, dirLength, argumentsLength] = [r.u16(), r.u16(), r.u16()];
  return {
    type: 'exec',
    flags,
    exeOrFile: readCounted(r, exeLength, EXEC_LIMITS.exeOrFile, EXEC, 'ExeOrFileLength'),
    workingDir: readCounted(r, dirLength, EXEC_LIMITS.workingDir, EXEC, 'WorkingDirLength'),
    arguments: readCounted(r, argumentsLength, EXEC_LIMITS.arguments, EXEC, 'ArgumentsLen'),
  };
}

/** Throws USAGE when a text is longer than its field may be. */
export function writeExec(w: ByteWriter, exec: Exec): void {
  const texts = [exec.exeOrFile, exec.workingDir, exec.arguments].map(utf16);
  const limits = [EXEC_LIMITS.exeOrFile, EXEC_LIMITS.workingDir, EXEC_LIMITS.arguments];
  if (texts.some((text, at) => limits[at] < text.length)) {
    throw new GatewayError('USAGE', { pdu: EXEC }, { detail: 'program, arguments or folder are too long' });
  }
  w.u16(exec.flags);
  for (const text of texts) w.u16(text.length);
  for (const text of texts) w.bytes(text);
}

/** TS_RAIL_ORDER_EXEC_RESULT, [MS-RDPERP] 2.2.2.3.2. */
export interface ExecResult {
  readonly type: 'execResult';
  /** Those of the request. */
  readonly flags: number;
  readonly execResult: number;
  /** An error of the host's system, such as a Win32 code. */
  readonly rawResult: number;
  readonly exeOrFile: string;
}

export function readExecResult(r: ByteReader): ExecResult {
  r.need(2 /* Flags */ + 2 /* ExecResult */ + 4 /* RawResult */ + 2 /* Padding */ + 2 /* ExeOrFileLength */, RESULT);
  const head = { flags: r.u16(), execResult: r.u16(), rawResult: r.u32() };
  r.skip(2);
  const exeOrFile = readCounted(r, r.u16(), EXEC_LIMITS.exeOrFile, RESULT, 'ExeOrFileLength');
  return { type: 'execResult', ...head, exeOrFile };
}

export function writeExecResult(w: ByteWriter, result: ExecResult): void {
  const exeOrFile = utf16(result.exeOrFile);
  w.u16(result.flags).u16(result.execResult).u32(result.rawResult).u16(0 /* Padding */);
  w.u16(exeOrFile.length).bytes(exeOrFile);
}
