import { describe, expect, it } from 'vitest';
import type { FileType } from '../../../shared/contract/files.ts';
import { downloadUrl, draggable, makeTicket } from './drag-out.ts';
import { toRows } from './file-row.ts';

const entry = (name: string, type: FileType) => ({
  name,
  type,
  size: 1,
  mode: 0o644,
  uid: 0,
  gid: 0,
  modifiedAt: 0,
});
const rows = (folder: string, ...types: [name: string, type: FileType][]) =>
  toRows(
    folder,
    types.map(([name, type]) => entry(name, type)),
    undefined,
  );
const at = 'http://127.0.0.1:1/transfer/x';

describe('files that are dragged out', () => {
  it('are a file as it is, a folder as a tar, and several as a tar named after their folder', () => {
    expect(downloadUrl(rows('/srv', ['a.txt', 'file']), 'web', at)).toBe(
      `application/octet-stream:a.txt:${at}`,
    );
    expect(downloadUrl(rows('/', ['srv', 'folder']), 'web', at)).toBe(`application/x-tar:srv.tar:${at}`);
    const two = rows('/srv', ['a', 'file'], ['b', 'folder']);
    expect(downloadUrl(two, 'web', at)).toBe(`application/x-tar:srv.tar:${at}`);
    expect(downloadUrl(rows('/', ['a', 'file'], ['b', 'file']), 'web', at)).toContain(':web.tar:');
  });

  it('have a name that ends where the address begins', () => {
    expect(downloadUrl(rows('/', ['a:b\n\u001b[31m', 'file']), 'web', at)).toBe(
      `application/octet-stream:a_b__[31m:${at}`,
    );
  });

  it('are neither devices nor what was deleted', () => {
    const all = toRows('/', [entry('a', 'file'), entry('null', 'device'), entry('s', 'socket')], {
      added: [],
      modified: [],
      deleted: ['gone'],
    });
    expect(draggable(all).map(({ path }) => path)).toEqual(['/a']);
  });

  it('have a ticket as the backend takes it, never the same', () => {
    expect(makeTicket()).toMatch(/^[\w-]{43}$/);
    expect(makeTicket()).not.toBe(makeTicket());
  });
});
