import type { FileEntry } from '../../../../shared/contract/files.ts';
import { nameOf } from '../../../../shared/file-path.ts';
import type { TarEntry } from './tar-format.ts';

/** What an archive tells of a file. */
export function toFileEntry(entry: TarEntry): FileEntry {
  return {
    name: nameOf(entry.name),
    type: entry.type === 'hard link' ? 'file' : entry.type,
    size: entry.size,
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    modifiedAt: entry.modifiedAt,
    ...(entry.type === 'link' && entry.linkTarget !== undefined ? { linkTarget: entry.linkTarget } : {}),
  };
}
