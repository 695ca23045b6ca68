import { ByteWriter } from '../../src/bytes/writer.js';
import { BitmapEncoder } from '../../src/host/demo/encode/bitmap.js';
import { Surface } from '../../src/host/demo/pixels/surface.js';
import { hash } from '../../src/host/demo/scene/noise.js';
import type { RecordedUnit, RecordingMetadata } from '../../src/host/recording/format.js';
import type { Recording } from '../../src/host/recording/reader.js';
import { HOST_USER_ID, hostDataFrame, hostFrame } from '../../src/rdp/accept/frames.js';
import { hostCapabilities } from '../../src/rdp/accept/host-capabilities.js';
import type { DesktopSize } from '../../src/rdp/accept/settings.js';
import { writeBitmapUpdate } from '../../src/rdp/graphics/bitmap-update.js';
import { FastPathUpdateCode, writeFastPathOutput } from '../../src/rdp/graphics/fast-path-output.js';
import { PduType, shareControlPdu } from '../../src/rdp/share/control-header.js';
import { DataPduType } from '../../src/rdp/share/data-header.js';
import { writeDemandActive } from '../../src/rdp/share/demand-active.js';

export const IO_CHANNEL = 1005;
export const CLIPRDR = 1006;
export const SHARE_ID = 0x1_03ef;

export const METADATA: RecordingMetadata = {
  tool: 'sluice test',
  date: '2026-01-02T03:04:05.000Z',
  origin: 'made by a test',
  desktop: { width: 256, height: 200 },
  colorDepth: 32,
  ioChannel: IO_CHANNEL,
  channels: [{ name: 'cliprdr', id: CLIPRDR, options: 0 }],
  codecs: {},
  kept: [],
};

/** A Demand Active PDU as the recorded host sent it. */
export function demandActive(desktop: DesktopSize): Uint8Array {
  const settings = {
    security: { tls: true, rdp: false },
    desktop: () => desktop,
    colorDepth: 32,
    codecs: { nsCodec: false, remoteFx: false, surfaceCommands: false },
    name: 'RECORDED',
    shareId: SHARE_ID,
  } as const;
  const w = new ByteWriter();
  const capabilitySets = hostCapabilities(settings, desktop, 32);
  writeDemandActive(w, { shareId: SHARE_ID, sourceDescriptor: 'RECORDED', capabilitySets });
  return hostFrame(IO_CHANNEL, shareControlPdu(PduType.DEMANDACTIVEPDU, HOST_USER_ID, w.finish()));
}

/** A picture with flat and busy parts; `seed` makes it another one. */
export function testPicture({ width, height }: DesktopSize, seed: number): Surface {
  const surface = new Surface(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const busy = (x >> 5) % 2 === (y >> 5) % 2;
      const color = busy ? Math.floor(hash(x, y, seed) * 0x1000000) : ((x >> 4) * 0x70f03 + seed * 0x1357) & 0xffffff;
      surface.pixels[surface.at(x, y)] = color;
    }
  }
  return surface;
}

/** The picture as bitmap updates: every other strip slow-path, so that a replay meets both. */
export function pictureUnits(picture: Surface): Uint8Array[] {
  const encoder = new BitmapEncoder(32);
  const units: Uint8Array[] = [];
  for (let top = 0; top < picture.height; top += 32) {
    for (let left = 0; left < picture.width; left += 64) {
      const right = Math.min(picture.width, left + 64);
      const bottom = Math.min(picture.height, top + 32);
      const w = new ByteWriter();
      writeBitmapUpdate(w, [encoder.encode(picture, { left, top, right, bottom })]);
      const body = w.finish();
      if ((top / 32) % 2 === 0) units.push(...writeFastPathOutput(FastPathUpdateCode.FASTPATH_UPDATETYPE_BITMAP, body));
      else units.push(hostDataFrame(IO_CHANNEL, SHARE_ID, DataPduType.UPDATE, body));
    }
  }
  return units;
}

/** A recording in memory: handshake, a picture, and for each further size an activation with a picture. */
export function recordingOf(sizes: readonly DesktopSize[], stepMs = 1): Recording {
  const units: RecordedUnit[] = [];
  const add = (data: Uint8Array): void => {
    units.push({ from: 'host', time: units.length * stepMs * 1000, data });
  };
  sizes.forEach((size, i) => {
    add(demandActive(size));
    for (const unit of pictureUnits(testPicture(size, i))) add(unit);
  });
  return { metadata: { ...METADATA, desktop: sizes[0] }, units, finished: true };
}
