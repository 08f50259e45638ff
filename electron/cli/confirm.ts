import { createInterface } from 'node:readline/promises';
import { AppError } from '../../shared/errors.ts';

/**
 * Has a word typed before data are lost. A script says `--yes`. What a program reads is not asked on.
 * @throws AppError `cancelled`; `bad_input` where nobody can type
 */
export async function confirm(
  what: string,
  word: string,
  { yes, json }: { yes: boolean; json: boolean },
  { stdin, stdout, stderr }: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'> = process,
): Promise<void> {
  if (yes) return;
  if (!stdin.isTTY) {
    throw new AppError('bad_input', `${what} Nobody can be asked here.`, 'Say that you mean it: --yes');
  }
  const terminal = createInterface({ input: stdin, output: json ? stderr : stdout });
  // A question that Ctrl-C or Ctrl-D ends has no answer, not even a rejected one.
  const left = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    const typed = await Promise.race([terminal.question(`${what}\nType '${word}' to go on: `), left]);
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
