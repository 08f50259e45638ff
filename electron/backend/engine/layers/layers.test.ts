import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { analyseLayers } from './analyse-layers.ts';
import { LayerView, modeText } from './layer-view.ts';
import { PathTree } from './path-tree.ts';
import { readSavedImage, type SavedLayer } from './saved-image.ts';

type File = Partial<Header> & { name: string; content?: string | Buffer };

async function tarOf(files: File[]): Promise<Buffer> {
  const tar = pack();
  for (const { content, ...header } of files) {
    if (content === undefined) tar.entry(header, () => {});
    else tar.entry(header, content);
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const folder = (name: string): File => ({ name, type: 'directory', mode: 0o755 });
const file = (name: string, size: number): File => ({ name, content: 'x'.repeat(size), mode: 0o644 });

/** Three layers: a base, one that changes, removes and replaces, and one that empties a folder. */
const LAYERS: File[][] = [
  [
    folder('etc/'),
    file('etc/hosts', 10),
    file('etc/passwd', 20),
    folder('opt/'),
    file('opt/big', 1000),
    folder('opt/deep/'),
    file('opt/deep/file', 300),
    { name: 'bin', type: 'symlink', linkname: 'usr/bin' },
    // Without its folders.
    file('usr/bin/tool', 500),
    { name: 'usr/bin/same', type: 'link', linkname: 'usr/bin/tool' },
  ],
  [
    folder('etc/'),
    file('etc/hosts', 15),
    file('etc/.wh.passwd', 0),
    file('etc/new', 5),
    folder('usr/'),
    folder('usr/bin/'),
    { ...file('usr/bin/tool', 500), mode: 0o4755 },
  ],
  [
    folder('opt/'),
    file('opt/.wh..wh..opq', 0),
    file('opt/big', 7),
    file('.wh..wh.aufs', 3),
    file('etc/<img src=x onerror=alert(1)>', 1),
  ],
];
const INSTRUCTIONS = ['FROM', 'RUN change', 'RUN empty'];

const CONFIG = JSON.stringify({
  rootfs: { diff_ids: ['sha256:0', 'sha256:1', 'sha256:2'] },
  history: [
    ...INSTRUCTIONS.slice(0, 2).map((text) => ({ created_by: text })),
    { created_by: 'ENV A=b', empty_layer: true },
    { created_by: INSTRUCTIONS[2] },
  ],
});

async function legacySave(): Promise<Buffer> {
  const tars = await Promise.all(LAYERS.map(tarOf));
  const manifest = [{ Config: 'c.json', Layers: ['a/layer.tar', 'b/layer.tar', 'c/layer.tar'] }];
  return tarOf([
    folder('c/'),
    ...['a', 'b', 'c'].flatMap((name, index) => [
      { name: `${name}/VERSION`, content: '1.0' },
      { name: `${name}/layer.tar`, content: tars[index] ?? '' },
    ]),
    { name: 'c.json', content: CONFIG },
    { name: 'manifest.json', content: JSON.stringify(manifest) },
  ]);
}

const zstd = (input: Buffer) => execFileSync('zstd', ['-cq'], { input });

async function ociSave(options: { pack?: (tar: Buffer) => Buffer; list: boolean }): Promise<Buffer> {
  const tars = await Promise.all(LAYERS.map(tarOf));
  const blobs = new Map<string, Buffer>();
  const put = (content: Buffer) => {
    const digest = createHash('sha256').update(content).digest('hex');
    blobs.set(`blobs/sha256/${digest}`, content);
    return `sha256:${digest}`;
  };
  const layers = tars.map((tar) => ({ digest: put(options.pack?.(tar) ?? tar) }));
  const config = { digest: put(Buffer.from(CONFIG)) };
  put(Buffer.from(JSON.stringify({ schemaVersion: 2, config, layers })));
  const path = ({ digest }: { digest: string }) => `blobs/${digest.replace(':', '/')}`;
  return tarOf([
    ...[...blobs].map(([name, content]) => ({ name, content })),
    { name: 'oci-layout', content: '{"imageLayoutVersion":"1.0.0"}' },
    ...(options.list
      ? [
          {
            name: 'manifest.json',
            content: JSON.stringify([{ Config: path(config), Layers: layers.map(path) }]),
          },
        ]
      : []),
  ]);
}

async function read(tar: Buffer, chunkSize = 777): Promise<{ tree: PathTree; layers: SavedLayer[] }> {
  const chunks: Buffer[] = [];
  for (let at = 0; at < tar.length; at += chunkSize) chunks.push(tar.subarray(at, at + chunkSize));
  const tree = new PathTree(1000);
  return { tree, layers: await readSavedImage(Readable.from(chunks), tree) };
}

describe('the layers of a saved image', () => {
  it.each([
    ['of old engines', () => legacySave()],
    ['in the OCI layout', () => ociSave({ list: true })],
    ['compressed', () => ociSave({ pack: gzipSync, list: true })],
    ['compressed by zstd', () => ociSave({ pack: zstd, list: true })],
    ['without the old list', () => ociSave({ pack: gzipSync, list: false })],
  ])('are read %s', async (_name, save) => {
    const { tree, layers } = await read(await save());
    const analysis = analyseLayers(tree, layers);
    expect(analysis.layers).toMatchObject([
      {
        index: 0,
        diffId: 'sha256:0',
        createdBy: 'FROM',
        sizeBytes: 1830,
        added: 7,
        changed: 0,
        removed: 0,
        wastedBytes: 0,
      },
      {
        index: 1,
        createdBy: 'RUN change',
        sizeBytes: 520,
        added: 1,
        changed: 2,
        removed: 1,
        wastedBytes: 530,
      },
      { index: 2, createdBy: 'RUN empty', sizeBytes: 8, added: 1, changed: 1, removed: 1, wastedBytes: 1300 },
    ]);
    expect(analysis).toMatchObject({ sizeBytes: 2358, wastedBytes: 1830, fileCount: 7 });
    expect(analysis.efficiency).toBeCloseTo(528 / 2358);
    expect(analysis.wasted.slice(0, 3)).toEqual([
      { path: '/opt/big', copies: 1, wastedBytes: 1000 },
      { path: '/usr/bin/tool', copies: 1, wastedBytes: 500 },
      { path: '/opt/deep/file', copies: 1, wastedBytes: 300 },
    ]);
  });

  it('are shown folder by folder: what each changed, and all there is', async () => {
    const { tree, layers } = await read(await legacySave());
    const view = (layer: number) =>
      new LayerView(
        tree,
        layers.slice(0, layer + 1).map(({ entries }) => entries),
      );
    const list = (layer: number, path: string, kept = false) =>
      view(layer)
        .files({ path, kept, sort: 'name', offset: 0, limit: 100 })
        ?.files.map((each) => `${each.name} ${each.kind} ${each.change} ${each.sizeBytes}`);
    expect(list(0, '/')).toEqual([
      'etc folder added 30',
      'opt folder added 1300',
      'usr folder added 500',
      'bin link added 0',
    ]);
    expect(list(1, '/')).toEqual(['etc folder changed 40', 'usr folder changed 500']);
    expect(list(1, '/etc')).toEqual(['hosts file changed 15', 'new file added 5', 'passwd file removed 20']);
    expect(list(1, '/', true)).toEqual([
      'etc folder changed 20',
      'opt folder kept 1300',
      'usr folder changed 500',
      'bin link kept 0',
    ]);
    expect(list(2, '/opt')).toEqual(['deep folder removed 300', 'big file changed 7']);
    expect(list(2, '/opt/deep')).toEqual(['file file removed 300']);
    expect(list(2, '/etc')).toEqual(['<img src=x onerror=alert(1)> file added 1']);
    expect(list(2, '/etc', true)).not.toContain(expect.stringContaining('passwd'));
    expect(list(2, '/nowhere')).toBeUndefined();
    expect(view(1).files({ path: '/etc', kept: false, sort: 'size', offset: 1, limit: 1 })).toMatchObject({
      total: 3,
      files: [{ name: 'hosts' }],
    });
    expect(
      view(1).files({ path: 'usr/bin/', kept: true, sort: 'name', offset: 0, limit: 9 })?.files,
    ).toMatchObject([
      { name: 'same', linkTarget: '/usr/bin/tool' },
      { name: 'tool', mode: 'rwsr-xr-x' },
    ]);
  });

  it('fail clearly where there is no image, part of one, or too much', async () => {
    await expect(read(await tarOf([file('hello', 3)]))).rejects.toThrow('no image');
    await expect(read((await legacySave()).subarray(0, 6000))).rejects.toThrow();
    const many = await tarOf(Array.from({ length: 2000 }, (_, index) => file(`${index}`, 0)));
    const list = JSON.stringify([{ Config: 'c', Layers: ['a/layer.tar'] }]);
    const save = await tarOf([
      { name: 'a/layer.tar', content: many },
      { name: 'manifest.json', content: list },
    ]);
    await expect(read(save)).rejects.toThrow('more than 1000 paths');
  });
});

describe('modeText', () => {
  it.each([
    [0o755, 'rwxr-xr-x'],
    [0o1777, 'rwxrwxrwt'],
    [0o2644, 'rw-r-Sr--'],
    [0, '---------'],
  ])('%o', (mode, text) => expect(modeText(mode)).toBe(text));
});
