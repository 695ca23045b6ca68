import { destination, pino } from 'pino';
import { type Config, SECRET_PATHS } from '../config/schema.js';
import type { Logger } from '../logger.js';

/** Names under which a secret could stand in a log line, at the top or one level down. */
const SECRET_NAMES = ['password', 'passphrase', 'token', 'key', 'credentials', 'authorization', 'cookie'];
const REDACTED = [...SECRET_NAMES, ...SECRET_NAMES.map((name) => `*.${name}`), ...SECRET_PATHS];

const STDERR = 2;

/** JSON lines on standard error, because standard output belongs to commands. Secrets are replaced wherever they stand. */
export function createLogger({ level }: Config['log'], file: number | string = STDERR): Logger {
  return pino({ level, base: undefined, redact: REDACTED }, destination({ dest: file, sync: true }));
}
