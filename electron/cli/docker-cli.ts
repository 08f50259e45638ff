import type { DockerCliState } from '../../shared/contract/docker-cli.ts';
import { type PierFiles, pierCache } from '../../vm/files.ts';
import { DockerCommand } from '../backend/docker-cli/docker-command.ts';
import { hostPlaces } from '../backend/host-places.ts';
import { silentLogger } from '../backend/log/logger.ts';
import { type JsonOption, Tell } from './tell.ts';
import { withAnyBackend } from './with-any-backend.ts';

/** `pier docker status`: as this terminal has it, whose PATH and variables a backend does not know. */
export async function dockerStatus(files: PierFiles, options: JsonOption): Promise<void> {
  tellState(await stateHere(files), options);
}

/** `pier docker use|unuse|install`. */
export async function changeDocker(
  files: PierFiles,
  entry: string,
  change: 'use' | 'unuse' | 'install',
  options: JsonOption,
): Promise<void> {
  await withAnyBackend(files, entry, ({ client }) => client.dockerCli[change]({}));
  tellState(await stateHere(files), options);
}

/** `pier docker plugin add|remove`. */
export async function setDockerPlugin(
  files: PierFiles,
  entry: string,
  change: 'add' | 'remove',
  options: JsonOption,
): Promise<void> {
  await withAnyBackend(files, entry, ({ client }) =>
    client.dockerCli.setPlugin({ installed: change === 'add' }),
  );
  tellState(await stateHere(files), options);
}

function stateHere(files: PierFiles): Promise<DockerCliState> {
  const { env } = process;
  const places = hostPlaces(env);
  const command = new DockerCommand({
    files,
    places,
    cacheDir: pierCache(env),
    env,
    hasMachine: true,
    log: silentLogger,
  });
  return command.state();
}

function tellState(state: DockerCliState, options: JsonOption): void {
  const tell = new Tell(options);
  tell.say(textOf(state));
  tell.value(state);
}

function textOf({ use, problem, programs, pathLine, plugin, extensionPlugin }: DockerCliState): string {
  const rows: [string, string | undefined][] = [
    ['Engine', use ? engineLine(use) : problem && `${problem.message} ${problem.hint}`],
    ...programs.map(({ name, path, canInstall }): [string, string] => [
      name,
      path ?? (canInstall && name !== 'pier' ? 'not found: pier docker install' : 'not found'),
    ]),
    ['plugin', PLUGINS[plugin]],
    ['', extensionPlugin === 'installed' ? 'docker extension' : OTHER_EXTENSION[extensionPlugin]],
    ['PATH', pathLine && `does not have it yet: ${pathLine}`],
  ];
  return rows.flatMap(([name, value]) => (value ? [`${name.padEnd(16)}${value}\n`] : [])).join('');
}

const PLUGINS: Readonly<Record<DockerCliState['plugin'], string>> = {
  installed: 'docker pier',
  absent: 'not added: pier docker plugin add',
  other: "another program is called 'docker pier'",
};

const OTHER_EXTENSION: Readonly<Record<'absent' | 'other', string | undefined>> = {
  absent: undefined,
  other: "'docker extension' is another program's, and left to it: use 'pier extension'",
};

function engineLine({ reason, name, host, isPier }: NonNullable<DockerCliState['use']>): string {
  const way = { DOCKER_HOST: 'DOCKER_HOST', context: `context '${name}'`, default: 'default' }[reason];
  if (isPier) return `Pier (${way})`;
  const change = reason === 'DOCKER_HOST' ? 'unset DOCKER_HOST first' : 'to use Pier: pier docker use';
  return `${host ?? 'cannot be read'} (${way}); ${change}`;
}
