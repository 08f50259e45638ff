import type { Command } from 'commander';
import type { SignedInRegistry } from '../../shared/contract/registries.ts';
import { AppError } from '../../shared/errors.ts';
import { DOCKER_HUB, isDockerHub, serverTitle, toHostname } from '../../shared/model/registry-server.ts';
import type { PierFiles } from '../../vm/files.ts';
import { printError } from '../print-error.ts';
import { askLine, askSecret, readSecret } from './ask-secret.ts';
import { type BackendConnection, connectBackend, withBackend } from './connect.ts';
import { type JsonOption, Tell } from './tell.ts';
import { withAnyBackend } from './with-any-backend.ts';

interface LoginOptions extends JsonOption {
  username?: string;
  passwordStdin: boolean;
}

/** `pier registry login`: the registry is asked first. The password never stands on a command line. */
export async function login(
  files: PierFiles,
  entry: string,
  registry: string,
  { username: named, passwordStdin, json }: LoginOptions,
  command: Command,
): Promise<void> {
  const canAsk = process.stdin.isTTY && !passwordStdin;
  if (!canAsk && !named) command.error('error: name the user: --username');
  if (!canAsk && !passwordStdin)
    command.error('error: give the password on standard input: --password-stdin');
  const username = named ?? (await askLine('User: '));
  const password = passwordStdin ? await readSecret() : await askSecret('Password or access token: ');
  const signedIn = await withAnyBackend(files, entry, async (connection) => {
    const signIn = () => connection.client.registries.signIn({ registry, username, password });
    try {
      return await signIn();
    } catch (thrown) {
      if (!canAsk || !isLocked(thrown)) throw thrown;
    }
    await openFile(connection, () => askSecret('Passphrase: '));
    return signIn();
  });
  const { title, username: user } = signedIn;
  const tell = new Tell({ json });
  tell.say(`Signed in to ${title} as ${user}.\n`);
  tell.value(signedIn);
}

/** `pier registry logout`. One that is not there is logged out already. */
export async function logout(
  files: PierFiles,
  entry: string,
  registry: string,
  options: JsonOption,
): Promise<void> {
  const tell = new Tell(options);
  await withAnyBackend(files, entry, async ({ client }) => {
    const { registries, problems } = await client.registries.list({});
    const found = registries.find((each) => isMeant(each, registry));
    if (!found && problems[0]) throw AppError.fromData(problems[0]);
    if (found) await client.registries.signOut({ server: found.server, keptIn: found.keptIn });
    const title = found?.title ?? registry;
    const text = found ? `Signed out of ${title}.\n` : `Not signed in to ${title}.\n`;
    tell.say(text);
    tell.value({ server: found?.server ?? registry, signedOut: found !== undefined });
  });
}

/** `pier registry ls`. Stores that cannot be asked are told, with exit code 1: the list is not whole then. */
export async function list(files: PierFiles, entry: string, options: JsonOption): Promise<void> {
  const tell = new Tell(options);
  await withAnyBackend(files, entry, async ({ client }) => {
    const { registries, problems } = await client.registries.list({});
    tell.say(registries.map(rowOf).join(''));
    tell.value({ registries, problems });
    for (const problem of tell.json ? [] : problems) printError(AppError.fromData(problem));
    if (problems.length > 0) process.exitCode = 1;
  });
}

/** Where somebody is signed in, to complete what is typed. Of a Pier that runs alone. */
export async function knownRegistries(files: PierFiles): Promise<string[]> {
  const connection = await connectBackend(files.run.pierSocket);
  if (!connection) return [];
  const { registries } = await withBackend(connection, ({ client }) => client.registries.list({}));
  return registries.map(({ server }) => (server === DOCKER_HUB ? 'docker.io' : toHostname(server)));
}

/** `pier registry unlock`: for logins in the encrypted file, of a Pier that runs. */
export async function unlock(
  files: PierFiles,
  entry: string,
  { passphraseStdin, json }: JsonOption & { passphraseStdin: boolean },
  command: Command,
): Promise<void> {
  if (!process.stdin.isTTY && !passphraseStdin) {
    command.error('error: give the passphrase on standard input: --passphrase-stdin');
  }
  await withAnyBackend(files, entry, async (connection) => {
    const ask = passphraseStdin ? () => readSecret() : () => askSecret('Passphrase: ');
    await openFile(connection, ask, !passphraseStdin);
    const tell = new Tell({ json });
    tell.say('The logins are unlocked until Pier ends.\n');
    tell.value({ unlocked: true });
  });
}

/** A new passphrase is typed twice. */
async function openFile(
  { client }: BackendConnection,
  ask: () => Promise<string>,
  canRepeat = true,
): Promise<void> {
  const { store } = await client.registries.list({});
  if (store.kind === 'keychain' || store.state === 'unlocked') return;
  const isNew = store.state === 'absent';
  if (isNew && canRepeat) {
    process.stderr.write(
      'This computer has no keychain: the logins are encrypted with a passphrase of yours.\n',
    );
  }
  const passphrase = await ask();
  if (isNew && canRepeat && (await askSecret('Passphrase once more: ')) !== passphrase) {
    throw new AppError('bad_input', 'Set the passphrase: both are not the same.', 'Try again.');
  }
  await client.registries.unlock({ passphrase });
}

function isLocked(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === 'credentials_locked';
}

/** As people write it: "docker.io", "https://registry.example:5000/". */
function isMeant({ server, title }: SignedInRegistry, typed: string): boolean {
  const host = toHostname(typed.toLowerCase());
  return isDockerHub(host)
    ? server === DOCKER_HUB
    : [server, title, serverTitle(server)].some((name) => toHostname(name) === host);
}

function rowOf({ title, username, keptIn }: SignedInRegistry): string {
  return `${title.padEnd(32)} ${username.padEnd(20)} ${keptIn}\n`;
}
