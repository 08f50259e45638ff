import type { FileEntry, FilesAccess } from '../../../shared/contract/files.ts';
import { joinPath } from '../../../shared/file-path.ts';

export type FileMark = 'added' | 'modified' | 'deleted';

export interface FolderMarks {
  added: readonly string[];
  modified: readonly string[];
  deleted: readonly string[];
}

/** A line of the list: what is there, or what was and is deleted. */
export interface FileRow {
  path: string;
  entry: FileEntry;
  mark: FileMark | undefined;
  mount: FilesAccess['mounts'][number] | undefined;
}

export function toRows(
  folder: string,
  entries: readonly FileEntry[],
  marks: FolderMarks | undefined,
  mounts: FilesAccess['mounts'] = [],
): FileRow[] {
  const added = new Set(marks?.added);
  const modified = new Set(marks?.modified);
  const there = new Set(entries.map(({ name }) => name));
  const rows: FileRow[] = entries.map((entry) => {
    const path = joinPath(folder, entry.name);
    return {
      path,
      entry,
      mark: added.has(entry.name) ? 'added' : modified.has(entry.name) ? 'modified' : undefined,
      mount: mounts.find((each) => each.path === path),
    };
  });
  const deleted = (marks?.deleted ?? []).filter((name) => !there.has(name));
  return [...rows, ...deleted.map((name) => deletedRow(folder, name))];
}

function deletedRow(folder: string, name: string): FileRow {
  const entry: FileEntry = { name, type: 'file', size: 0, mode: 0, uid: 0, gid: 0, modifiedAt: 0 };
  return { path: joinPath(folder, name), entry, mark: 'deleted', mount: undefined };
}

/** Can be looked into: a folder, or a link that may lead to one. */
export function isFolder({ entry }: FileRow): boolean {
  return entry.type === 'folder' || (entry.type === 'link' && entry.targetType === 'folder');
}

export function isFile({ entry, mark }: FileRow): boolean {
  if (mark === 'deleted') return false;
  return entry.type === 'file' || (entry.type === 'link' && entry.targetType !== 'folder');
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** Folders first, names as people count. */
export function compareRows(a: FileRow, b: FileRow): number {
  return Number(isFolder(b)) - Number(isFolder(a)) || collator.compare(a.entry.name, b.entry.name);
}

/** "rwxr-xr-x", with the special bits as `ls` shows them. */
export function modeText(mode: number): string {
  const bits = [...'rwxrwxrwx'].map((letter, index) => (mode & (0o400 >> index) ? letter : '-'));
  const special = (index: number, bit: number, letter: string) => {
    if (mode & bit) bits[index] = bits[index] === 'x' ? letter : letter.toUpperCase();
  };
  special(2, 0o4000, 's');
  special(5, 0o2000, 's');
  special(8, 0o1000, 't');
  return bits.join('');
}
