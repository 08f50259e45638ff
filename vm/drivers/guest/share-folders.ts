import { realpath, stat } from 'node:fs/promises';
import { isWithin, outermostFolders, whyNotShareable } from '../../../shared/model/shared-folders.ts';

/**
 * The folders of these that are there and can be shared, under the names that they are asked for and under their real
 * ones: a shell's $PWD is the real path where the home is a symbolic link. Without those that are in another one. Looked
 * at here as well as where they are set: a settings file may say anything, and a link lead anywhere since.
 * @param pierHome Pier's own folder, which is shared under no name
 */
export async function foldersThere(folders: readonly string[], pierHome: string): Promise<string[]> {
  const own = await namesOf(pierHome);
  const found = await Promise.all(
    folders.map(async (folder) => {
      const isFolder = await stat(folder).then(
        (entry) => entry.isDirectory(),
        () => false,
      );
      const names = isFolder ? await namesOf(folder) : [];
      if (names.some((name) => own.some((each) => isWithin(name, each)))) return [];
      return names.filter((name) => whyNotShareable(name, pierHome) === undefined);
    }),
  );
  return outermostFolders(found.flat());
}

/**
 * Under which names containers would see these paths in shared folders: their own, their real ones, and those by way of a
 * shared folder that is a link to where they are.
 */
export async function namesInShares(paths: readonly string[], folders: readonly string[]): Promise<string[]> {
  const names = (await Promise.all(paths.map(namesOf))).flat();
  const aliases = folders.map(async (folder) => {
    const real = await realpath(folder).catch(() => folder);
    const root = real === '/' ? '' : real;
    return names.filter((name) => isWithin(name, real)).map((name) => `${folder}${name.slice(root.length)}`);
  });
  return [...new Set([...names, ...(await Promise.all(aliases)).flat()])];
}

/** A path and its real one, where that is another. */
async function namesOf(path: string): Promise<string[]> {
  return [...new Set([path, await realpath(path).catch(() => path)])];
}
