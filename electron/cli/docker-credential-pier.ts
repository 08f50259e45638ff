import { pierFiles, pierHome } from '../../vm/files.ts';
import { VERSION } from '../version.ts';
import { askBackend } from './credential-helper/ask-backend.ts';
import { answerAction } from './credential-helper/credential-protocol.ts';

/**
 * `docker-credential-pier`: the docker command asks it for the logins that Pier keeps. It is started for every registry,
 * so it loads nothing but Node itself.
 */

const NAME = 'docker-credential-pier';
const USAGE = `Usage: ${NAME} <store|get|erase|list|version>`;
const VERSION_LINE = `${NAME} (pier-desktop) ${VERSION}`;
/** More than any login has. */
const INPUT_LIMIT = 2 * 1024 * 1024;

const [action = '', ...more] = process.argv.slice(2);
if (action === '' || more.length > 0) fail(USAGE);
else if (action === '--version' || action === '-v' || action === 'version') print(VERSION_LINE);
else if (action === '--help' || action === '-h') print(USAGE);
else {
  try {
    const call = (method: string, input: object) =>
      askBackend(pierFiles(pierHome()).run.pierSocket, method, input);
    const input = action === 'list' ? '' : await readInput();
    const answer = await answerAction(action, input, call);
    if (answer !== '') print(answer);
  } catch (thrown) {
    fail((thrown as Error).message.replaceAll(/\s*\n\s*/g, ' '));
  }
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > INPUT_LIMIT) throw new Error('the credentials are longer than 2 MiB');
  }
  return Buffer.concat(chunks).toString('utf8');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Errors go to stdout: stderr is not read. */
function fail(message: string): void {
  print(message);
  process.exitCode = 1;
}
