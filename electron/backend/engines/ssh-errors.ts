import { AppError } from '../../../shared/errors.ts';
import { type SshTarget, sshDestination } from './ssh-command.ts';

/** How ssh, or docker behind it, ended without an answer. */
export interface SshEnd {
  code: number | null;
  stderr: string;
}

/** What a shell ends with where it does not find a program. */
const COMMAND_NOT_FOUND = 127;

/** Makes of what ssh said what a person can do. */
export function explainSshEnd(target: SshTarget, { code, stderr }: SshEnd): AppError {
  const destination = sshDestination(target);
  const what = whatOf(target);
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED/.test(stderr)) {
    return new AppError(
      'ssh_host_key_refused',
      `${what}: its host key is another one than before.`,
      `Somebody may be in between. If that computer was set up anew, forget its old key: ssh-keygen -R ${knownHost(target)}`,
    );
  }
  if (/Host key verification failed|No .* host key is known/.test(stderr)) {
    return new AppError(
      'ssh_host_key_refused',
      `${what}: its host key is not known on this computer.`,
      `Connect once in a terminal and compare the key: ssh ${destination}`,
    );
  }
  if (/Permission denied \(|Too many authentication failures|No more authentication methods/.test(stderr)) {
    return new AppError(
      'ssh_sign_in_refused',
      `${what}: it refused to sign in, and Pier asks for no password.`,
      `Add your key to the agent (ssh-add), or name it in ~/.ssh/config. It is right when this works: ssh -o BatchMode=yes ${destination} true`,
    );
  }
  if (code === COMMAND_NOT_FOUND || /docker: (command )?not found|docker: No such file/.test(stderr)) {
    return new AppError(
      'ssh_docker_missing',
      `${what}: there is no docker command there.`,
      'Install it there, on the PATH of a shell without a terminal.',
    );
  }
  if (/is not a docker command|unknown command.*dial-stdio/.test(stderr)) {
    return new AppError(
      'ssh_docker_missing',
      `${what}: the docker command there is too old.`,
      'Docker 18.09 or newer is needed there.',
    );
  }
  const said = lastLineOf(stderr);
  const reason = said || (code === null ? 'ssh was ended' : `ssh ended with ${code}`);
  const isEngine = /docker daemon|docker\.sock|docker API/i.test(said);
  return new AppError(
    'ssh_failed',
    `${what}: ${reason.replace(/\.$/, '')}.`,
    isEngine
      ? 'Start the engine there, and see that this user may use it (group docker).'
      : `Pier keeps trying. Try it in a terminal: ssh ${destination}`,
  );
}

/** ssh could not be started. */
export function explainNoSsh(target: SshTarget, error: Error): AppError {
  const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new AppError(
    'ssh_failed',
    `${whatOf(target)}: ${isMissing ? 'this computer has no ssh program' : error.message}.`,
    'Install the OpenSSH client, or choose another engine.',
    { cause: error },
  );
}

function whatOf({ host, user, port }: SshTarget): string {
  return `Reach the engine at '${user ? `${user}@` : ''}${host}${port ? `:${port}` : ''}' over SSH`;
}

/** As known_hosts has it. */
function knownHost({ host, port }: SshTarget): string {
  return port && port !== 22 ? `'[${host}]:${port}'` : host;
}

/** Without what ssh warns of on the way. */
function lastLineOf(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !/^Warning: |^\*\*|^debug\d:/.test(line));
  return (lines.at(-1) ?? '').slice(0, 300);
}
