import { homedir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { LIMITS } from '../bytes/limits.js';
import type { CodecOffer, GraphicsOffer, SecurityOffer } from '../rdp/settings.js';
import type { TrustPolicy } from '../transport/types.js';

/** Values of command line options, from text. Each throws what commander prints beside the option's name. */

const SMALLEST_SIDE = 200;

export function parseSize(text: string): { width: number; height: number } {
  const match = /^(\d{1,5})x(\d{1,5})$/.exec(text);
  const [width, height] = match ? [Number(match[1]), Number(match[2])] : [0, 0];
  const fits = (side: number): boolean => SMALLEST_SIDE <= side && side <= LIMITS.desktopSide;
  if (!fits(width) || !fits(height) || LIMITS.desktopPixels < width * height) {
    throw new InvalidArgumentError(
      `Give a size such as 1280x800, sides from ${SMALLEST_SIDE} to ${LIMITS.desktopSide}.`,
    );
  }
  return { width, height };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `500ms`, `2s`, `1.5m`; a bare number is seconds. In milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  if (!match) throw new InvalidArgumentError('Give a time such as 500ms, 2s or 1m.');
  return Number(match[1]) * UNITS[match[2] ?? 's'];
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || 0xffff < port) throw new InvalidArgumentError('Give a port from 0 to 65535.');
  return port;
}

export function parseSpeed(text: string): number | 'max' {
  if (text === 'max') return text;
  const speed = Number(text);
  if (0 < speed && speed <= 1000) return speed;
  throw new InvalidArgumentError('Give a factor above 0, such as 1 or 2.5, or max.');
}

const SECURITY: Readonly<Record<string, SecurityOffer>> = {
  auto: { tls: true, nla: true, rdp: false },
  nla: { tls: false, nla: true, rdp: false },
  tls: { tls: true, nla: false, rdp: false },
  rdp: { tls: false, nla: false, rdp: true },
};

export function parseSecurity(text: string): SecurityOffer {
  if (!Object.hasOwn(SECURITY, text)) throw new InvalidArgumentError('Give one of auto, nla, tls, rdp.');
  return SECURITY[text];
}

/** Where fingerprints trusted on first use are kept, per user ($XDG_STATE_HOME). */
export const defaultTrustStore = (): string =>
  join(process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'sluice', 'known-hosts');

export function parseTrust(text: string): TrustPolicy {
  const colon = text.indexOf(':');
  const [mode, value] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
  if (mode === 'pin') {
    const sha256 = value.toLowerCase().replaceAll(':', '');
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new InvalidArgumentError('A pin is pin: and 64 hexadecimal digits.');
    return { mode, sha256: [sha256] };
  }
  if (mode === 'tofu') return { mode, store: value || defaultTrustStore() };
  if ((mode === 'verify' || mode === 'ignore') && value === '') return { mode };
  throw new InvalidArgumentError('Give one of verify, tofu, tofu:FILE, pin:SHA256, ignore.');
}

const DEPTHS: Readonly<Record<string, CodecOffer['colorDepth']>> = {
  rle8: 8,
  rle15: 15,
  rle16: 16,
  rle24: 24,
  planar: 32,
};

/**
 * What the graphics pipeline may be used for, each name with what it allows. ClearCodec, planar and uncompressed bitmaps
 * come with all of them; a host that is offered nothing else is left those.
 */
const PIPELINES: Readonly<Record<string, Pick<GraphicsOffer, 'avc' | 'progressive'>>> = {
  avc444: { avc: 'avc444', progressive: true },
  avc420: { avc: 'avc420', progressive: true },
  progressive: { avc: 'none', progressive: true },
  rfx: { avc: 'none', progressive: false },
  clear: { avc: 'none', progressive: false },
};

/** Codecs that a host may use, and the graphics pipeline when it may use that. */
export interface CodecChoice {
  readonly codecs: CodecOffer;
  readonly graphics: GraphicsOffer | undefined;
  /** The one name that was given, where it was one: that codec is wanted, not just allowed. */
  readonly wanted: string | undefined;
}

/**
 * A list such as `planar,remotefx,progressive`: at most one bitmap format, which also sets the colour depth, surface
 * codecs, and at most one use of the graphics pipeline.
 */
export function parseCodecs(text: string): CodecChoice {
  const names = new Set(text.toLowerCase().split(','));
  const [wanted] = names.size === 1 ? names : [];
  const take = (name: string): boolean => names.delete(name);
  const [remoteFx, nsCodec] = [take('remotefx'), take('nscodec')];
  const [pipeline, ...more] = Object.keys(PIPELINES).filter(take);
  const [bitmap = 'planar', ...others] = names;
  const known = others.length + more.length === 0 && Object.hasOwn(DEPTHS, bitmap);
  if (!known || (pipeline !== undefined && bitmap !== 'planar')) {
    const choices = `one of ${Object.keys(DEPTHS).join(', ')}, any of nscodec, remotefx`;
    const pipelines = `with planar one of ${Object.keys(PIPELINES).join(', ')}`;
    throw new InvalidArgumentError(`Give ${choices}, and ${pipelines}.`);
  }
  const graphics = pipeline === undefined ? undefined : { ...PIPELINES[pipeline], smallCache: false };
  // FreeRDP's server takes RemoteFX for the pipeline from what a client says of its surface codecs.
  const offersRemoteFx = remoteFx || pipeline === 'rfx';
  return { codecs: { colorDepth: DEPTHS[bitmap], nsCodec, remoteFx: offersRemoteFx }, graphics, wanted };
}
