import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Processes } from './processes.js';

/** A text that stays as it is, so that two clients can be compared. */
export const STILL_TEXT = "seq -s ' ' 1 400; exec sleep infinity";

/** Opens a terminal that runs a shell script in a Wayland desktop. */
export function startTerminal(folder: string, processes: Processes, env: NodeJS.ProcessEnv, script: string): void {
  const file = join(folder, 'terminal.sh');
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  processes.start('terminal', ['weston-terminal', `--shell=${file}`], { env });
}
