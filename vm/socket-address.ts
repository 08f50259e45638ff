const PIPE = /^\\\\\.\\pipe\\/;

/** Whether this names a pipe of Windows, where other systems have a socket in a folder. */
export function isPipe(path: string): boolean {
  return PIPE.test(path);
}

/** As the docker command's settings name a socket: DOCKER_HOST, contexts. */
export function dockerHostOf(path: string): string {
  return isPipe(path) ? `npipe://${path.replaceAll('\\', '/')}` : `unix://${path}`;
}
