import type { UpdateObstacle, UpdatesState } from '../../shared/contract/updates.ts';
import { AppError } from '../../shared/errors.ts';
import type { PierFiles } from '../../vm/files.ts';
import { connectBackend, withBackend } from './connect.ts';
import { type JsonOption, Tell } from './tell.ts';

const OBSTACLES: Readonly<Record<UpdateObstacle, string>> = {
  headless: 'it runs without the desktop app. Update it in the way that it was installed',
  sources: 'it is run from its sources. Use: git pull, and npm start',
  unpacked: 'it is a folder that nobody installed. Put a newer one in its place',
  package: 'it was installed by a package manager. Install the newer package',
  store: 'its store updates it',
  'read-only': 'it lies where you may not write. Have whoever installed it there replace it',
  elevated: 'it runs with the rights of an administrator. Start it as yourself',
  'no-source': 'it was built without an update server. Get newer versions from where you got this one',
  broken: "its updater does not work. See Pier's log, and get the newer version from where you got this one",
};

/**
 * `pier update`: looks for a newer version of the desktop app, and says what there is. It installs nothing.
 * @throws AppError `backend_not_running`, and what the check failed with
 */
export async function update(files: PierFiles, options: JsonOption): Promise<void> {
  const connection = await connectBackend(files.run.pierSocket);
  if (!connection) {
    throw new AppError('backend_not_running', 'Reach Pier: it does not run.', 'Start it with: pier start');
  }
  const state = await withBackend(connection, async ({ client }) => {
    for await (const known of client.updates.watch({})) {
      return known.update.kind === 'unavailable' ? known : await client.updates.check({});
    }
    throw new AppError('connection_lost', 'The connection to Pier was lost.', 'Try again.');
  });
  const tell = new Tell(options);
  tell.say(`${wordsOf(state)}\n`);
  tell.value(state);
}

/** @throws AppError where the last step failed */
export function wordsOf({ version, update: known }: UpdatesState): string {
  switch (known.kind) {
    case 'failed':
      throw AppError.fromData({ ...known.error, lastLines: undefined });
    case 'offline':
      throw new AppError(
        'update_offline',
        'Look for updates: the update server cannot be reached from here.',
        'Try again when you are online.',
      );
    case 'unavailable':
      return `Pier ${version} does not update itself: ${OBSTACLES[known.reason]}.`;
    case 'idle':
    case 'checking':
      return `Pier ${version} is the newest version.`;
    case 'available':
      return `Pier ${known.release.version} is available; this is ${version}. Settings > Software updates downloads it.`;
    case 'downloading':
      return `Pier ${known.release.version} is being downloaded; this is ${version}.`;
    case 'ready':
    case 'postponed':
    case 'installing':
      return `Pier ${known.release.version} is ready; this is ${version}. Settings > Software updates installs it.`;
  }
}
