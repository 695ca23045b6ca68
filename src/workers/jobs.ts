import type { ErrorCode, ErrorContext } from '../errors.js';

/** A picture as it crosses to a worker: views of shared memory, cloned by reference. */
export interface SharedSurface {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
}

/** Draws a batch of records (`codec/commands.ts`) in order. The sender has the right to write `surface` meanwhile. */
export interface DecodeJob {
  readonly type: 'decode';
  /** Transferred; the sender loses it. */
  readonly batch: Uint8Array<ArrayBuffer>;
  readonly surface: SharedSurface;
  /** One byte per cell, in shared memory; cells drawn on become 1. */
  readonly touched: Uint8Array;
  /** 256 BGRX entries in shared memory, read and updated. */
  readonly palette: Uint8Array;
  /** Number of the session's native graphics state; without one, records of the graphics pipeline are refused. */
  readonly graphics?: number;
  /** Copies cells to shadows in the middle of the batch; in its order. */
  readonly keep?: readonly KeptCell[];
  /** Also encodes these cells and those drawn on, for one viewer: it saves a change of threads. */
  readonly encode?: EncodeTouched;
}

/** A cell that a viewer shows as it is when so many bytes of the batch are drawn. */
export interface KeptCell {
  readonly offset: number;
  readonly cell: number;
  readonly shadow: SharedSurface;
}

export interface DecodeResult {
  /** Index of the record that could not be decoded; what precedes it is drawn. Undefined when all went well. */
  readonly failedRecord: number | undefined;
  /** Time in the worker. */
  readonly micros: number;
  /** The job's batch, handed back: a worker that kept it would hold its memory until it collects garbage, which is rarely. */
  readonly batch: Uint8Array<ArrayBuffer>;
  readonly encoded?: { readonly cells: Uint16Array; readonly result: EncodeResult };
}

/** What is encoded of a picture, and for whom. */
export interface EncodeRequest {
  /** What the viewer has; the encoded cells are brought up to date. */
  readonly shadow: SharedSurface;
  readonly cells: Uint16Array;
  /** Hash table of the viewer's tile cache, in shared memory; read only. */
  readonly cache: BigUint64Array;
  readonly byteBudget: number;
  /** Bytes left free in front of the tiles, for a header. */
  readonly prefix: number;
}

/** The cells that a decode job draws on are added to those asked for. */
export interface EncodeTouched extends EncodeRequest {
  /** Cells with a byte that is not 0 are left alone though they are drawn on; one byte per cell. */
  readonly except?: Uint8Array;
  /** With more cells than these together nothing is encoded. */
  readonly mostCells: number;
}

/** Encodes cells of `surface` until the byte budget is spent. The sender has the right to read `surface` meanwhile. */
export interface EncodeJob extends EncodeRequest {
  readonly type: 'encode';
  readonly surface: SharedSurface;
}

export interface EncodeResult {
  /** `prefix` bytes and tile records (`docs/wire.md`). */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly tiles: number;
  /** Tiles that the browser should keep: offset of the slot field in `bytes`, and index into `hashes`. */
  readonly stores: Uint32Array;
  readonly hashes: BigUint64Array;
  /** How many of the cells were looked at, from the first; the rest did not fit into the budget. */
  readonly consumed: number;
  readonly micros: number;
}

/** Pixels of the viewer's picture that belong somewhere else on it: from left, top to x, y. */
export interface CopyFound {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
}

/** Looks for what moved, and moves it on `shadow`. The sender has the right to read `surface` meanwhile. */
export interface CopyJob {
  readonly type: 'copy';
  readonly surface: SharedSurface;
  readonly shadow: SharedSurface;
  /** Where the picture has changed. */
  readonly area: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  /** Cells with a byte that is not 0 must not change; one byte per cell. */
  readonly except: Uint8Array | undefined;
}

export interface CopyResult {
  readonly copy: CopyFound | undefined;
  readonly micros: number;
}

export type Job = DecodeJob | EncodeJob | CopyJob;

export interface JobResults {
  readonly decode: DecodeResult;
  readonly encode: EncodeResult;
  readonly copy: CopyResult;
}

/** What a worker answers. Errors travel as plain data, because an Error loses its code at a thread boundary. */
export type JobReply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: PlainError };

export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly context: ErrorContext;
}
