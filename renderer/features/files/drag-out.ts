import { readableName } from '../../../shared/byte-string.ts';
import { folderOf, nameOf } from '../../../shared/file-path.ts';
import { type FileRow, isFile, isFolder } from './file-row.ts';

/** What of the rows can be taken along: what is there and has content. */
export function draggable(rows: readonly FileRow[]): FileRow[] {
  return rows.filter((row) => row.mark !== 'deleted' && (isFile(row) || isFolder(row)));
}

/**
 * What Chromium reads when files are dropped outside of it: "type:name:address". It fetches the address then. A file
 * comes as it is, a folder and several as a tar.
 * @param address absolute
 */
export function downloadUrl(rows: readonly FileRow[], rootName: string, address: string): string {
  const [first] = rows;
  if (!first) return '';
  const isOneFile = rows.length === 1 && isFile(first);
  const path = rows.length === 1 ? first.path : folderOf(first.path);
  const name = readableName(nameOf(path)) || rootName;
  // A colon would end the name, and other systems refuse it.
  const plain = name.replaceAll(/[:\p{Cc}]/gu, '_');
  return isOneFile
    ? `application/octet-stream:${plain}:${address}`
    : `application/x-tar:${plain}.tar:${address}`;
}

/** 32 random bytes, as the backend makes its own tickets. */
export function makeTicket(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
