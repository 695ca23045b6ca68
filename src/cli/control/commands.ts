import { type Command, InvalidArgumentError, Option } from 'commander';
import { reporting } from '../report.js';
import { addStoreFlags } from '../store/settings.js';
import { parseDuration } from '../values.js';
import { parseKind, parseKinds } from './kind-name.js';
import { FORMATS } from './show.js';

const FILE = 'YAML or JSON file with documents of kind, name and spec; a folder of such files; - for standard input';

/** What describes resources to a running gateway, by its REST interface. */
export function addControlCommands(program: Command): void {
  serverFlags(program.command('get'))
    .description('show resources')
    .argument('<kind>', 'such as host-pool', parseKind)
    .argument('[name]', 'one of them')
    .addOption(new Option('-o, --output <format>', 'how').choices(FORMATS).default('table'))
    .option('--search <text>', 'only those with this in their name or display name')
    .option('--where <field=name>', 'only those that name this one, such as hostPool=office', collectWhere, [])
    .action((kind, name, flags) => reporting(async () => (await import('./run.js')).runGet(kind, name, flags)));

  serverFlags(program.command('apply'))
    .description('make resources what files say, and show what changes')
    .requiredOption('-f, --file <path>', FILE)
    .option('--dry-run', 'change nothing; the exit status is 6 when something would change')
    .option('--prune <kinds>', 'delete resources of these kinds that the files do not have', parseKinds)
    .action((flags) => reporting(async () => (await import('./run.js')).runApply(flags)));

  for (const [command, only, what] of [
    ['create', 'absent', 'make resources that are not there yet'],
    ['update', 'present', 'change resources that are there'],
  ] as const) {
    serverFlags(program.command(command))
      .description(what)
      .requiredOption('-f, --file <path>', FILE)
      .option('--dry-run', 'change nothing; the exit status is 6 when something would change')
      .action((flags) => reporting(async () => (await import('./run.js')).runApply({ ...flags, only })));
  }

  serverFlags(program.command('delete'))
    .description('delete resources that nothing names')
    .argument('[kind]', 'such as host-pool', parseKind)
    .argument('[names...]', 'which')
    .option('-f, --file <path>', FILE)
    .action((kind, names, flags) => reporting(async () => (await import('./run.js')).runDelete(kind, names, flags)));

  const admin = program.command('admin').description("administer the gateway of this machine by its store's key");
  addStoreFlags(admin.command('token'))
    .description('print a token with which programs administer the gateway for a while')
    .addOption(new Option('--for <time>', 'how long').argParser(parseDuration).default(600_000, '10m'))
    .action((flags) => reporting(async () => (await import('./admin-token.js')).runAdminToken(flags)));
}

const serverFlags = (command: Command): Command =>
  command
    .addOption(
      new Option('--server <url>', "the gateway's address").env('SLUICE_SERVER').default('http://127.0.0.1:8080'),
    )
    .addOption(new Option('--token <token>', 'better given as a variable').env('SLUICE_TOKEN'));

function collectWhere(text: string, before: readonly (readonly [string, string])[]) {
  const [, field, name] = /^([A-Za-z]+)=(.+)$/.exec(text) ?? [];
  if (field === undefined) throw new InvalidArgumentError('Give a field and a name, such as hostPool=office.');
  return [...before, [field, name] as const];
}
