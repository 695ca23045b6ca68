import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { GatewayError } from '../errors.js';

/** Where a secret comes from. The text itself is allowed, for a file that only the gateway can read. */
export const secret = z
  .union([z.string(), z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })])
  .meta({ 'x-type': 'secret' });

export type SecretSource = z.output<typeof secret>;

/** Reads a secret once. A final line end of a file is not part of it. */
export function readSecret(source: SecretSource, env: NodeJS.ProcessEnv, path: string): string {
  if (typeof source === 'string') return source;
  if ('env' in source) {
    const value = env[source.env];
    if (value === undefined) throw missing(path, `environment variable ${source.env} is not set`);
    return value;
  }
  try {
    return readFileSync(source.file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw missing(path, `file ${source.file} cannot be read`, error);
  }
}

const missing = (path: string, detail: string, cause?: unknown): GatewayError =>
  new GatewayError('CONFIG_INVALID', { path }, { detail: `${path}: ${detail}`, cause });
