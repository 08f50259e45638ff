import { textOfError, toAppError } from '../shared/errors.ts';

/** Tells on stderr what went wrong and what to do. */
export function printError(thrown: unknown): void {
  const error = toAppError(thrown);
  process.stderr.write(`${textOfError(error)}\n`);
  if (error.code === 'internal' && process.env.PIER_DEBUG) {
    process.stderr.write(`${error.cause instanceof Error ? error.cause.stack : error.stack}\n`);
  }
}
