import { createInterface } from 'node:readline/promises';
import { AppError } from '../../shared/errors.ts';

/**
 * Has a word typed before data are lost. A script says `--yes`.
 * @throws AppError `cancelled`; `bad_input` where nobody can type
 */
export async function confirm(what: string, word: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new AppError('bad_input', `${what} Nobody can be asked here.`, 'Say that you mean it: --yes');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const typed = await terminal.question(`${what}\nType '${word}' to go on: `);
    if (typed.trim() === word) return;
  } finally {
    terminal.close();
  }
  throw new AppError(
    'cancelled',
    'Nothing was changed: something else was typed.',
    'Try again if you mean it.',
  );
}
