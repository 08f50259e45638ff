import { type Command, InvalidArgumentError, Option } from 'commander';
import { addCommand, type CommandPlace } from './add-command.ts';

/** start, stop, restart, pause, resume, reclaim, status, logs. */
export function addMachineCommands(program: Command, { files, entry }: CommandPlace): void {
  addCommand(program, 'start', {
    about: 'start the engine, and Pier in the background where it does not run; waits until Docker answers',
    examples: ['pier start', 'pier start --json'],
  }).action(async (options) => (await import('../start.ts')).start(files(), entry, options));

  addCommand(program, 'stop', {
    about: 'stop the engine, and Pier where it runs in the background',
    examples: ['pier stop', 'pier stop --force'],
  })
    .option('--force', 'end the machine at once, as if its power was cut', false)
    .addOption(new Option('--abandoned', 'only a machine that no Pier has').default(false).hideHelp())
    .action(async (options) => (await import('../stop.ts')).stop(files(), entry, options));

  addCommand(program, 'restart', {
    about: 'stop the machine and start it again',
    examples: ['pier restart', 'pier restart --engine'],
  })
    .option('--engine', 'the engine in it alone: containers keep running', false)
    .action(async (options) => (await import('../start.ts')).restart(files(), entry, options));

  addCommand(program, 'pause', {
    about: 'let everything in the machine stand still; nothing is lost',
    examples: ['pier pause'],
  }).action(async (options) => (await import('../pause.ts')).pause(files(), options));

  addCommand(program, 'resume', {
    about: 'let a paused machine go on',
    examples: ['pier resume'],
  }).action(async (options) => (await import('../pause.ts')).resume(files(), options));

  addCommand(program, 'reclaim', {
    about: 'give memory and disk back that the machine keeps without need',
    examples: ['pier reclaim', 'pier reclaim --json'],
    json: 'for programs: in bytes',
  }).action(async (options) => (await import('../pause.ts')).reclaim(files(), options));

  addCommand(program, 'status', {
    about: 'tell what runs',
    examples: ['pier status', 'pier status --json'],
  }).action(async (options) => (await import('../status.ts')).status(files(), options));

  addCommand(program, 'logs', {
    about: "print the last lines of Pier's log",
    examples: ['pier logs -n 50', 'pier logs -f --console'],
    json: 'for programs: a JSON text for each line',
  })
    .option('--console', "the guest's console instead", false)
    .option('-f, --follow', 'go on with new lines until interrupted', false)
    .option('-n, --lines <count>', 'how many lines, up to 10000', lineCount, 200)
    .action(async (options) => (await import('../logs.ts')).logs(files(), options));
}

function lineCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= 10_000) return count;
  throw new InvalidArgumentError('Give a whole number from 0 to 10000.');
}
