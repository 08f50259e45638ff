import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where helpers are besides the PATH, which is another one for what is started from a menu. */
function moreFolders(env: NodeJS.ProcessEnv): string[] {
  const home = env.HOME || homedir();
  return [
    '/usr/local/bin',
    '/opt/homebrew/bin',
    '/usr/bin',
    join(home, '.local/bin'),
    join(home, '.docker/bin'),
    '/Applications/Docker.app/Contents/Resources/bin',
  ];
}

/** PATH with the folders where helpers are behind it. */
export function helperPath(env: NodeJS.ProcessEnv): string {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...new Set([...folders, ...moreFolders(env)])].join(delimiter);
}

/** The path of `docker-credential-<name>`; undefined where there is none. */
export function findHelper(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const file = `docker-credential-${name}${process.platform === 'win32' ? '.exe' : ''}`;
  return helperPath(env)
    .split(delimiter)
    .map((folder) => join(folder, file))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
