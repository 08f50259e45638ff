import { stat } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import { SETTINGS } from '../../../shared/model/settings.ts';
import { cleanFolder, outermostFolders, whyNotShareable } from '../../../shared/model/shared-folders.ts';

/**
 * The folders as they are kept. One that was shared before may be gone: a disk that is not plugged in.
 * @throws AppError bad_input that names the folder and the reason
 */
export async function checkFolders(
  wanted: readonly string[],
  present: readonly string[],
  pierHome: string,
): Promise<string[]> {
  for (const folder of wanted) {
    const why = whyNotShareable(folder, pierHome) ?? (await whyNotThere(cleanFolder(folder), present));
    if (why === undefined) continue;
    throw new AppError(
      'bad_input',
      `Set '${SETTINGS.sharedFolders.name}' to '${folder}': ${why}.`,
      'Choose another folder of this computer, by its whole path.',
    );
  }
  return outermostFolders(wanted);
}

async function whyNotThere(folder: string, present: readonly string[]): Promise<string | undefined> {
  if (present.includes(folder)) return undefined;
  return stat(folder).then(
    (entry) => (entry.isDirectory() ? undefined : 'it is not a folder'),
    (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? 'it is not there' : `it cannot be looked at (${error.code})`,
  );
}
