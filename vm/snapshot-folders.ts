import { readFileSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';

/**
 * The folders in which snapshots of the data disk are. They stay where the disk was when they were made, also after it
 * was moved.
 * @param book the file that lists them: of any version, since who looks for folders to hide needs no more than paths
 */
export function snapshotFolders(book: string): string[] {
  let kept: unknown;
  try {
    kept = JSON.parse(readFileSync(book, 'utf8'));
  } catch {
    return [];
  }
  const { snapshots } = (kept ?? {}) as { snapshots?: unknown };
  if (!Array.isArray(snapshots)) return [];
  const paths = snapshots.map((each) => (each as { path?: unknown } | null)?.path);
  return [...new Set(paths.flatMap((path) => (isPath(path) ? [dirname(path)] : [])))];
}

function isPath(path: unknown): path is string {
  return typeof path === 'string' && isAbsolute(path);
}
