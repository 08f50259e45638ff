import { describe, expect, it } from 'vitest';
import type { LayerFile } from '../../../shared/contract/image-layers.ts';
import { joinPath, parentPath, type TreeFolder, treeRows } from './tree-rows.ts';

const file = (name: string, kind: LayerFile['kind'] = 'file'): LayerFile => ({
  name,
  kind,
  change: 'added',
  sizeBytes: 1,
  mode: 'rw-r--r--',
});
const folder = (files: LayerFile[], more: Partial<TreeFolder> = {}): TreeFolder => ({
  files,
  total: files.length,
  loading: false,
  ...more,
});

describe('treeRows', () => {
  it('lists what is opened, in its place', () => {
    const folders = new Map([
      ['/', folder([file('usr', 'folder'), file('bin', 'link')])],
      ['/usr', folder([file('lib', 'folder'), file('x')], { total: 5 })],
      ['/usr/lib', folder([], { loading: true })],
    ]);
    const rows = (...expanded: string[]) =>
      treeRows(folders, new Set(expanded)).map(({ kind, path, depth }) => `${kind} ${path} ${depth}`);
    expect(rows()).toEqual(['file /usr 0', 'file /bin 0']);
    expect(rows('/usr', '/usr/lib', '/bin')).toEqual([
      'file /usr 0',
      'file /usr/lib 1',
      'note /usr/lib 2',
      'file /usr/x 1',
      'more /usr 1',
      'file /bin 0',
    ]);
    expect(treeRows(new Map(), new Set())).toEqual([]);
  });

  it('knows its way', () => {
    expect([joinPath('/', 'a'), joinPath('/a', 'b'), parentPath('/a/b'), parentPath('/a')]).toEqual([
      '/a',
      '/a/b',
      '/a',
      '/',
    ]);
  });
});
