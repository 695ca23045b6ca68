import { latin1 } from '../../src/bytes/text.js';
import { ByteWriter, concat } from '../../src/bytes/writer.js';
import { DISPLAY_CONTROL } from '../../src/rdp/channels/disp/display-control.js';
import { dynamicDataPdu, hostDynamicPdu } from '../../src/rdp/channels/drdynvc/pdu.js';
import { writeChannelMessage, writeChannelPduHeader } from '../../src/rdp/channels/static-channel.js';
import {
  FastPathUpdateCode,
  Fragmentation,
  sealFastPath,
  writeFastPathOutput,
  writeFastPathUpdate,
} from '../../src/rdp/graphics/fast-path-output.js';
import { UpdateType } from '../../src/rdp/graphics/slow-path.js';
import { DataPduType } from '../../src/rdp/share/data-header.js';
import type { Behaviour, HostileSession } from './hostile-host.js';

const MAX_REQUEST = 0x4000;

const written = (write: (w: ByteWriter) => unknown): Uint8Array => {
  const w = new ByteWriter();
  write(w);
  return w.finish();
};

/** One fast-path update as it is, in one PDU. */
function update(
  code: number,
  data: Uint8Array,
  fragmentation: number = Fragmentation.FASTPATH_FRAGMENT_SINGLE,
): Uint8Array {
  const w = new ByteWriter();
  const kind = fragmentation as typeof Fragmentation.FASTPATH_FRAGMENT_SINGLE;
  writeFastPathUpdate(w, { code, fragmentation: kind, compressionFlags: undefined, data });
  return sealFastPath(w.finish(), undefined);
}

interface Bitmap {
  readonly rect?: readonly [left: number, top: number, right: number, bottom: number];
  readonly size?: readonly [width: number, height: number];
  readonly bpp?: number;
  readonly length?: number;
  readonly data?: Uint8Array;
}

/** TS_UPDATE_BITMAP_DATA, [MS-RDPBCGR] 2.2.9.1.1.3.1.2, with whatever values are wanted. */
function bitmap({ rect = [0, 0, 63, 63], size = [64, 64], bpp = 32, length, data = new Uint8Array(4) }: Bitmap) {
  const w = new ByteWriter().u16(UpdateType.UPDATETYPE_BITMAP).u16(1);
  for (const value of [...rect, ...size, bpp, 0x0401, length ?? data.length]) w.u16(value & 0xffff);
  return update(FastPathUpdateCode.FASTPATH_UPDATETYPE_BITMAP, w.bytes(data).finish());
}

/** TS_SURFCMD_SET_SURF_BITS, [MS-RDPBCGR] 2.2.9.2.1. */
function surface(
  rect: readonly number[],
  codec: number,
  length: number,
  data: Uint8Array = new Uint8Array(0),
): Uint8Array[] {
  const w = new ByteWriter().u16(1);
  for (const value of rect) w.u16(value);
  w.u8(32).u8(0).u8(0).u8(codec).u16(64).u16(64).u32(length).bytes(data);
  return writeFastPathOutput(FastPathUpdateCode.FASTPATH_UPDATETYPE_SURFCMDS, w.finish());
}

const pointer = (width: number, height: number, lengths: readonly [number, number]): Uint8Array => {
  const w = new ByteWriter().u16(32).u16(0).u16(0).u16(0).u16(width).u16(height).u16(lengths[0]).u16(lengths[1]);
  return update(FastPathUpdateCode.FASTPATH_UPDATETYPE_POINTER, w.zeros(64).finish());
};

const session = (
  name: string,
  codes: Behaviour['codes'],
  run: (host: HostileSession) => void | Promise<void>,
): Behaviour => ({
  name,
  codes,
  session: run,
});

const NOISE = Uint8Array.from({ length: 700 }, (_, i) => (i * 167 + 13) & 0xff);

const GRAPHICS: readonly Behaviour[] = [
  session('endless fragments', ['PDU_TOO_LARGE'], (host) => {
    const data = new Uint8Array(MAX_REQUEST - 64);
    const code = FastPathUpdateCode.FASTPATH_UPDATETYPE_BITMAP;
    host.send(update(code, data, Fragmentation.FASTPATH_FRAGMENT_FIRST));
    return host.flood(() => update(code, data, Fragmentation.FASTPATH_FRAGMENT_NEXT));
  }),
  session('fragment without a beginning', ['PDU_INVALID'], (host) => {
    host.send(update(FastPathUpdateCode.FASTPATH_UPDATETYPE_BITMAP, NOISE, Fragmentation.FASTPATH_FRAGMENT_LAST));
  }),
  session('fast-path PDU of no length', ['PDU_INVALID'], (host) => host.send(Uint8Array.of(0, 0, 0, 0))),
  session('update longer than its PDU', ['PDU_TRUNCATED'], (host) => host.send(Uint8Array.of(0, 6, 1, 0xff, 0xff, 0))),
  session('bitmap with a negative rectangle', ['PDU_INVALID'], (host) => host.send(bitmap({ rect: [90, 90, 10, 10] }))),
  session('bitmap of no size', ['PDU_INVALID'], (host) => host.send(bitmap({ size: [0, 0] }))),
  session('bitmap of 65535 × 65535', ['PDU_INVALID', 'PDU_TOO_LARGE'], (host) =>
    host.send(bitmap({ size: [0xffff, 0xffff], rect: [0, 0, 0xfffe, 0xfffe] })),
  ),
  session('bitmap longer than its update', ['PDU_TRUNCATED'], (host) => host.send(bitmap({ length: 0xffff }))),
  session('bitmap with 7 bits per pixel', ['PDU_INVALID'], (host) => host.send(bitmap({ bpp: 7 }))),
  session('more bitmaps than there are', ['PDU_TOO_LARGE', 'PDU_TRUNCATED'], (host) => {
    const data = written((w) => w.u16(UpdateType.UPDATETYPE_BITMAP).u16(0xffff));
    host.send(update(FastPathUpdateCode.FASTPATH_UPDATETYPE_BITMAP, data));
  }),
  session('planar noise', ['CODEC_INVALID'], (host) => host.send(bitmap({ data: Uint8Array.of(0x30, ...NOISE) }))),
  session('interleaved noise', ['CODEC_INVALID'], (host) => host.send(bitmap({ bpp: 16, data: NOISE }))),
  session('NSCodec noise', ['CODEC_INVALID'], (host) => host.send(...surface([0, 0, 64, 64], 1, NOISE.length, NOISE))),
  session('RemoteFX noise', ['CODEC_INVALID'], (host) => host.send(...surface([0, 0, 64, 64], 3, NOISE.length, NOISE))),
  session('unknown codec', ['CODEC_INVALID'], (host) => host.send(...surface([0, 0, 64, 64], 77, NOISE.length, NOISE))),
  session('surface bits of 4 GiB', ['PDU_TRUNCATED', 'PDU_TOO_LARGE'], (host) =>
    host.send(...surface([0, 0, 64, 64], 3, 0xffff_ffff)),
  ),
  session('surface bits with a negative rectangle', ['PDU_INVALID'], (host) =>
    host.send(...surface([64, 64, 0, 0], 0, 4, new Uint8Array(4))),
  ),
  session('unknown surface command', ['PDU_INVALID'], (host) =>
    host.send(update(FastPathUpdateCode.FASTPATH_UPDATETYPE_SURFCMDS, Uint8Array.of(0x99, 0, 1, 2))),
  ),
  session('pointer of 65535 × 65535', ['PDU_INVALID'], (host) => host.send(pointer(0xffff, 0xffff, [4, 4]))),
  session('pointer longer than its update', ['PDU_TRUNCATED', 'PDU_INVALID'], (host) =>
    host.send(pointer(32, 32, [0xffff, 0xffff])),
  ),
  session('palette of four billion colours', ['PDU_INVALID', 'PDU_TOO_LARGE'], (host) => {
    const data = written((w) => w.u16(UpdateType.UPDATETYPE_PALETTE).u16(0).u32(0xffff_ffff));
    host.send(update(FastPathUpdateCode.FASTPATH_UPDATETYPE_PALETTE, data));
  }),
];

/** Display Control is opened twice under different ids, or its data begins a message of 4 GiB. */
const dynamic =
  (...messages: readonly Uint8Array[]) =>
  (host: HostileSession): void => {
    host.channel('drdynvc', writeChannelMessage(hostDynamicPdu({ type: 'capabilities', version: 2 }), 1600)[0]);
    for (const message of messages) for (const pdu of writeChannelMessage(message, 1600)) host.channel('drdynvc', pdu);
  };

const create = (channelId: number): Uint8Array => hostDynamicPdu({ type: 'create', channelId, name: DISPLAY_CONTROL });

const CHANNELS: readonly Behaviour[] = [
  session('dynamic channel opened twice', ['PDU_INVALID'], dynamic(create(3), create(3))),
  session(
    'dynamic channel without the end of its name',
    ['PDU_INVALID'],
    dynamic(Uint8Array.of(0x10, 3, ...new Uint8Array(900).fill(65))),
  ),
  session(
    'dynamic message of 4 GiB',
    ['PDU_TOO_LARGE'],
    dynamic(create(3), dynamicDataPdu({ type: 'dataFirst', channelId: 3, length: 0xffff_ffff, data: NOISE })),
  ),
  session('static message of 4 GiB', ['PDU_TOO_LARGE'], (host) =>
    host.channel(
      'drdynvc',
      written((w) => {
        writeChannelPduHeader(w, { length: 0xffff_ffff, flags: 1 });
        w.bytes(NOISE);
      }),
    ),
  ),
  session('static message that grows beyond its length', ['PDU_INVALID'], (host) => {
    for (const flags of [1, 0, 2]) {
      host.channel(
        'drdynvc',
        written((w) => {
          writeChannelPduHeader(w, { length: NOISE.length + 1, flags });
          w.bytes(NOISE);
        }),
      );
    }
  }),
];

const SHARE: readonly Behaviour[] = [
  session('share control PDU longer than its packet', ['PDU_TRUNCATED'], (host) =>
    host.channel('', Uint8Array.of(0xff, 0x7f, 0x17, 0, 0, 0)),
  ),
  session('share control PDU shorter than its header', ['PDU_INVALID', 'PDU_TRUNCATED'], (host) =>
    host.channel('', Uint8Array.of(2, 0, 0x17, 0, 0, 0)),
  ),
  session('MCS PDU of no known kind', ['PDU_INVALID', 'PDU_UNEXPECTED'], (host) =>
    host.send(Uint8Array.of(3, 0, 0, 9, 2, 0xf0, 0x80, 0xff, 0xff)),
  ),
  session('compressed PDU that is noise', ['BULK_INVALID'], (host) => {
    const w = new ByteWriter();
    const code = FastPathUpdateCode.FASTPATH_UPDATETYPE_BITMAP;
    // PACKET_COMPRESSED and 64K history: every match lies outside it.
    writeFastPathUpdate(w, {
      code,
      fragmentation: Fragmentation.FASTPATH_FRAGMENT_SINGLE,
      compressionFlags: 0x21,
      data: new Uint8Array(300).fill(0xff),
    });
    host.send(sealFastPath(w.finish(), undefined));
  }),
  session('session information that ends early', ['PDU_TRUNCATED'], (host) =>
    host.data(DataPduType.SAVE_SESSION_INFO, Uint8Array.of(1, 0, 0, 0, 1)),
  ),
  session('hangs up in the session', ['HOST_CLOSED'], (host) => {
    host.stream.destroy();
  }),
  session('neither TPKT nor fast-path', ['PDU_INVALID'], (host) => host.send(concat([latin1('\x01'), NOISE]))),
];

/** After a handshake that went well. */
export const HOSTILE_SESSIONS: readonly Behaviour[] = [...GRAPHICS, ...CHANNELS, ...SHARE];
