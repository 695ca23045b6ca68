import { execFile } from 'node:child_process';
import { GatewayError } from '../../errors.js';

/** What a command may say. */
const OUTPUT_LIMIT = 64 * 1024;
const SHOWN = 400;

/** Variables of the gateway that commands get besides their own; its secrets are not among them. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TZ', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'HTTPS_PROXY', 'NO_PROXY'];

/**
 * Runs a program with arguments, without a shell. Resolves with what it printed; rejects with HOST_START_FAILED when it
 * fails or takes too long, with what it said last.
 */
export function runCommand(
  [program, ...rest]: readonly string[],
  { env, timeoutMs, signal }: { env: Readonly<Record<string, string>>; timeoutMs: number; signal?: AbortSignal },
): Promise<string> {
  const inherited = INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]!]]));
  return new Promise((resolve, reject) => {
    const options = {
      ...({ timeout: timeoutMs, signal, killSignal: 'SIGKILL', maxBuffer: OUTPUT_LIMIT, windowsHide: true } as const),
      env: { ...Object.fromEntries(inherited), ...env },
    };
    execFile(program, rest, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const said = (stderr || stdout).trim().slice(-SHOWN);
      const why = error.killed ? `took longer than ${timeoutMs} ms` : `ended with ${error.code ?? error.signal}`;
      const detail = `${program} ${why}${said === '' ? '' : `: ${said}`}`;
      reject(new GatewayError('HOST_START_FAILED', { program }, { cause: error, detail }));
    });
  });
}
