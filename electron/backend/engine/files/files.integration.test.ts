import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busyboxTar, importBusybox } from '../../../../e2e/fixtures/busybox-image.ts';
import { startDockerd, type TestDockerd } from '../../../../e2e/fixtures/dockerd.ts';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import { bytesToString } from '../../../../shared/byte-string.ts';
import type { FileEntry, FilesAccess, FileTarget } from '../../../../shared/contract/files.ts';
import { silentLogger } from '../../log/logger.ts';
import { TransferDesk } from '../../transfers/transfer-desk.ts';
import { Engine } from '../engine.ts';
import type { Storage } from '../storage.ts';
import { testStorage } from '../test-storage.ts';
import { filesHandlers } from './files-handlers.ts';
import { tarEntries } from './tar-entries.ts';

let dockerd: TestDockerd;
let engine: Engine;
let storage: Storage;
let transfers: TransferDesk;
let files: ReturnType<typeof filesHandlers>;

beforeAll(async () => {
  dockerd = await startDockerd({ tls: true });
  await importBusybox(dockerd.docker);
  const source = new TestSource(dockerd.tls);
  engine = new Engine({ source, log: silentLogger });
  storage = testStorage({ engine, source });
  transfers = new TransferDesk({ log: silentLogger });
  files = filesHandlers({ engine, transfers, access: storage.files });
});

afterAll(async () => {
  await storage?.dispose();
  transfers?.dispose();
  engine?.dispose();
  await dockerd?.stop();
});

const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();
const context = () => ({ role: 'ui' as const, signal: new AbortController().signal });
const container = (id: string): FileTarget => ({ kind: 'container', id });

async function list(target: FileTarget, path: string, fresh = false) {
  const entries = new Map<string, FileEntry>();
  let access: FilesAccess | undefined;
  let readBytes = 0;
  for await (const item of files.list({ target, path, fresh }, context())) {
    if (item.kind === 'access') access = item.access;
    else if (item.kind === 'progress') readBytes = item.readBytes;
    else for (const entry of item.entries) entries.set(entry.name, entry);
  }
  return { entries, access, readBytes, names: [...entries.keys()].sort() };
}

const read = (target: FileTarget, path: string) => files.read({ target, path }, context());
const write = (
  target: FileTarget,
  path: string,
  content: string,
  expected?: 'nothing' | { size: number; modifiedAt: number },
) =>
  files.write(
    { target, path, text: content, encoding: 'utf-8', lineEnding: 'lf', ...(expected ? { expected } : {}) },
    context(),
  );

async function upload(target: FileTarget, path: string, content: Buffer, replace = false) {
  const { url } = await files.upload({ target, path, size: content.length, replace }, context());
  const body = Readable.from([content]);
  const answer = await transfers.handle({ method: 'PUT', path: url, body, signal: context().signal });
  return JSON.parse(answer.body as string) as { value?: object; error?: { code: string } };
}

async function download(target: FileTarget, path: string) {
  const { url, fileName } = await files.download({ target, path }, context());
  const answer = await transfers.handle({
    method: 'GET',
    path: url,
    body: undefined,
    signal: context().signal,
  });
  const content =
    typeof answer.body === 'string' ? Buffer.from(answer.body) : await buffer(answer.body as Readable);
  return { fileName, content, headers: answer.headers };
}

/** Names no JSON of the engine can carry, a line end, quotes, and what a shell would take for more than a name. */
const HOSTILE = ['-rf', 'it\'s "q" $(id) `id`', 'two\nlines', '<b>.html', '\u202egnp.exe', ' '];
const NO_UTF8 = bytesToString(Buffer.from([0x66, 0xff, 0xfe, 0x2e, 0x74]));

/** Makes the same tree in any container with a shell. */
const TREE = `
  mkdir -p /work/sub/deep /work/empty; cd /work
  printf 'hello\\n' > plain.txt; chmod 640 plain.txt; chown 1000:999 plain.txt
  ln -s plain.txt link; ln -s sub folder-link; ln -s /nowhere broken; ln -s /work/sub/deep /work/absolute
  mkfifo pipe; chown 1000:999 /work/sub; printf x > sub/deep/x
  printf 'caf\\351\\n' > latin1.txt; printf 'a\\r\\nb\\r\\n' > crlf.txt; printf '\\0\\1\\2' > binary
  for i in $(busybox seq 1 400); do : > "sub/f$i"; done
  dd if=/dev/zero of=big bs=1024 count=1100 2>/dev/null; yes 'some text' | head -c 1200000 > big.txt
  : > "$(printf 'f\\377\\376.t')"; : > -rf; : > "it's \\"q\\" \\$(id) \\\`id\\\`"; : > "$(printf 'two\\nlines')"
  : > '<b>.html'; : > "$(printf '\\342\\200\\256gnp.exe')"; : > ' '`;

/** What every way to the files must be able to do. */
function behavesLikeFiles(make: () => FileTarget, root = '/work') {
  const at = (path: string) => (root === '' ? path : `${root}${path}`);
  const rootPath = root === '' ? '/' : root;

  it('lists what is there, whatever its name', async () => {
    const { entries, names } = await list(make(), rootPath);
    expect(names).toEqual(
      [
        ...[
          'plain.txt',
          'link',
          'folder-link',
          'broken',
          'absolute',
          'pipe',
          'sub',
          'empty',
          'big',
          'big.txt',
        ],
        ...['latin1.txt', 'crlf.txt', 'binary', NO_UTF8, ...HOSTILE],
      ].sort(),
    );
    expect(entries.get('plain.txt')).toMatchObject({
      type: 'file',
      size: 6,
      mode: 0o640,
      uid: 1000,
      gid: 999,
    });
    expect(entries.get('plain.txt')?.modifiedAt).toBeGreaterThan(Date.now() - 3_600_000);
    expect(entries.get('sub')).toMatchObject({ type: 'folder', mode: 0o755 });
    expect(entries.get('link')).toMatchObject({ type: 'link', linkTarget: 'plain.txt' });
    expect(entries.get('broken')).toMatchObject({ type: 'link', linkTarget: '/nowhere' });
    expect(entries.get('pipe')).toMatchObject({ type: 'pipe' });
    expect((await list(make(), at('/empty'))).names).toEqual([]);
    expect((await list(make(), at('/sub'))).names).toHaveLength(401);
    expect((await list(make(), at('/folder-link'))).names).toHaveLength(401);
    await expect(list(make(), at('/nothing'))).rejects.toMatchObject({ code: 'file_not_found' });
  });

  it('reads text with its encoding and line ends, and tells it from what is none', async () => {
    const target = make();
    expect(await read(target, at('/plain.txt'))).toMatchObject({
      kind: 'text',
      text: 'hello\n',
      encoding: 'utf-8',
      lineEnding: 'lf',
    });
    expect(await read(target, at('/link'))).toMatchObject({
      text: 'hello\n',
      entry: { type: 'file', size: 6 },
    });
    expect(await read(target, at('/latin1.txt'))).toMatchObject({ text: 'café\n', encoding: 'latin1' });
    expect(await read(target, at('/crlf.txt'))).toMatchObject({ text: 'a\nb\n', lineEnding: 'crlf' });
    expect(await read(target, at('/binary'))).toMatchObject({ kind: 'binary', base64: 'AAEC' });
    expect(await read(target, at('/big'))).toMatchObject({ kind: 'binary', entry: { size: 1100 * 1024 } });
    expect(await read(target, at('/big.txt'))).toMatchObject({
      kind: 'large text',
      text: expect.stringMatching(/^some text\n/),
    });
    expect(await read(target, at(`/${NO_UTF8}`))).toMatchObject({ kind: 'text', text: '' });
    await expect(read(target, at('/pipe'))).rejects.toMatchObject({ code: 'bad_input' });
    await expect(read(target, at('/sub'))).rejects.toMatchObject({ code: 'bad_input' });
    await expect(read(target, at('/broken'))).rejects.toMatchObject({ code: 'file_not_found' });
  });

  it('writes a file in place: its mode and owner stay, and nobody is overwritten unawares', async () => {
    const target = make();
    const before = await read(target, at('/plain.txt'));
    const written = await write(target, at('/plain.txt'), 'new\n', before.entry);
    expect(written).toMatchObject({ size: 4, mode: 0o640, uid: 1000, gid: 999 });
    await expect(write(target, at('/plain.txt'), 'lost', before.entry)).rejects.toMatchObject({
      code: 'file_changed',
    });
    await write(target, at('/link'), 'through the link\n');
    expect(await read(target, at('/plain.txt'))).toMatchObject({ text: 'through the link\n' });
    expect((await list(target, rootPath)).entries.get('link')?.type).toBe('link');
    // What is new belongs to whom its folder belongs to.
    expect(await write(target, at('/sub/new.txt'), '', 'nothing')).toMatchObject({
      uid: 1000,
      gid: 999,
      mode: 0o644,
    });
    await expect(write(target, at('/sub/new.txt'), 'x', 'nothing')).rejects.toMatchObject({
      code: 'file_exists',
    });
    await expect(write(target, at('/no/such/folder.txt'), 'x')).rejects.toMatchObject({
      code: 'file_not_found',
    });
    await write(target, at(`/${NO_UTF8}`), 'bytes\n');
    expect(await read(target, at(`/${NO_UTF8}`))).toMatchObject({ text: 'bytes\n' });
  });

  it('makes, renames and removes, with hostile names too', async () => {
    const target = make();
    await files.makeFolder({ target, path: at('/made') }, context());
    await expect(files.makeFolder({ target, path: at('/made') }, context())).rejects.toMatchObject({
      code: 'file_exists',
    });
    await write(target, at('/made/a'), 'a');
    await files.rename({ target, from: at('/made'), to: at('/sub/moved') }, context());
    expect(await read(target, at('/sub/moved/a'))).toMatchObject({ text: 'a' });
    await expect(
      files.rename({ target, from: at('/sub/moved'), to: at('/empty') }, context()),
    ).rejects.toMatchObject({ code: 'file_exists' });
    await expect(
      files.rename({ target, from: at('/sub'), to: at('/sub/deep/in') }, context()),
    ).rejects.toMatchObject({ code: 'file_refused' });
    await files.rename({ target, from: at(`/${NO_UTF8}`), to: at('/now-utf8') }, context());
    for (const [i, name] of HOSTILE.entries()) {
      await files.rename({ target, from: at(`/${name}`), to: at(`/sub/${name}${i}`) }, context());
    }
    expect((await list(target, at('/sub'))).names).toEqual(
      expect.arrayContaining(HOSTILE.map((name, i) => `${name}${i}`)),
    );
    const paths = ['/sub', '/broken', '/folder-link', '/pipe', '/now-utf8'].map(at);
    await files.remove({ target, paths }, context());
    expect((await list(target, rootPath, true)).names).toEqual(
      ['absolute', 'big', 'big.txt', 'binary', 'crlf.txt', 'empty', 'latin1.txt', 'link', 'plain.txt'].sort(),
    );
    await expect(files.remove({ target, paths: [at('/sub')] }, context())).rejects.toMatchObject({
      code: 'file_not_found',
    });
    await expect(files.remove({ target, paths: ['/'] }, context())).rejects.toMatchObject({
      code: 'file_refused',
    });
  });

  it('uploads and downloads: files as they are, folders as tars', async () => {
    const target = make();
    const content = Buffer.alloc(3_000_001, 'abcdefg');
    expect(await upload(target, at('/empty/up.bin'), content)).toEqual({ value: {} });
    const file = await download(target, at('/empty/up.bin'));
    expect(file.fileName).toBe('up.bin');
    expect(file.headers['content-length']).toBe(String(content.length));
    expect(file.content.equals(content)).toBe(true);
    await expect(upload(target, at('/empty/up.bin'), content)).rejects.toMatchObject({ code: 'file_exists' });
    expect(await upload(target, at('/empty/up.bin'), Buffer.from('less'), true)).toEqual({ value: {} });
    expect((await download(target, at('/empty/up.bin'))).content.toString()).toBe('less');
    const folder = await download(target, at('/empty'));
    expect(folder.fileName).toBe('empty.tar');
    const found: string[] = [];
    for await (const { entry } of tarEntries(Readable.from([folder.content]))) found.push(entry.name);
    expect(found.sort()).toEqual(['empty', 'empty/up.bin']);
    // One that breaks off leaves what was there.
    const { url } = await files.upload(
      { target, path: at('/empty/up.bin'), size: 10_000, replace: true },
      context(),
    );
    const broken = await transfers.handle({
      method: 'PUT',
      path: url,
      body: Readable.from([Buffer.from('a part')]),
      signal: context().signal,
    });
    expect(JSON.parse(broken.body as string)).toHaveProperty('error');
    expect((await list(target, at('/empty'), true)).names).toEqual(['up.bin']);
    expect((await download(target, at('/empty/up.bin'))).content.toString()).toBe('less');
  });
}

describe('files of a running container', () => {
  beforeAll(async () => {
    await docker(
      'run',
      '-d',
      '--name',
      'running',
      '--tmpfs',
      '/mem',
      'busybox',
      'sh',
      '-c',
      `${TREE}; exec sleep 1000`,
    );
    while (!(await docker('exec', 'running', 'ls', '/work')).includes('gnp.exe'));
  });
  behavesLikeFiles(() => container('running'));

  it('sees what is in memory, by the names of its owners', async () => {
    const target = container('running');
    await write(target, '/mem/note', 'kept in memory\n');
    expect(await docker('exec', 'running', 'cat', '/mem/note')).toBe('kept in memory');
    expect((await list(target, '/')).entries.get('mem')).toMatchObject({ user: 'root', group: 'root' });
    expect(await read(target, '/proc/1/comm')).toMatchObject({ kind: 'text', text: 'sleep\n' });
    expect((await list(target, '/mem')).access).toMatchObject({ hasShell: true, isRunning: true });
    const names: string[] = [];
    for await (const { entry } of tarEntries(Readable.from([(await download(target, '/mem')).content]))) {
      names.push(entry.name);
    }
    expect(names).toEqual(['mem', 'mem/note']);
  });

  it('tells what differs from the image', async () => {
    await docker('exec', 'running', 'sh', '-c', 'rm /bin/ash; echo x >> /etc/passwd; : > /etc/new');
    await expect
      .poll(() => files.changes({ id: 'running', path: '/etc' }, context()), { timeout: 20_000 })
      .toEqual({ added: ['new'], modified: ['passwd'], deleted: [] });
    expect(await files.changes({ id: 'running', path: '/bin' }, context())).toMatchObject({
      deleted: ['ash'],
    });
    expect((await files.changes({ id: 'running', path: '/' }, context())).modified).toContain('etc');
  });

  it('does not remove where something is mounted', async () => {
    await docker('run', '-d', '--name', 'mounted', '-v', 'precious:/srv/data', 'busybox', 'sleep', '1000');
    for (const path of ['/srv/data', '/srv']) {
      await expect(
        files.remove({ target: container('mounted'), paths: [path] }, context()),
      ).rejects.toMatchObject({
        code: 'file_refused',
        message: expect.stringContaining("volume 'precious'"),
      });
    }
    await docker(
      'exec',
      'mounted',
      'sh',
      '-c',
      'echo kept > /srv/data/file; ln -s srv /way; ln -s /way /far',
    );
    const refused = { code: 'file_refused', message: expect.stringContaining('mounted') };
    const target = container('mounted');
    const tryAll = async () => {
      for (const path of ['/far/data', '/way/data']) {
        await expect(files.remove({ target, paths: [path] }, context())).rejects.toMatchObject(refused);
        await expect(files.rename({ target, from: path, to: '/x' }, context())).rejects.toMatchObject(
          refused,
        );
      }
    };
    await tryAll();
    await docker('kill', 'mounted');
    await tryAll();
    // A link itself may go.
    await files.remove({ target, paths: ['/far'] }, context());
    expect(await docker('run', '--rm', '-v', 'precious:/p', 'busybox', 'cat', '/p/file')).toBe('kept');
  });
});

describe('files of a stopped container', () => {
  beforeAll(async () => {
    await docker(
      'run',
      '--name',
      'stopped',
      '-v',
      'kept:/vol',
      'busybox',
      'sh',
      '-c',
      `${TREE}; echo in > /vol/file`,
    );
  });
  behavesLikeFiles(() => container('stopped'));

  it('reads its volumes as well, and is read again when asked', async () => {
    const target = container('stopped');
    const { names, access } = await list(target, '/');
    expect(names).toEqual(expect.arrayContaining(['bin', 'work', 'vol']));
    expect(access).toMatchObject({
      hasShell: false,
      isRunning: false,
      mounts: [{ path: '/vol', type: 'volume', source: 'kept' }],
    });
    expect((await list(target, '/vol')).names).toEqual(['file']);
    await dockerd.docker.run(['cp', '-', 'stopped:/work'], { input: await busyboxTar() });
    expect((await list(target, '/work', true)).names).toContain('bin');
  });

  it('says that the container is gone', async () => {
    await docker('create', '--name', 'gone', 'busybox');
    await list(container('gone'), '/');
    await docker('rm', 'gone');
    await expect(list(container('gone'), '/')).rejects.toMatchObject({ code: 'container_not_found' });
    await expect(read(container('gone'), '/etc/passwd')).rejects.toMatchObject({
      code: 'container_not_found',
    });
  });
});

describe('files of a running container whose image has no shell', () => {
  beforeAll(async () => {
    const script = `${TREE}; cp /bin/busybox /busybox; rm -rf /bin`;
    await docker('run', '--name', 'maker', 'busybox', 'sh', '-c', script);
    await docker('commit', '--change', 'ENTRYPOINT ["/busybox", "sleep", "1000"]', 'maker', 'no-shell');
    await docker('run', '-d', '--name', 'shellless', 'no-shell');
  });
  behavesLikeFiles(() => container('shellless'));

  it('says that it is read from an archive', async () => {
    expect((await list(container('shellless'), '/')).access).toMatchObject({
      hasShell: false,
      isRunning: true,
    });
  });
});

describe('files of a volume', () => {
  const target: FileTarget = { kind: 'volume', name: 'stored' };
  beforeAll(async () => {
    await docker('run', '--rm', '-v', 'stored:/work', 'busybox', 'sh', '-c', TREE);
    await docker(
      'run',
      '--rm',
      '-v',
      'stored:/work',
      'busybox',
      'sh',
      '-c',
      'cd /work; rm absolute; ln -s sub/deep absolute',
    );
  });
  behavesLikeFiles(() => target, '');

  it('goes through a helper that lists do not need to show, and that is gone afterwards', async () => {
    await list(target, '/');
    expect(await docker('ps', '-q', '--filter', 'label=com.pier.helper')).not.toBe('');
    await storage.helpers.close('stored');
    expect(await docker('ps', '-aq', '--filter', 'label=com.pier.helper')).toBe('');
    expect(await docker('images', '-aq', '--filter', 'label=com.pier.helper')).toBe('');
    await expect(list({ kind: 'volume', name: 'nothing' }, '/')).rejects.toMatchObject({
      code: 'volume_not_found',
    });
    expect(await docker('volume', 'ls', '-q')).not.toContain('nothing');
  });
});
