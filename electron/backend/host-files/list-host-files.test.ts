import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostPath, listHostFiles } from './list-host-files.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pier-host-files-'));
  for (const name of ['app10', 'app2', '.git']) mkdirSync(join(folder, name));
  for (const name of ['Dockerfile', 'web.Dockerfile', 'secret.txt', 'compose.yaml', '.hidden.dockerfile']) {
    writeFileSync(join(folder, name), '');
  }
  symlinkSync(join(folder, 'app2'), join(folder, 'linked'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'broken'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const names = async (options: Partial<Parameters<typeof listHostFiles>[0]>) =>
  (await listHostFiles({ path: folder, files: 'none', hidden: false, ...options })).entries.map(
    ({ name, kind }) => (kind === 'folder' ? `${name}/` : name),
  );

describe('listHostFiles', () => {
  it('shows folders first, in the order people count, and only the sort of files asked for', async () => {
    expect(await names({})).toEqual(['app2/', 'app10/', 'linked/']);
    expect(await names({ files: 'dockerfiles' })).toEqual([
      'app2/',
      'app10/',
      'linked/',
      'Dockerfile',
      'web.Dockerfile',
    ]);
    expect(await names({ files: 'compose' })).toContain('compose.yaml');
    expect(await names({ files: 'dockerfiles', hidden: true })).toEqual(
      expect.arrayContaining(['.git/', '.hidden.dockerfile']),
    );
  });

  it('begins at home, and knows the way up and its end', async () => {
    const home = await listHostFiles({ files: 'none', hidden: false });
    expect(home).toMatchObject({ path: homedir(), home: homedir(), parent: dirname(homedir()) });
    expect(await listHostFiles({ path: '/', files: 'none', hidden: false })).not.toHaveProperty('parent');
    expect(hostPath('~/x')).toBe(join(homedir(), 'x'));
    expect(hostPath(`${folder}/app2/..`)).toBe(folder);
  });

  it.each([
    ['not/absolute', 'not an absolute path'],
    ['/no/such/folder', 'it is not there'],
    ['/dev/null', 'it is not a folder'],
  ])('says why %s cannot be opened', async (path, cause) => {
    await expect(listHostFiles({ path, files: 'none', hidden: false })).rejects.toMatchObject({
      code: 'path_unreadable',
      message: expect.stringContaining(cause),
    });
  });
});
