import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { toAppError } from '../../shared/errors.ts';
import { pierFiles, pierHome } from '../../vm/files.ts';
import { printError } from '../print-error.ts';
import { pierProgram } from './program.ts';

/** `pier`, the command. What its exit codes mean is told by `pier --help`. */

const CANCELLED = 130;
const entry = fileURLToPath(import.meta.url);

// A pager that was left, a `head` that has enough: what the command does is done all the same, and nobody listens.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await pierProgram({ files: () => pierFiles(pierHome()), entry }).parseAsync();
} catch (thrown) {
  process.exitCode = exitCodeOf(thrown);
}

function exitCodeOf(thrown: unknown): number {
  // It has said itself what was wrong.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  const error = toAppError(thrown);
  if (process.argv.includes('--json')) {
    process.stderr.write(`${JSON.stringify({ error: error.toData() })}\n`);
  } else {
    printError(thrown);
  }
  return error.code === 'cancelled' ? CANCELLED : 1;
}
