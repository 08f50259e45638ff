import { resolve } from 'node:path';
import type { MachineDataState, MachineSnapshot } from '../../shared/contract/machine-data.ts';
import { AppError } from '../../shared/errors.ts';
import { printBytes } from '../../shared/model/settings.ts';
import type { PierFiles } from '../../vm/files.ts';
import { confirm } from './confirm.ts';
import type { BackendConnection } from './connect.ts';
import { followTask } from './follow-task.ts';
import { withAnyBackend } from './with-any-backend.ts';

/** `pier snapshot list`. */
export async function listSnapshots(
  files: PierFiles,
  entry: string,
  options: { json: boolean },
): Promise<void> {
  await withAnyBackend(files, entry, async (connection) => {
    const { snapshots } = await stateOf(connection);
    process.stdout.write(
      options.json ? `${JSON.stringify(snapshots, null, 2)}\n` : snapshots.map(rowOf).join(''),
    );
  });
}

/** `pier snapshot create <name>`. */
export async function createSnapshot(files: PierFiles, entry: string, name: string): Promise<void> {
  await withAnyBackend(files, entry, (connection) =>
    followTask(connection, () => connection.client.machineData.createSnapshot({ name })),
  );
}

/** `pier snapshot restore <name>`. */
export async function restoreSnapshot(
  files: PierFiles,
  entry: string,
  name: string,
  options: { yes: boolean },
): Promise<void> {
  await withAnyBackend(files, entry, async (connection) => {
    const { id } = await find(connection, name);
    await confirm('All containers, images and volumes become what they were then.', name, options.yes);
    await followTask(connection, () => connection.client.machineData.restoreSnapshot({ id }));
  });
}

/** `pier snapshot delete <name>`. */
export async function deleteSnapshot(
  files: PierFiles,
  entry: string,
  name: string,
  options: { yes: boolean },
): Promise<void> {
  await withAnyBackend(files, entry, async (connection) => {
    const { id, allocatedBytes } = await find(connection, name);
    await confirm(
      `It takes ${printBytes(allocatedBytes)} and cannot be restored any more.`,
      name,
      options.yes,
    );
    await connection.client.machineData.deleteSnapshot({ id });
    process.stdout.write(`Deleted '${name}'.\n`);
  });
}

/** `pier data export <path>`. */
export async function exportData(files: PierFiles, entry: string, path: string): Promise<void> {
  await withAnyBackend(files, entry, (connection) =>
    followTask(connection, () => connection.client.machineData.export({ to: resolve(path) })),
  );
}

/** `pier data import <file>`. */
export async function importData(
  files: PierFiles,
  entry: string,
  path: string,
  options: { yes: boolean },
): Promise<void> {
  await withAnyBackend(files, entry, async (connection) => {
    const { machineData } = connection.client;
    const found = await machineData.inspectExport({ path: resolve(path) });
    const made = new Date(found.createdAt).toLocaleString();
    await confirm(
      `Written on ${made} by Pier ${found.pier}: ${printBytes(found.dataBytes)} of data. It takes the place of all present data.`,
      'replace my data',
      options.yes,
    );
    await followTask(connection, () => machineData.import({ path: found.path }));
  });
}

/** `pier reset <what>`. */
export async function reset(
  files: PierFiles,
  entry: string,
  what: 'settings' | 'data' | 'factory',
  options: { yes: boolean },
): Promise<void> {
  await withAnyBackend(files, entry, async (connection) => {
    const { machineData } = connection.client;
    if (what === 'settings') {
      const { copy } = await machineData.resetSettings({});
      process.stdout.write(`All settings are at their defaults.${copy ? ` Before: ${copy}` : ''}\n`);
      return;
    }
    const isFactory = what === 'factory';
    await confirm(
      await lossOf(connection, isFactory),
      isFactory ? 'factory reset' : 'delete my data',
      options.yes,
    );
    await followTask(connection, () => (isFactory ? machineData.factoryReset({}) : machineData.clean({})));
  });
}

async function lossOf(connection: BackendConnection, isFactory: boolean): Promise<string> {
  const [{ contents }, { disk, snapshots }] = await Promise.all([
    connection.client.machineData.contents({}),
    stateOf(connection),
  ]);
  const counted =
    contents && `${contents.containers} containers, ${contents.images} images, ${contents.volumes} volumes`;
  return [
    'This goes:',
    `  ${counted ?? 'all containers, images and volumes'}${disk ? ` (${printBytes(disk.allocatedBytes)})` : ''}`,
    ...(isFactory ? [`  ${snapshots.length} snapshots, all settings, schedules and logs`] : []),
  ].join('\n');
}

async function stateOf({ client }: BackendConnection): Promise<MachineDataState> {
  const end = new AbortController();
  try {
    for await (const state of client.machineData.watch({}, { signal: end.signal })) return state;
  } finally {
    end.abort();
  }
  throw new AppError('connection_lost', 'Read the state of the data: Pier ended.', 'Try again.');
}

async function find(connection: BackendConnection, name: string): Promise<MachineSnapshot> {
  const { snapshots } = await stateOf(connection);
  const found = snapshots.find((each) => each.name === name || each.id === name);
  if (found) return found;
  throw new AppError(
    'snapshot_not_found',
    `Find the snapshot '${name}': there is none of that name.`,
    'See which there are: pier snapshot list',
  );
}

function rowOf({ name, createdAt, allocatedBytes, missing }: MachineSnapshot): string {
  const when = new Date(createdAt).toISOString().slice(0, 16).replace('T', ' ');
  return `${when}  ${(missing ? 'missing' : printBytes(allocatedBytes)).padStart(10)}  ${name}\n`;
}
