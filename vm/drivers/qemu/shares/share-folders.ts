import { realpath, stat } from 'node:fs/promises';
import { outermostFolders } from '../../../../shared/model/shared-folders.ts';

/**
 * The folders of these that are there, under the names that they are asked for and under their real ones: a shell's
 * $PWD is the real path where the home is a symbolic link. Without those that are in another one.
 */
export async function foldersThere(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const isFolder = await stat(folder).then(
        (entry) => entry.isDirectory(),
        () => false,
      );
      return isFolder ? [folder, await realpath(folder).catch(() => folder)] : [];
    }),
  );
  return outermostFolders(found.flat());
}

/** A path and its real one, where that is another. */
export async function namesOf(path: string): Promise<string[]> {
  return [...new Set([path, await realpath(path).catch(() => path)])];
}
