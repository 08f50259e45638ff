import { createInterface } from 'node:readline/promises';
import { AppError } from '../../shared/errors.ts';

/**
 * Has a word typed before data are lost, or something is let in. A script says `--yes`, or what `flag` is. What a program
 * reads is not asked on.
 * @throws AppError `cancelled`; `bad_input` where nobody can type
 */
export async function confirm(
  what: string,
  word: string,
  { yes, json, flag = '--yes' }: { yes: boolean; json: boolean; flag?: string },
  { stdin, stdout, stderr }: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'> = process,
): Promise<void> {
  if (yes) return;
  if (!stdin.isTTY) {
    throw new AppError('bad_input', `${what} Nobody can be asked here.`, `Say that you mean it: ${flag}`);
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
