import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { GatewayError } from '../errors.js';
import type { Headers, Reply } from './reply.js';
import type { Request } from './request.js';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = new Set(['.css', '.html', '.js', '.json', '.map', '.svg', '.txt', '.wasm', '.webmanifest']);

/** A build puts a hash of the content into such names, so they never change what they say. */
const HASHED_NAME = /[-.][0-9A-Za-z]{8,}\.\w+(\.map)?$/;
const ONE_YEAR = 'public, max-age=31536000, immutable';
/** Kept by the browser, and asked for again with its ETag. */
const REVALIDATE = 'no-cache';
/** Quality at which brotli takes milliseconds per file and not seconds. */
const BROTLI_QUALITY = 9;

type Encoding = 'br' | 'gzip' | 'identity';

interface StaticFile {
  readonly headers: Headers;
  readonly etag: string;
  readonly bodies: ReadonlyMap<Encoding, Uint8Array>;
}

/**
 * The client's files, read and compressed once at start. Nothing outside this table is ever served, so no path can lead
 * out of the folder.
 */
export class StaticFiles {
  readonly #files: ReadonlyMap<string, StaticFile>;

  private constructor(files: ReadonlyMap<string, StaticFile>) {
    this.#files = files;
  }

  /** Reads every file below `root`; `index.html` is served for its folder, `setup.html` as `/setup` too. */
  static async load(root: string): Promise<StaticFiles> {
    if (!existsSync(join(root, 'index.html'))) {
      throw new GatewayError('CONFIG_INVALID', { root }, { detail: `${root} has no index.html: npm run build:web` });
    }
    const names = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && extname(entry.name) in TYPES)
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/'));
    const files = new Map<string, StaticFile>();
    // Compressing them is a good part of a start: all at once, on as many threads as there are.
    const prepared = await Promise.all(names.map((name) => prepare(name, readFileSync(join(root, name)))));
    for (const [index, name] of names.entries()) {
      const file = prepared[index];
      const path = name.startsWith('/') ? name : `/${name}`;
      files.set(path, file);
      if (path.endsWith('/index.html')) files.set(path.slice(0, -'index.html'.length), file);
      else if (path.endsWith('.html')) files.set(path.slice(0, -'.html'.length), file);
    }
    return new StaticFiles(files);
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** Answers GET and HEAD. False when there is no such file. */
  serve(request: Request, reply: Reply): boolean {
    const file = this.#files.get(request.path);
    if (!file) return false;
    if (request.header['if-none-match'].split(/\s*,\s*/).includes(file.etag)) {
      reply.send(304, file.headers);
      return true;
    }
    const encoding = choose(request.header['accept-encoding'], file.bodies);
    const body = file.bodies.get(encoding) as Uint8Array;
    const headers: Headers = encoding === 'identity' ? file.headers : [...file.headers, ['Content-Encoding', encoding]];
    if (request.method === 'head') reply.head(200, headers, body.length);
    else reply.stream(200, headers, body);
    return true;
  }
}

async function prepare(name: string, content: Buffer): Promise<StaticFile> {
  const extension = extname(name);
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  const headers: Headers = [
    ['Content-Type', TYPES[extension]],
    ['Cache-Control', HASHED_NAME.test(name) ? ONE_YEAR : REVALIDATE],
    ['ETag', etag],
    ['Vary', 'Accept-Encoding'],
  ];
  return { headers, etag, bodies: await compress(content, COMPRESSIBLE.has(extension)) };
}

async function compress(content: Buffer, compressible: boolean): Promise<Map<Encoding, Uint8Array>> {
  const bodies = new Map<Encoding, Uint8Array>([['identity', content]]);
  if (!compressible) return bodies;
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  const [br, gzipped] = await Promise.all([promisify(brotliCompress)(content, { params }), promisify(gzip)(content)]);
  const compressed: [Encoding, Uint8Array][] = [
    ['br', br],
    ['gzip', gzipped],
  ];
  for (const [encoding, body] of compressed) if (body.length < content.length) bodies.set(encoding, body);
  return bodies;
}

function choose(accepted: string, bodies: ReadonlyMap<Encoding, Uint8Array>): Encoding {
  const names = accepted.split(',').map((part) => part.trim());
  const wanted = new Set(names.filter((part) => !/;\s*q=0(\.0*)?$/.test(part)).map((part) => part.split(';')[0]));
  return (['br', 'gzip'] as const).find((encoding) => wanted.has(encoding) && bodies.has(encoding)) ?? 'identity';
}
