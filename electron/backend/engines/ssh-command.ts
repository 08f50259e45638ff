import { shellQuote } from '../../../shared/shell-quote.ts';

/** Where ssh goes, as `ssh://user@host:port/path/of/docker.sock` has it. What is left out is ssh's configuration's. */
export interface SshTarget {
  host: string;
  user?: string;
  port?: number;
  /** The engine's socket there; left out, the docker command there decides. */
  socketPath?: string;
}

/**
 * Reads an `ssh://` address as the docker command does.
 * Source: docker/cli, cli/connhelper/ssh/ssh.go (ParseURL)
 * @throws Error with the reason
 */
export function parseSshAddress(text: string): SshTarget {
  let url: URL;
  try {
    // A known scheme, so that URL splits host and port as for any server.
    url = new URL(text.replace(/^ssh:/, 'http:'));
  } catch {
    throw new Error('host and port cannot be read');
  }
  if (url.password) throw new Error('a password in an address is not supported');
  if (url.search || url.hash) throw new Error('nothing may follow its path');
  const host = decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '');
  const user = decodeURIComponent(url.username);
  // ssh would take them for options.
  if (host.startsWith('-') || user.startsWith('-')) throw new Error("host and user cannot begin with '-'");
  const port = /^ssh:\/\/[^/]*:80(\/|$)/.test(text) ? 80 : Number(url.port);
  const socketPath = decodeURIComponent(url.pathname);
  return {
    host,
    ...(user && { user }),
    ...(port && { port }),
    ...(socketPath.replaceAll('/', '') && { socketPath }),
  };
}

/**
 * The arguments of the system's ssh that lead its input and output to the engine. It asks for nothing (BatchMode): what
 * it needs is in ssh's own configuration and agent, as time limits and shared connections are.
 * Source: docker/cli, cli/connhelper/connhelper.go
 */
export function sshArgs({ host, user, port, socketPath }: SshTarget): string[] {
  const docker = socketPath ? ['docker', `--host=unix://${socketPath}`] : ['docker'];
  return [
    '-o',
    'BatchMode=yes',
    '-T',
    ...(user ? ['-l', user] : []),
    ...(port ? ['-p', String(port)] : []),
    '--',
    host,
    // One word for the shell over there.
    [...docker, 'system', 'dial-stdio'].map(shellQuote).join(' '),
  ];
}

/** "-p 2222 ann@build.example", as one writes it for ssh. */
export function sshDestination({ host, user, port }: SshTarget): string {
  return `${port ? `-p ${port} ` : ''}${user ? `${user}@` : ''}${host}`;
}
