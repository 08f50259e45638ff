import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { AppError } from '../../shared/errors.ts';

/** Where a person types: questions go to standard error, so that an answer for programs stays alone. */
export interface Terminal {
  stdin: NodeJS.ReadStream;
  stderr: NodeJS.WriteStream;
}

/** Has something typed that nobody sees. @throws AppError `cancelled` */
export function askSecret(question: string, terminal: Terminal = process): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  return ask(question, terminal, silent);
}

/** Has a line typed. @throws AppError `cancelled` */
export function askLine(question: string, terminal: Terminal = process): Promise<string> {
  return ask(question, terminal, terminal.stderr);
}

async function ask(
  question: string,
  { stdin, stderr }: Terminal,
  echo: NodeJS.WritableStream,
): Promise<string> {
  if (echo !== stderr) stderr.write(question);
  const lines = createInterface({ input: stdin, output: echo, terminal: true, historySize: 0 });
  // A question that Ctrl-C or Ctrl-D ends has no answer, not even a rejected one.
  const left = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
  try {
    const typed = await Promise.race([lines.question(echo === stderr ? question : ''), left]);
    if (typed !== undefined) return typed;
  } finally {
    lines.close();
    if (echo !== stderr) stderr.write('\n');
  }
  throw new AppError('cancelled', 'Nothing was changed: it was left.', 'Try again if you mean it.');
}

/** All of standard input, without the line end that most programs put behind it. @throws AppError `bad_input` */
export async function readSecret(stdin: NodeJS.ReadableStream = process.stdin): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    if (length > SECRET_LIMIT) {
      throw new AppError(
        'bad_input',
        'Read the password: it is longer than 1 MiB.',
        'Give the password alone.',
      );
    }
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

const SECRET_LIMIT = 1024 * 1024;
