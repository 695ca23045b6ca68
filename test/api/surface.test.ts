/** The library's exported names, committed: a name that comes or goes is a decision, and shows up here. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import * as library from '../../src/index.js';

const VALUES = [
  'connectHost',
  'connectRdp',
  'createClient',
  'createGateway',
  'decodeBitmap',
  'DecodeError',
  'ERRORS',
  'FrameStream',
  'GatewayError',
  'hasCode',
  'HOST_DEFAULTS',
  'RDP_PORT',
  'RdpjsClient',
  'RdpSession',
  'silentLogger',
];

const TYPES = [
  'CodecName',
  'CodecOffer',
  'ConfigInput',
  'Credentials',
  'DecodeBitmapOptions',
  'DecodedBitmap',
  'Dial',
  'ErrorCode',
  'ErrorContext',
  'ErrorEntry',
  'FrameStreamOptions',
  'FrameTap',
  'Gateway',
  'GatewayOptions',
  'GraphicsOffer',
  'HostConnection',
  'HostOptions',
  'HostTarget',
  'InputEvent',
  'Logger',
  'Monitor',
  'Pointer',
  'RdpOptions',
  'RdpjsBitmap',
  'RdpjsConfig',
  'Rectangle',
  'SecurityOffer',
  'SessionEvents',
  'SessionFrame',
  'Size',
  'Snapshot',
  'StaticChannel',
  'Status',
  'TrustPolicy',
];

const byName = (a: string, b: string): number => a.toLowerCase().localeCompare(b.toLowerCase());
const declarations = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'src', 'index.d.ts');

/** Every name that the declarations export, with or without a value. */
function declared(): string[] {
  const text = readFileSync(declarations, 'utf8');
  const lists = [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list]) => list.split(','));
  return lists.map((name) => name.replace(/\btype\b/, '').trim()).filter(Boolean);
}

t.test('values', async (t) => {
  t.same(Object.keys(library).sort(byName), [...VALUES].sort(byName));
});

t.test('types', async (t) => {
  t.same(declared().sort(byName), [...VALUES, ...TYPES].sort(byName));
});

t.test('docs/api.md names every value', async (t) => {
  const page = readFileSync(join(dirname(declarations), '..', '..', 'docs', 'api.md'), 'utf8');
  t.same(
    Object.keys(library).filter((name) => !new RegExp(`\\b${name}\\b`).test(page)),
    [],
  );
});
