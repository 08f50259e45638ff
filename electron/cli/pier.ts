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

function lineCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= 10_000) return count;
  throw new InvalidArgumentError('Give a whole number from 0 to 10000.');
}
