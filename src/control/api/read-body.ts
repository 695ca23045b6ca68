import { GatewayError } from '../../errors.js';
import { RequestInvalid } from '../request-invalid.js';
import type { BodyType } from './route.js';

/** Objects and lists within each other; no description needs half of it. */
const MAX_DEPTH = 32;

const refused = (message: string): RequestInvalid => new RequestInvalid([{ path: '', message }]);

/** Reads a body of the type that the route takes. Throws REQUEST_INVALID, REQUEST_TOO_LARGE or REQUEST_TIMEOUT. */
export async function readBody(request: Request, type: BodyType, limit: number): Promise<unknown> {
  const given = (request.headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase();
  if (given !== type) throw refused(`Content-Type is ${given === '' ? 'missing' : 'another'}, it has to be ${type}`);
  const text = decode(await readBytes(request, limit));
  return type === 'application/x-www-form-urlencoded' ? readForm(text) : readJson(text);
}

async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  if (limit < Number(request.headers.get('content-length') ?? 0))
    throw new GatewayError('REQUEST_TOO_LARGE', { limit });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (limit < length) throw new GatewayError('REQUEST_TOO_LARGE', { limit });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused('body is not UTF-8');
  }
}

function readJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused('body is not JSON');
  }
  checkShape(value, MAX_DEPTH, []);
  return value;
}

/** `__proto__` is never a field: copying an object that has one would change what kind of object the copy is. */
function checkShape(value: unknown, depth: number, path: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth === 0) throw refused(`body is nested deeper than ${MAX_DEPTH}`);
  for (const [key, child] of Object.entries(value)) {
    const at = [...path, key];
    if (key === '__proto__') throw new RequestInvalid([{ path: at.join('.'), message: 'unknown field' }]);
    checkShape(child, depth - 1, at);
  }
}

function readForm(text: string): Record<string, string> {
  const fields = [...new URLSearchParams(text)];
  if (new Set(fields.map(([name]) => name)).size < fields.length) throw refused('a field comes twice');
  return Object.fromEntries(fields);
}
