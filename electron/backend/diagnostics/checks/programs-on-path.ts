import { access, constants, lstat, readlink, stat } from 'node:fs/promises';
import { delimiter, join, parse } from 'node:path';
import { DockerCliSettings } from '../../docker-cli/docker-cli-settings.ts';
import { type CheckContext, failed, ok, type SelfCheck } from './self-check.ts';

export const programsOnPath: SelfCheck = {
  id: 'path',
  title: 'docker and pier are on the PATH',
  hint: 'So that a terminal finds them.',
  fatal: false,
  async check({ env, places }) {
    const [docker, pier] = await Promise.all([onPath('docker', env), onPath('pier', env)]);
    const missing = [!docker && 'docker', !pier && 'pier'].filter(Boolean).join(' and ');
    if (docker && pier) return ok(`${docker}, ${pier}`);
    throw failed(
      `No folder of the PATH has ${missing}.`,
      docker
        ? `Put pier into '${places.userBin}', and add that folder to the PATH if it is not there yet.`
        : 'Install the docker command: pier docker install takes it from the VM image. The dashboard works without.',
    );
  },
  repair: {
    title: 'Put pier on the PATH',
    async run(context) {
      const { env, places } = context;
      if (await onPath('pier', env)) return 'It is there already';
      const link = await linkIntoUserBin(context, 'pier', context.places.pierCommand);
      if (folders(env).includes(places.userBin)) return `'${link}' is there now`;
      throw failed(
        `'${link}' is there now, and its folder is not on the PATH.`,
        `Add it in your shell's profile: export PATH="${places.userBin}:$PATH"`,
      );
    },
  },
};

/** Links a command of this Pier into the person's own folder. @returns the link @throws AppError `check_failed` */
export async function linkIntoUserBin(
  { places, files }: CheckContext,
  name: string,
  command: string | undefined,
): Promise<string> {
  const link = join(places.userBin, name);
  if (!command) {
    throw failed('This Pier has no command of its own.', 'Install Pier again.');
  }
  const target = await readlink(link).catch(() => undefined);
  if (target === command) return link;
  try {
    // One that leads nowhere, or to another copy of Pier, may go. A person may have a program of that name.
    const isOurs = target !== undefined && parse(target).name === parse(command).name;
    const isDead = target !== undefined && !(await stat(link).catch(() => undefined));
    if (!isOurs && !isDead && (await lstat(link).catch(() => undefined)))
      throw new Error('EEXIST: it is there');
    await new DockerCliSettings(files.dockerCli).makeLink(link, command);
  } catch (error) {
    throw failed(
      `Cannot make '${link}': ${(error as Error).message}.`,
      'Make that folder writable for you.',
      error,
    );
  }
  return link;
}

function folders(env: NodeJS.ProcessEnv): string[] {
  return (env.PATH ?? '').split(delimiter).filter(Boolean);
}

/** Where a program is on the PATH. */
export async function onPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of folders(env)) {
    const path = join(folder, name);
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return undefined;
}
