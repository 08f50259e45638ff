import { delimiter, join } from 'node:path';
import { AppError } from '../../../../shared/errors.ts';
import { helperPath } from '../../credentials/helper-path.ts';
import { imageFolders, isExecutable } from '../../programs/docker-plugin.ts';

/**
 * The docker command: the installation's own, the person's, that of the VM image last. @throws AppError `file_not_found`
 */
export async function findDocker(places: {
  bin: string;
  cacheDir: string;
  env: NodeJS.ProcessEnv;
}): Promise<string> {
  const file = process.platform === 'win32' ? 'docker.exe' : 'docker';
  const ofImage = process.platform === 'linux' ? await imageFolders(places.cacheDir) : [];
  const folders = [places.bin, ...helperPath(places.env).split(delimiter), ...ofImage];
  const found = folders.map((folder) => join(folder, file)).find(isExecutable);
  if (found) return found;
  throw new AppError(
    'file_not_found',
    'Run docker: there is no docker command on this computer.',
    'Install it: pier docker install.',
  );
}
