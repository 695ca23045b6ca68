import type { ActiveEvent } from '../../src/rdp/active/events.js';
import { GraphicsCodec } from '../../src/rdp/channels/egfx/pdu/codec.js';
import { HostStream } from '../../src/session/host-stream.js';
import { connectHost } from '../../src/transport/connect-host.js';
import type { HostOptions } from '../../src/transport/types.js';

const DEADLINE_MS = 6_000;
const SURFACE_CODECS: Readonly<Record<number, string>> = { 0: 'raw surface', 1: 'NSCodec', 3: 'RemoteFX' };

/** Such as `PLANAR`, for what comes through the graphics pipeline. */
const graphicsCodec = (id: number): string =>
  Object.entries(GraphicsCodec).find(([, codecId]) => codecId === id)?.[0] ?? `graphics codec ${id}`;

/** Codecs of an event, in words such as `RLE 16`. */
function codecsOf(event: ActiveEvent): string[] {
  if (event.type === 'graphics') return 'codecId' in event.pdu ? [graphicsCodec(event.pdu.codecId)] : [];
  if (event.type === 'surfaceBits') return [SURFACE_CODECS[event.bits.codecId] ?? `codec ${event.bits.codecId}`];
  if (event.type !== 'bitmaps') return [];
  return event.rectangles.map(({ compressed, bitsPerPixel }) => {
    if (!compressed) return `raw ${bitsPerPixel}`;
    return bitsPerPixel === 32 ? 'planar' : `RLE ${bitsPerPixel}`;
  });
}

/** A host that is in the middle of sending is not left: weston 10 may crash then. */
const QUIET_MS = 300;

/** Connects and waits until `codec` arrives. Resolves with everything that did by then, or until the deadline. */
export async function arrivals(options: HostOptions, codec: string): Promise<string[]> {
  const connection = await connectHost(options);
  connection.stream.on('error', () => {});
  const seen = new Set<string>();
  const event = (event: ActiveEvent): void => {
    for (const found of codecsOf(event)) seen.add(found);
    if (event.type === 'frameMarker' && event.action === 'end') host.acknowledge(event.frameId);
    if (event.type === 'graphics' && event.pdu.type === 'endFrame')
      host.acknowledgeGraphics(event.pdu.frameId, 'unavailable');
  };
  let quiet: NodeJS.Timeout | undefined;
  const chunk = (): void => {
    clearTimeout(quiet);
    if (seen.has(codec)) quiet = setTimeout(() => host.leave(), QUIET_MS);
  };
  const host = new HostStream(connection, { event, chunk });
  // Some hosts never stop sending.
  const latest = setTimeout(() => host.leave(), DEADLINE_MS);
  await host.run(AbortSignal.timeout(2 * DEADLINE_MS)).catch(() => {});
  for (const timer of [quiet, latest]) clearTimeout(timer);
  connection.stream.destroy();
  return [...seen];
}
