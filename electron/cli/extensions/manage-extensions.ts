import type { Extension, ExtensionBackend } from '../../../shared/contract/extensions.ts';
import { EXTENSION_API_VERSION } from '../../../shared/model/extension-api-version.ts';
import type { PierFiles } from '../../../vm/files.ts';
import { VERSION } from '../../version.ts';
import { connectBackend, withBackend } from '../connect.ts';
import { followTask } from '../follow-task.ts';
import { type JsonOption, Tell } from '../tell.ts';
import { withAnyBackend } from '../with-any-backend.ts';
import { dockerTable } from './docker-table.ts';
import { readExtensions, requireExtension } from './find-extension.ts';

/** `pier extension ls`: the docker command's table. */
export async function list(files: PierFiles, entry: string, options: JsonOption): Promise<void> {
  const tell = new Tell(options);
  const { extensions, areOn, apiVersion } = await withAnyBackend(files, entry, readExtensions);
  tell.say(extensionTable(extensions));
  if (!areOn) tell.say('Extensions are off: pier extension enable\n');
  // An icon is for eyes.
  tell.value({ areOn, apiVersion, extensions: extensions.map(({ icon: _, ...rest }) => rest) });
}

/** `pier extension rm`: tells what went with it, and what stays. @throws AppError */
export async function remove(
  files: PierFiles,
  entry: string,
  name: string,
  { keepVolumes, ...options }: JsonOption & { keepVolumes: boolean },
): Promise<void> {
  const tell = new Tell(options);
  await withAnyBackend(files, entry, async (connection) => {
    const { id, title, image } = await requireExtension(connection, name);
    const { extensions } = connection.client;
    const removal = await extensions.removal({ id });
    tell.say(`Removing extension ${image}...\n`);
    await followTask(connection, tell, () => extensions.remove({ id, volumes: !keepVolumes }));
    const { leaves } = removal;
    const went = [
      ...removal.containers.map((each) => `container ${each}`),
      ...removal.networks.map((each) => `network ${each}`),
      ...(keepVolumes ? [] : removal.volumes.map((each) => `volume ${each}`)),
      ...(removal.image ? [`image ${removal.image}`] : []),
    ];
    const stays = [
      ...leaves.containers.map((each) => `container ${each}`),
      ...(keepVolumes ? removal.volumes.map((each) => `volume ${each}`) : []),
      ...leaves.images.map((each) => `image ${each}`),
    ];
    for (const each of went) tell.say(`Removed ${each}\n`);
    for (const each of stays) tell.say(`Left ${each}\n`);
    tell.say(`Extension "${title}" removed\n`);
    tell.value({ id, image, removed: went, left: stays });
  });
}

/** `pier extension enable|disable`: one, or without a name all of them, by the setting. @throws AppError */
export async function setEnabled(
  files: PierFiles,
  entry: string,
  name: string | undefined,
  enabled: boolean,
  options: JsonOption,
): Promise<void> {
  if (name === undefined) {
    const { configSet } = await import('../config.ts');
    return configSet(files, 'extensions', enabled ? 'on' : 'off', options);
  }
  const tell = new Tell(options);
  await withAnyBackend(files, entry, async (connection) => {
    const { id, image, title } = await requireExtension(connection, name);
    await followTask(connection, tell, () => connection.client.extensions.setEnabled({ id, enabled }));
    tell.say(`Extension "${title}" ${enabled ? 'enabled' : 'disabled'}\n`);
    tell.value({ id, image, enabled });
  });
}

/** `pier extension version`. */
export async function extensionVersion(files: PierFiles, options: JsonOption): Promise<void> {
  const connection = await connectBackend(files.run.pierSocket);
  const serverApi = connection
    ? (await withBackend(connection, readExtensions)).apiVersion
    : EXTENSION_API_VERSION;
  const tell = new Tell(options);
  tell.say(`Client Version: v${VERSION}\nServer API Version: ${serverApi}\n`);
  tell.value({ client: VERSION, serverApi });
}

/** To complete what is typed. Of a Pier that runs alone. */
export async function extensionNames(files: PierFiles): Promise<string[]> {
  const connection = await connectBackend(files.run.pierSocket);
  if (!connection) return [];
  const { extensions } = await withBackend(connection, readExtensions);
  return extensions.map(({ repository }) => repository);
}

/** Exported for tests. */
export function extensionTable(extensions: readonly Extension[]): string {
  const rows = extensions.map(({ repository, vendor, version, page, backend, abilities, enabled }) => {
    const programs = abilities.filter(({ kind }) => kind === 'host-program').length;
    return [
      repository,
      vendor,
      version,
      page ? `1 tab(${page.title})` : '-',
      backend ? vmCell(backend) : enabled ? '-' : 'Disabled',
      programs > 0 ? `${programs} ${programs === 1 ? 'binary' : 'binaries'}` : '-',
    ];
  });
  return dockerTable([['ID', 'PROVIDER', 'VERSION', 'UI', 'VM', 'HOST'], ...rows]);
}

const STATES: Readonly<Record<ExtensionBackend['state'], string>> = {
  off: 'Disabled',
  unknown: 'Unknown',
  starting: 'Starting',
  running: 'Running',
  done: 'Done',
  stopped: 'Stopped',
  failing: 'Failing',
};

function vmCell({ state, services }: ExtensionBackend): string {
  return state === 'off' || state === 'unknown' ? STATES[state] : `${STATES[state]}(${services.length})`;
}
