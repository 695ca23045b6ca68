import { ERRORS, type ErrorCode, GatewayError, hasCode } from '../errors.js';

/** Exit status by kind of failure, so that a script can tell them apart (docs/cli.md). */
export const Exit = { ok: 0, failed: 1, usage: 2, unreachable: 3, untrusted: 4, refused: 5, changes: 6 } as const;

const KINDS: ReadonlyArray<readonly [prefix: string, status: number]> = [
  ['USAGE', Exit.usage],
  ['CONFIG_', Exit.usage],
  ['HOST_NOT_AUTHENTIC', Exit.untrusted],
  ['HOST_', Exit.unreachable],
  ['GATEWAY_', Exit.unreachable],
  ['CERTIFICATE_', Exit.untrusted],
  ['SECURITY_', Exit.untrusted],
  ['CREDENTIALS_', Exit.refused],
  ['ACCOUNT_', Exit.refused],
  ['NLA_', Exit.refused],
  ['SIGN_IN_', Exit.refused],
  ['FORBIDDEN', Exit.refused],
];

export const exitStatus = (code: ErrorCode): number =>
  KINDS.find(([prefix]) => code.startsWith(prefix))?.[1] ?? Exit.failed;

/** What went wrong, what to do about it, and the code to search for. */
export function describeError(error: unknown): string {
  if (!hasCode(error)) return `sluice: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  const { advice } = ERRORS[error.code];
  const sha256 = error.code.startsWith('CERTIFICATE_') ? error.context?.['sha256'] : undefined;
  const { issues } = error as { issues?: readonly { path: string; message: string }[] };
  return [
    `sluice: ${issues ? ERRORS[error.code].message : error.message}`,
    ...(issues ?? []).map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message}`),
    `  ${advice}`,
    ...(sha256 ? [`  To trust this very certificate: --trust pin:${sha256}`] : []),
    `  ${error.code}`,
  ].join('\n');
}

/** A file or port that cannot be had is a wrong argument: the system's words say why. */
function coded(error: unknown): unknown {
  const { syscall, path, message } = error as NodeJS.ErrnoException;
  if (hasCode(error) || syscall === undefined) return error;
  return new GatewayError('USAGE', { path }, { cause: error, detail: message });
}

/** Runs a command; a failure is printed and becomes the exit status. */
export async function reporting(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const error = coded(thrown);
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = hasCode(error) ? exitStatus(error.code) : Exit.failed;
  }
}
