import { Command, CommanderError, Option } from 'commander';
import { addControlCommands } from './control/commands.js';
import { addHostFlags, addPasswordFlags } from './host-options.js';
import { Exit, reporting } from './report.js';
import { addStoreCommands } from './store/commands.js';
import { addStoreKeyFlag } from './store/settings.js';
import { parseDuration, parsePort, parseSpeed } from './values.js';
import { version } from './version.js';

const ADDRESS = 'rdp://[user[:password]@]host[:port]';

/** Long enough for a desktop to be painted. */
const SCREENSHOT_AFTER_MS = 2000;

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

/** The command line with all its commands. Parsing a wrong argument throws a CommanderError. */
export function createProgram(): Command {
  const program = new Command('sluice')
    .description('Session gateway: RDP terminated at the edge, desktops in the browser')
    .version(version())
    .showHelpAfterError('Run sluice --help.')
    .exitOverride();

  addStoreKeyFlag(addPasswordFlags(program.command('serve')))
    .description('start the gateway and print a link; without a configuration it serves the demo desktop')
    .option('--config <file>', 'JSON file, see docs/config.md')
    .option('--set <key=value>', 'one setting, such as listen.port=9000', collect, [])
    .option('--port <port>', 'port to listen on; 0 takes a free one', parsePort)
    .option('--host <address>', `publish this one host: ${ADDRESS}`)
    .option('--security <protocol>', 'for --host: auto, nla, tls, rdp')
    .option('--trust <policy>', 'for --host: verify, tofu, pin:SHA256, ignore')
    .option('--program <path>', "for --host: show this program's windows alone; a path on the host, or || and an alias")
    .option('--program-arguments <text>', 'for --program')
    .action((flags) => reporting(async () => (await import('./serve.js')).runServe(flags)));

  addHostFlags(program.command('connect-check'))
    .description('connect to a host, print each step and what was agreed on, and leave')
    .argument('<address>', ADDRESS)
    .option('--json', 'print one JSON object')
    .action((address, flags) =>
      reporting(async () => (await import('./connect-check.js')).runConnectCheck(address, flags)),
    );

  addHostFlags(program.command('screenshot'))
    .description("take a picture of a host's desktop")
    .argument('<address>', ADDRESS)
    .requiredOption('--out <file>', 'PNG file to write')
    .addOption(
      new Option('--after <time>', 'how long after the host began to paint')
        .argParser(parseDuration)
        .default(SCREENSHOT_AFTER_MS, '2s'),
    )
    .option('--browser <path>', 'for avc420 and avc444: Chromium or Chrome, when it is not on the PATH')
    .action((address, flags) => reporting(async () => (await import('./screenshot.js')).runScreenshot(address, flags)));

  addHostFlags(program.command('record'))
    .description('record what a host sends, without what is typed; docs/recording.md describes the file')
    .argument('<address>', ADDRESS)
    .requiredOption('--out <file>', 'new file to write, compressed when its name ends in .gz')
    .option('--for <time>', 'how long; without it until Ctrl-C', parseDuration)
    .option('--origin <text>', 'what is recorded, in words', '')
    .option('--keep-keys', 'keep what is typed')
    .action((address, flags) => reporting(async () => (await import('./record.js')).runRecord(address, flags)));

  program
    .command('replay')
    .description('be an RDP host on loopback that plays a recording to every client')
    .argument('<file>', 'recording')
    .addOption(new Option('--port <port>', 'port to listen on').argParser(parsePort).default(0, 'a free one'))
    .option('--speed <factor>', 'how fast: 1 is as recorded, max as fast as the client takes it', parseSpeed, 1)
    .option('--loop', 'start over at the end')
    .action((file, flags) => reporting(async () => (await import('./replay.js')).runReplay(file, flags)));

  addControlCommands(program);
  addStoreCommands(program);
  return program;
}

/** Runs the command line; a wrong argument has been explained by then and becomes the exit status. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? Exit.ok : Exit.usage;
  }
}
