import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { TarPiece } from '../../engine/files/tar-entries.ts';
import { ExtractBudget } from '../image/extract-tree.ts';
import type { ImageFiles } from '../image/image-files.ts';
import { fetchComposeFile } from './read-compose-file.ts';

/** Reads the compose file of an image that has these files in "/c". */
async function read(contents: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'pier-compose-'));
  const files = {
    async *entries(): AsyncGenerator<TarPiece> {
      for (const [name, content] of Object.entries(contents)) {
        yield {
          entry: {
            ...{ name: `c/${name}`, type: 'file', size: content.length, mode: 0o644, uid: 0, gid: 0 },
            modifiedAt: 0,
          },
          body: (async function* () {
            yield Buffer.from(content);
          })(),
        };
      }
    },
  } as unknown as ImageFiles;
  const budget = new ExtractBudget({ bytes: 1e6, entries: 100 });
  try {
    const { order } = await fetchComposeFile(
      { composefile: '/c/compose.yaml' },
      { files, folder: join(folder, 'vm'), name: 'org/ext', budget },
    );
    return order;
  } finally {
    await rm(folder, { recursive: true });
  }
}

it('takes what is its own', async () => {
  const own = { 'compose.yaml': 'include: [part.yaml]\nservices: {z: {env_file: e.env}, a: {}}' };
  expect(await read({ ...own, 'part.yaml': 'services: {b: {}}', 'e.env': 'A=1\nB="x: y"\n' })).toEqual([
    'z',
    'a',
  ]);
});

it.each([
  ['itself', { 'compose.yaml': 'services: {a: {env_file: /etc/passwd}}' }],
  [
    'a second document of a part',
    {
      'compose.yaml': 'include: [part.yaml]\nservices: {a: {}}',
      'part.yaml': 'services: {b: {}}\n---\nservices: {c: {env_file: ../../x}}',
    },
  ],
  [
    'the folder of a part',
    {
      'compose.yaml': 'include: [{path: part.yaml, project_directory: ../..}]\nservices: {a: {}}',
      'part.yaml': 'services: {c: {env_file: x}}',
    },
  ],
  ['what compose fetches by git', { 'compose.yaml': 'include: [git@host.test:x.git]\nservices: {a: {}}' }],
])('reads no file of this computer by %s', async (_, contents) => {
  await expect(read(contents)).rejects.toThrow('of this computer');
});
