/** Our picture of a real host against xfreerdp's of the same desktop at rest. */
import type { Test } from 'tap';
import { parseCodecs } from '../../src/cli/values.js';
import { connectRdp } from '../../src/session/connect-rdp.js';
import type { RealHost } from '../hosts/host.js';
import { differing, type Pixels, psnr, settled } from '../hosts/pictures.js';
import { referencePicture } from '../hosts/xfreerdp.js';
import { arrivals } from './arrivals.js';
import { ONLY, optionsFor } from './connect.js';

/** FreeRDP 2's server uses NSCodec only on desktops above four megabytes. */
export const SIZE = '1280x800';
export const [WIDTH, HEIGHT] = SIZE.split('x').map(Number);
/** What a lossy codec may cost, between two decoders of the same bytes, in dB. */
const LEAST_PSNR = 35;

/** Our codec list, what makes xfreerdp ask for the same, and what a host then sends. */
const CODECS = {
  rle15: { switches: ['/bpp:15'], arrives: 'RLE 15', lossy: false },
  rle16: { switches: ['/bpp:16'], arrives: 'RLE 16', lossy: false },
  rle24: { switches: ['/bpp:24'], arrives: 'RLE 24', lossy: false },
  planar: { switches: ['/bpp:32'], arrives: 'planar', lossy: false },
  nscodec: { switches: ['/bpp:32', '+nsc'], arrives: 'NSCodec', lossy: true },
  remotefx: { switches: ['/bpp:32', '+rfx'], arrives: 'RemoteFX', lossy: true },
  progressive: { switches: ['/bpp:32', '/gfx:progressive'], arrives: 'CAPROGRESSIVE', lossy: true },
  rfx: { switches: ['/bpp:32', '+rfx', '/gfx:RFX'], arrives: 'CAVIDEO', lossy: true },
  'planar,clear': { switches: ['/bpp:32', '/gfx:progressive'], arrives: 'PLANAR', lossy: false },
  'remotefx,progressive': { switches: ['/bpp:32', '+rfx', '/gfx:RFX'], arrives: 'CAVIDEO', lossy: true },
} as const;

/** The desktop as our session has it, once it has come to rest. */
export async function ourPicture(host: RealHost, security: 'nla' | 'tls', codecs: string): Promise<Pixels> {
  const session = await connectRdp({
    ...{ host: '127.0.0.1', port: host.port, username: host.username, password: host.password },
    ...{ width: WIDTH, height: HEIGHT, trust: { mode: 'ignore' }, security: ONLY[security] },
    ...parseCodecs(codecs),
  });
  try {
    // xfreerdp's pointer rests in the middle of its window, and weston paints the pointer into the picture.
    session.movePointer(WIDTH / 2, HEIGHT / 2);
    return await settled(async () => {
      const { width, height, rgba } = await session.snapshot();
      return { width, height, data: rgba };
    });
  } finally {
    await session.close();
  }
}

/** Does `codec` arrive, and is the picture xfreerdp's: exactly, or closely where the codec is lossy? */
export async function compare(
  t: Test,
  host: RealHost,
  security: 'nla' | 'tls',
  codec: keyof typeof CODECS,
  { arrives = CODECS[codec].arrives, lossy = CODECS[codec].lossy }: { arrives?: string; lossy?: boolean } = {},
): Promise<void> {
  const { switches } = CODECS[codec];
  const options = { width: WIDTH, height: HEIGHT, security: ONLY[security], ...parseCodecs(codec) };
  const arrived = await arrivals(optionsFor(host, options), arrives);
  t.ok(arrived.includes(arrives), `${codec}: ${arrived.join(', ')} arrive`);
  const ours = await ourPicture(host, security, codec);
  const theirs = await referencePicture(host, { size: SIZE, security, codecs: switches });
  t.same([ours.width, ours.height], [theirs.width, theirs.height], `${codec}: size`);
  if (!lossy) t.equal(differing(ours, theirs), 0, `${codec}: every pixel is the same`);
  else t.ok(LEAST_PSNR <= psnr(ours, theirs), `${codec}: ${psnr(ours, theirs).toFixed(1)} dB`);
}
