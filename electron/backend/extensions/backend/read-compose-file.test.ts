import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { nameOf } from '../../../../shared/file-path.ts';
import type { TarPiece } from '../../engine/files/tar-entries.ts';
import { ExtractBudget } from '../image/extract-tree.ts';
import type { ImageFiles } from '../image/image-files.ts';
import { fetchComposeFile } from './read-compose-file.ts';

async function* empty(): AsyncGenerator<Buffer> {}

/** Brings the compose file of an image with these files here: by their paths in it. */
async function fetched(image: Record<string, string>, vm: Parameters<typeof fetchComposeFile>[0]) {
  const home = await mkdtemp(join(tmpdir(), 'pier-compose-'));
  const files = {
    async *entries(path: string): AsyncGenerator<TarPiece> {
      const before = path === '/' ? '/' : `${path}/`;
      const plain = { mode: 0o644, uid: 0, gid: 0, modifiedAt: 0 };
      if (Object.keys(image).some((name) => name.startsWith(before)))
        yield { entry: { ...plain, name: 'root', type: 'folder', size: 0 }, body: empty() };
      for (const [name, content] of Object.entries(image)) {
        if (name !== path && !name.startsWith(before)) continue;
        // The first part of a name in an archive is that of what was asked for.
        const below = name === path ? nameOf(path) : `root/${name.slice(before.length)}`;
        yield {
          entry: { ...plain, name: below, type: 'file', size: content.length },
          body: (async function* () {
            yield Buffer.from(content);
          })(),
        };
      }
    },
  } as unknown as ImageFiles;
  const budget = new ExtractBudget({ bytes: 1e6, entries: 100 });
  const folder = join(home, 'vm');
  try {
    const { file, order } = await fetchComposeFile(vm, { files, folder, name: 'org/ext', budget });
    const there = await readdir(folder, { recursive: true, withFileTypes: true });
    const names = there
      .filter((each) => each.isFile())
      .map((each) => relative(folder, join(each.parentPath, each.name)));
    return { file: relative(folder, file), order, names: names.sort(), text: await readFile(file, 'utf8') };
  } finally {
    await rm(home, { recursive: true });
  }
}

/** The order of the services of an image that has these files in "/c". */
async function read(contents: Record<string, string>) {
  const image = Object.fromEntries(Object.entries(contents).map(([name, text]) => [`/c/${name}`, text]));
  return (await fetched(image, { composefile: '/c/compose.yaml' })).order;
}

describe('the file of an extension', () => {
  const services =
    'version: "3.9"\nname: other\nservices: {z: {env_file: conf/z.env}, a: {volumes: [./conf:/c]}}';
  const image = {
    '/compose.yaml': services,
    '/conf/z.env': 'A=1',
    '/usr/bin/large': 'not for compose',
    '/backend/compose.yaml': services,
    '/backend/conf/z.env': 'A=2',
  };

  it.each(['compose.yaml', '/compose.yaml', './compose.yaml'])(
    'in the root of the image comes with what it names alone: %s',
    async (composefile) => {
      expect(await fetched(image, { composefile })).toMatchObject({
        file: 'compose.yaml',
        order: ['z', 'a'],
        names: ['compose.yaml', 'conf/z.env'],
      });
    },
  );

  it.each(['backend/compose.yaml', '/backend/compose.yaml'])(
    'in a folder comes with all of that: %s',
    async (composefile) => {
      const { file, names } = await fetched({ ...image, '/backend/more/x': 'x' }, { composefile });
      expect([file, names]).toEqual(['compose.yaml', ['compose.yaml', 'conf/z.env', 'more/x']]);
    },
  );

  it.each([`\${DESKTOP_PLUGIN_IMAGE}`, 'other/image:2'])(
    'is made for an image that runs as it is: %s',
    async (name) => {
      const made = await fetched({}, { image: name });
      expect(made.order).toEqual(['service']);
      expect(parse(made.text)).toEqual({ services: { service: { image: name } } });
    },
  );

  it.each<[string, Parameters<typeof fetchComposeFile>[0], string]>([
    ['is not there', { composefile: 'none.yaml' }, "its image has no '/none.yaml', which its metadata names"],
    ['is not there, nor its folder', { composefile: '/no/c.yaml' }, "its image has no '/no/c.yaml'"],
    ['is a folder', { composefile: '/backend' }, "its image has no '/backend'"],
    ['is rubbish', { composefile: '/rubbish/c.yaml' }, 'its compose file cannot be understood'],
    ['is rubbish in the root', { composefile: '/rubbish.yaml' }, 'its compose file cannot be understood'],
    ['is not named', {}, 'its metadata names neither an image nor a compose file'],
  ])('is refused where it %s', async (_, vm, message) => {
    const rubbish = 'services: {a: [\n\t- :}';
    const broken = { ...image, '/rubbish/c.yaml': rubbish, '/rubbish.yaml': rubbish };
    await expect(fetched(broken, vm)).rejects.toMatchObject({
      code: 'extension_invalid',
      message: expect.stringContaining(message),
    });
  });
});

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
