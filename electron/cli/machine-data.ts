import { resolve } from 'node:path';
import type { MachineDataState, MachineSnapshot } from '../../shared/contract/machine-data.ts';
import { AppError } from '../../shared/errors.ts';
import { printBytes } from '../../shared/model/settings.ts';
import type { PierFiles } from '../../vm/files.ts';
import { silentLogger } from '../backend/log/logger.ts';
import { confirm } from './confirm.ts';
import type { BackendConnection } from './connect.ts';
import { followTask } from './follow-task.ts';
import { type JsonOption, Tell } from './tell.ts';
import { withAnyBackend } from './with-any-backend.ts';

/** Of what loses data. */
type Sure = JsonOption & { yes: boolean };

/** `pier snapshot list`. */
export async function listSnapshots(files: PierFiles, entry: string, options: JsonOption): Promise<void> {
  await withAnyBackend(files, entry, async (connection) => {
    const { snapshots } = await stateOf(connection);
    const tell = new Tell(options);
    tell.say(snapshots.map(rowOf).join(''));
    tell.value(snapshots);
  });
}

/** Those there are, to complete what is typed. */
export async function snapshotNames(files: PierFiles): Promise<string[]> {
  const { SnapshotBook } = await import('../backend/machine-data/snapshot-book.ts');
  const all = await new SnapshotBook({ path: files.snapshots, log: silentLogger }).all();
  return all.map(({ name }) => name);
}

/** `pier snapshot create <name>`. */
export async function createSnapshot(
  files: PierFiles,
  entry: string,
  name: string,
  options: JsonOption,
): Promise<void> {
  const tell = new Tell(options);
  await withAnyBackend(files, entry, async (connection) => {
    await followTask(connection, tell, () => connection.client.machineData.createSnapshot({ name }));
    if (tell.json) tell.value(await find(connection, name));
  });
}

/** `pier snapshot restore <name>`. */
export async function restoreSnapshot(
  files: PierFiles,
  entry: string,
  name: string,
  options: Sure,
): Promise<void> {
  const tell = new Tell(options);
  await withAnyBackend(files, entry, async (connection) => {
    const snapshot = await find(connection, name);
    const { id } = snapshot;
    await confirm('All containers, images and volumes become what they were then.', name, options);
    await followTask(connection, tell, () => connection.client.machineData.restoreSnapshot({ id }));
    tell.value(snapshot);
  });
}

/** `pier snapshot delete <name>`. */
export async function deleteSnapshot(
  files: PierFiles,
  entry: string,
  name: string,
  options: Sure,
): Promise<void> {
  await withAnyBackend(files, entry, async (connection) => {
    const snapshot = await find(connection, name);
    const size = printBytes(snapshot.allocatedBytes);
    await confirm(`It takes ${size} and cannot be restored any more.`, name, options);
    await connection.client.machineData.deleteSnapshot({ id: snapshot.id });
    const tell = new Tell(options);
    tell.say(`Deleted '${name}'.\n`);
    tell.value(snapshot);
  });
}

/** `pier data export <path>`. */
export async function exportData(
  files: PierFiles,
  entry: string,
  path: string,
  options: JsonOption,
): Promise<void> {
  const tell = new Tell(options);
  await withAnyBackend(files, entry, async (connection) => {
    const to = resolve(path);
    const task = await followTask(connection, tell, () => connection.client.machineData.export({ to }));
    tell.value({ ...task.result, bytes: task.currentBytes ?? null });
  });
}

/** `pier data import <file>`. */
export async function importData(
  files: PierFiles,
  entry: string,
  path: string,
  options: Sure,
): Promise<void> {
  const tell = new Tell(options);
  await withAnyBackend(files, entry, async (connection) => {
    const { machineData } = connection.client;
    const found = await machineData.inspectExport({ path: resolve(path) });
    const made = new Date(found.createdAt).toLocaleString();
    await confirm(
      `Written on ${made} by Pier ${found.pier}: ${printBytes(found.dataBytes)} of data. It takes the place of all present data.`,
      'replace my data',
      options,
    );
    await followTask(connection, tell, () => machineData.import({ path: found.path }));
    tell.value(found);
  });
}

/** `pier reset <what>`. */
export async function reset(
  files: PierFiles,
  entry: string,
  what: 'settings' | 'data' | 'factory',
  options: Sure,
): Promise<void> {
  const tell = new Tell(options);
  await withAnyBackend(files, entry, async (connection) => {
    const { machineData } = connection.client;
    if (what === 'settings') {
      const { copy } = await machineData.resetSettings({});
      tell.say(`All settings are at their defaults.${copy ? ` Before: ${copy}` : ''}\n`);
      tell.value({ reset: what, copy: copy ?? null });
      return;
    }
    const isFactory = what === 'factory';
    await confirm(
      await lossOf(connection, isFactory),
      isFactory ? 'factory reset' : 'delete my data',
      options,
    );
    await followTask(connection, tell, () =>
      isFactory ? machineData.factoryReset({}) : machineData.clean({}),
    );
    tell.value({ reset: what });
  });
}

async function lossOf(connection: BackendConnection, isFactory: boolean): Promise<string> {
  const [{ contents, logins }, { disk, snapshots }] = await Promise.all([
    connection.client.machineData.contents({}),
    stateOf(connection),
  ]);
  const counted =
    contents && `${contents.containers} containers, ${contents.images} images, ${contents.volumes} volumes`;
  return [
    'This goes:',
    `  ${counted ?? 'all containers, images and volumes'}${disk ? ` (${printBytes(disk.allocatedBytes)})` : ''}`,
    ...(isFactory ? [`  ${snapshots.length} snapshots, all settings, schedules and logs`] : []),
    ...(isFactory && logins.length > 0 ? [`  the logins that Pier keeps: ${logins.join(', ')}`] : []),
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
