import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError } from '../errors.js';
import type { CodecCounts } from '../session/codec-counts.js';

/** A picture of a desktop, and what the host sent for it. */
export interface Screenshot {
  readonly width: number;
  readonly height: number;
  readonly png: Buffer;
  readonly codecs: CodecCounts;
}

const POLL_MS = 50;
/** A host that has painted nothing by then shows nothing. */
const FIRST_DRAWING_MS = 15_000;

/** Resolves when the host has drawn something, or is not going to. */
export async function firstDrawing(codecs: CodecCounts, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + FIRST_DRAWING_MS;
  while (codecs.size === 0 && performance.now() < deadline) await delay(POLL_MS, undefined, { signal });
}

/** Such as `clear 12, planar 3`, the most frequent first. */
export const codecsInWords = (codecs: CodecCounts): string =>
  [...codecs]
    .toSorted(([, a], [, b]) => b - a)
    .map(([codec, count]) => `${codec} ${count}`)
    .join(', ') || 'none';

/** Throws CODEC_NOT_SENT unless the host used the codec that was wanted. */
export function requireCodec(wanted: string | undefined, codecs: CodecCounts): void {
  if (wanted === undefined || codecs.has(wanted)) return;
  const sent = [...codecs.keys()].join(', ') || 'nothing';
  throw new GatewayError('CODEC_NOT_SENT', {}, { detail: `it sent ${sent} instead of ${wanted}` });
}
