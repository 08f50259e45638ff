import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { pierFiles, pierHome } from '../../vm/files.ts';
import { printError } from '../print-error.ts';
import { VERSION } from '../version.ts';

/**
 * `pier`, the command. Exit codes: 0 done, 1 failed (a message and a hint on stderr), 2 wrong usage. Each command's
 * code is loaded when it is called: `pier status` in a prompt must not wait for the rest.
 */

const entry = fileURLToPath(import.meta.url);
const files = () => pierFiles(pierHome());

const program = new Command('pier')
  .description('Pier Desktop: Docker on this computer.')
  .version(VERSION)
  .helpCommand(true)
  .exitOverride()
  .showHelpAfterError("(see 'pier --help')");

program
  .command('start')
  .description(
    'start the engine, and Pier in the background where it does not run; waits until Docker answers',
  )
  .action(async () => (await import('./start.ts')).start(files(), entry));

program
  .command('stop')
  .description('stop the engine, and Pier where it runs in the background')
  .option('--force', 'end the machine at once, as if its power was cut', false)
  .action(async (options) => (await import('./stop.ts')).stop(files(), entry, options));

program
  .command('restart')
  .description('stop the machine and start it again')
  .option('--engine', 'the engine in it alone: containers keep running', false)
  .action(async (options) => (await import('./start.ts')).restart(files(), entry, options));

program
  .command('pause')
  .description('let everything in the machine stand still; nothing is lost')
  .action(async () => (await import('./pause.ts')).pause(files()));

program
  .command('resume')
  .description('let a paused machine go on')
  .action(async () => (await import('./pause.ts')).resume(files()));

program
  .command('reclaim')
  .description('give memory and disk back that the machine keeps without need')
  .action(async () => (await import('./pause.ts')).reclaim(files()));

program
  .command('status')
  .description('tell what runs')
  .option('--json', 'for programs', false)
  .action(async (options) => (await import('./status.ts')).status(files(), options));

program
  .command('logs')
  .description("print the last lines of Pier's log")
  .option('--console', "the guest's console instead", false)
  .option('-f, --follow', 'go on with new lines until interrupted', false)
  .option('-n, --lines <count>', 'how many lines, up to 10000', lineCount, 200)
  .action(async (options) => (await import('./logs.ts')).logs(files(), options));

const config = program.command('config').description('read and change settings');

config
  .command('get')
  .description('print one setting, or all of them')
  .argument('[name]')
  .option('--json', 'for programs: sizes in bytes', false)
  .action(async (name, options) => (await import('./config.ts')).configGet(files(), name, options));

config
  .command('set')
  .description("change a setting; 'default' as value sets it back")
  .argument('<name>')
  .argument('<value>')
  .action(async (name, value) => (await import('./config.ts')).configSet(files(), name, value));

program
  .command('diagnose')
  .description('check Pier and what it runs on; exit code 1 where it cannot work')
  .option('--json', 'for programs', false)
  .option('--bundle <file>', 'save an archive that helps others to help, without secrets')
  .option('--repair <check>', 'make the repair of one check first')
  .action(async (options) => (await import('./diagnose.ts')).diagnose(files(), entry, options));

const snapshot = program.command('snapshot').description('keep all engine data as they are now');

snapshot
  .command('list')
  .description('print the snapshots, newest first')
  .option('--json', 'for programs', false)
  .action(async (options) => (await machineData()).listSnapshots(files(), entry, options));

snapshot
  .command('create')
  .description('copy the data disk; the engine is stopped for it')
  .argument('<name>')
  .action(async (name) => (await machineData()).createSnapshot(files(), entry, name));

snapshot
  .command('restore')
  .description('put a snapshot in place of all present data')
  .argument('<name>')
  .option('--yes', 'do not ask', false)
  .action(async (name, options) => (await machineData()).restoreSnapshot(files(), entry, name, options));

snapshot
  .command('delete')
  .description('delete a snapshot')
  .argument('<name>')
  .option('--yes', 'do not ask', false)
  .action(async (name, options) => (await machineData()).deleteSnapshot(files(), entry, name, options));

const data = program.command('data').description('take all engine data elsewhere');

data
  .command('export')
  .description('write all engine data into one file; the engine is stopped for it')
  .argument('<path>', 'a folder, or a file that ends in .tar.gz')
  .action(async (path) => (await machineData()).exportData(files(), entry, path));

data
  .command('import')
  .description('put an exported file in place of all present data')
  .argument('<file>')
  .option('--yes', 'do not ask', false)
  .action(async (path, options) => (await machineData()).importData(files(), entry, path, options));

const reset = program.command('reset').description('begin anew');

for (const [what, about] of [
  ['settings', 'set everything back to its default; data stay'],
  ['data', 'remove containers, images and volumes; settings and snapshots stay'],
  ['factory', 'remove everything that this installation has'],
] as const) {
  reset
    .command(what)
    .description(about)
    .option('--yes', 'do not ask', false)
    .action(async (options) => (await machineData()).reset(files(), entry, what, options));
}

program
  .command('version')
  .description('print the versions of Pier and of the engine')
  .option('--json', 'for programs', false)
  .action(async (options) => (await import('./version.ts')).version(files(), options));

try {
  await program.parseAsync();
} catch (thrown) {
  if (!(thrown instanceof CommanderError)) printError(thrown);
  process.exitCode = thrown instanceof CommanderError ? (thrown.exitCode === 0 ? 0 : 2) : 1;
}

function machineData() {
  return import('./machine-data.ts');
}

function lineCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= 10_000) return count;
  throw new InvalidArgumentError('Give a whole number from 0 to 10000.');
}
