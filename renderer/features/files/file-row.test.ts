import { describe, expect, it } from 'vitest';
import type { FileEntry } from '../../../shared/contract/files.ts';
import { compareRows, modeText, toRows } from './file-row.ts';

const entry = (name: string, type: FileEntry['type'] = 'file', more: Partial<FileEntry> = {}): FileEntry => ({
  name,
  type,
  size: 1,
  mode: 0o644,
  uid: 0,
  gid: 0,
  modifiedAt: 0,
  ...more,
});

describe('rows of a folder', () => {
  it('have marks, mounts, and what was deleted', () => {
    const marks = { added: ['new'], modified: ['old', 'gone'], deleted: ['lost', 'new'] };
    const mounts = [{ path: '/etc/data', type: 'volume', source: 'v' }];
    const rows = toRows('/etc', [entry('new'), entry('old'), entry('data', 'folder')], marks, mounts);
    expect(rows.map(({ path, mark, mount }) => [path, mark, mount?.source])).toEqual([
      ['/etc/new', 'added', undefined],
      ['/etc/old', 'modified', undefined],
      ['/etc/data', undefined, 'v'],
      ['/etc/lost', 'deleted', undefined],
    ]);
  });

  it('stand with folders first, and links to folders among them', () => {
    const entries = [
      entry('b10'),
      entry('b9'),
      entry('z', 'folder'),
      entry('l', 'link', { targetType: 'folder' }),
    ];
    expect(
      toRows('/', entries, undefined)
        .sort(compareRows)
        .map((row) => row.path),
    ).toEqual(['/l', '/z', '/b9', '/b10']);
  });
});

describe('modeText', () => {
  it('is as ls has it', () => {
    expect(modeText(0o755)).toBe('rwxr-xr-x');
    expect(modeText(0o4755)).toBe('rwsr-xr-x');
    expect(modeText(0o1777)).toBe('rwxrwxrwt');
    expect(modeText(0o2600)).toBe('rw---S---');
  });
});
