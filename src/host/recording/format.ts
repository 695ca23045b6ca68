import { z } from 'zod';
import { GatewayError } from '../../errors.js';

/**
 * The recording format, version 1; `docs/recording.md` describes the same for third parties.
 *
 * File: 8 bytes magic, u16 version, u16 reserved (0), u32 length of the metadata, metadata as JSON in UTF-8, records.
 * Record: u8 kind, u32 microseconds since the record before it, u32 length, bytes. All integers are little-endian.
 */

/** As in PNG, the bytes around the name show at once when a transfer has changed line ends or dropped the top bit. */
export const MAGIC = Uint8Array.of(0x89, 0x53, 0x4c, 0x52, 0x0d, 0x0a, 0x1a, 0x0a);
export const VERSION = 1;
/** Magic, version, reserved, length of the metadata. */
export const FILE_HEADER = 8 + 2 + 2 + 4;
/** Kind, delta, length. */
export const RECORD_HEADER = 1 + 4 + 4;

export const RecordKind = {
  /** Nothing follows; a recording without it is unfinished. */
  end: 0,
  /** A unit from the host. */
  host: 1,
  /** A unit to the host. */
  client: 2,
  /** Only lets time pass, where more than 71 minutes lie between two units. */
  gap: 3,
} as const;

export const RECORDING_LIMITS = {
  metadata: 0x1_0000,
  /** A TPKT packet; fast-path units are shorter. */
  unit: 0xffff,
  delta: 0xffff_ffff,
} as const;

const side = z.number().int().min(1).max(8192);
const channelId = z.number().int().min(1).max(0xffff);
const codecId = z.number().int().min(0).max(0xff);

const metadataSchema = z.object({
  /** Program and version that wrote the file. */
  tool: z.string().max(200),
  /** When recording began, ISO 8601. */
  date: z.string().max(40),
  /** What was recorded, in words: host software and version, scene. */
  origin: z.string().max(2000),
  /** The command that recorded it. */
  command: z.string().max(4000).optional(),
  desktop: z.object({ width: side, height: side }),
  /** Bits per pixel of the session. */
  colorDepth: z.union([z.literal(8), z.literal(15), z.literal(16), z.literal(24), z.literal(32)]),
  ioChannel: channelId,
  messageChannel: channelId.optional(),
  channels: z
    .array(z.object({ name: z.string().max(8), id: channelId, options: z.number().int().min(0).max(0xffff_ffff) }))
    .max(31),
  /** Ids under which the client announced its bitmap codecs; surface commands use them. */
  codecs: z.object({ nsCodec: codecId.optional(), remoteFx: codecId.optional() }),
  /** What was kept although it is blanked by default: `keys`, or the name of a static channel. */
  kept: z.array(z.string().max(40)).max(32),
});

export type RecordingMetadata = Readonly<z.infer<typeof metadataSchema>>;

/** One whole unit, as it was after TLS. */
export interface RecordedUnit {
  readonly from: 'host' | 'client';
  /** Microseconds since the recording began. */
  readonly time: number;
  /** A view that lives until the next unit is taken, unless the reader says otherwise. */
  readonly data: Uint8Array;
}

export const damaged = (detail: string, context: Record<string, string | number> = {}): GatewayError =>
  new GatewayError('RECORDING_INVALID', context, { detail });

export function parseMetadata(bytes: Uint8Array): RecordingMetadata {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw damaged('metadata is not JSON');
  }
  const checked = metadataSchema.safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw damaged('metadata does not have the documented form', { field: issue.path.join('.') });
  }
  return checked.data;
}

export function metadataBytes(metadata: RecordingMetadata): Uint8Array {
  const bytes = new TextEncoder().encode(JSON.stringify(metadata));
  if (RECORDING_LIMITS.metadata < bytes.length) throw damaged('metadata is too long', { length: bytes.length });
  return bytes;
}
