import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../../e2e/fixtures/busybox-image.ts';
import { startDockerd, type TestDockerd } from '../../../../e2e/fixtures/dockerd.ts';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import { createVolumeRequest, type VolumesUpdate } from '../../../../shared/contract/volumes.ts';
import { silentLogger } from '../../log/logger.ts';
import { TaskRegistry } from '../../tasks/task-registry.ts';
import { TransferDesk } from '../../transfers/transfer-desk.ts';
import { Engine } from '../engine.ts';
import { tarEntries } from '../files/tar-entries.ts';
import { HELPER_LABEL } from '../helpers/helper-label.ts';
import type { Storage } from '../storage.ts';
import { testStorage } from '../test-storage.ts';
import { volumesHandlers } from './volumes-handlers.ts';

let dockerd: TestDockerd;
let source: TestSource;
let engine: Engine;
let tasks: TaskRegistry;
let transfers: TransferDesk;
let storage: Storage;
let volumes: ReturnType<typeof volumesHandlers>;
const dir = mkdtempSync(join(tmpdir(), 'pier-exports-'));

beforeAll(async () => {
  dockerd = await startDockerd({ tls: true });
  await importBusybox(dockerd.docker);
  source = new TestSource(dockerd.tls);
  engine = new Engine({ source, log: silentLogger });
  tasks = new TaskRegistry({ log: silentLogger });
  transfers = new TransferDesk({ log: silentLogger });
  const schedulesFile = join(dir, 'volume-exports.json');
  storage = testStorage({ engine, source, tasks, home: '/home/of/volumes', schedulesFile });
  volumes = volumesHandlers({ engine, tasks, transfers, storage });
});

afterAll(async () => {
  storage?.schedules.dispose();
  await tasks?.dispose();
  await storage?.dispose();
  transfers?.dispose();
  engine?.dispose();
  await dockerd?.stop();
  rmSync(dir, { recursive: true });
});

const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();
const context = () => ({ role: 'ui' as const, signal: new AbortController().signal });
const inVolume = (name: string, script: string) =>
  docker('run', '--rm', '-v', `${name}:/v`, '-w', '/v', 'busybox', 'sh', '-c', script);
/** Files with their modes, owners and contents. */
const contentsOf = (name: string) =>
  inVolume(name, `find . ! -type d | sort | xargs md5sum; find . | sort | xargs stat -c '%n %a %u:%g %h %N'`);

async function ended(started: Promise<{ taskId: string }> | { taskId: string }) {
  return tasks.ended((await started).taskId);
}

async function fill(name: string): Promise<void> {
  await inVolume(
    name,
    `mkdir sub; echo hello > sub/a; ln sub/a hard; ln -s sub/a soft; chmod 4750 sub/a; chown 1000:999 sub/a .;
     chmod 1777 .; dd if=/dev/urandom of=big bs=1024 count=2000 2>/dev/null; : > .hidden`,
  );
}

async function send(url: string, body: Readable, signal = new AbortController().signal) {
  const answer = await transfers.handle({ method: 'PUT', path: url, body, signal });
  return JSON.parse(answer.body as string) as { error?: { code: string; message: string } };
}

async function download(name: string, compress: boolean): Promise<Buffer> {
  const { url } = await volumes.download({ name, compress }, context());
  const answer = await transfers.handle({
    method: 'GET',
    path: url,
    body: undefined,
    signal: context().signal,
  });
  return buffer(answer.body as Readable);
}

async function importInto(
  name: string,
  mode: 'new' | 'merge' | 'replace',
  body: Buffer,
  fileName = 'data.tar',
) {
  const { url } = await volumes.import({ name, mode, fileName, size: body.length, force: false }, context());
  return send(url, Readable.from([body]));
}

describe('volumes of a real engine', () => {
  it('are listed with who uses them, and followed', async () => {
    const end = new AbortController();
    const seen: VolumesUpdate[] = [];
    const watching = (async () => {
      for await (const update of volumes.watch({}, { role: 'ui', signal: end.signal }))
        seen.push(update as VolumesUpdate);
    })();
    const last = () => {
      const update = seen.at(-1);
      return update?.kind === 'snapshot' ? update.items : [];
    };
    const request = { name: 'listed', labels: { team: 'blue' } };
    await volumes.create(createVolumeRequest.parse(request), context());
    const { name: unnamed } = await volumes.create(createVolumeRequest.parse({}), context());
    await docker('run', '-d', '--name', 'user', '-v', 'listed:/data:ro', 'busybox', 'sleep', '1000');
    await expect
      .poll(() => last().find(({ name }) => name === 'listed')?.usedBy[0]?.state, { timeout: 20_000 })
      .toBe('running');
    expect(last().find(({ name }) => name === 'listed')).toMatchObject({
      driver: 'local',
      scope: 'local',
      labels: { team: 'blue' },
      anonymous: false,
      usedBy: [{ name: 'user', path: '/data', readOnly: true }],
    });
    expect(last().find(({ name }) => name === unnamed)).toMatchObject({ anonymous: true, usedBy: [] });
    await docker('rm', '-f', 'user');
    await expect
      .poll(() => last().find(({ name }) => name === 'listed')?.usedBy, { timeout: 20_000 })
      .toEqual([]);
    end.abort();
    await watching;
    await expect(volumes.create(createVolumeRequest.parse(request), context())).rejects.toMatchObject({
      code: 'volume_name_taken',
    });
    expect(await volumes.drivers({}, context())).toContain('local');
    expect(await volumes.inspect({ name: 'listed' }, context())).toMatchObject({ Name: 'listed' });
    await expect(volumes.inspect({ name: 'nothing' }, context())).rejects.toMatchObject({
      code: 'volume_not_found',
    });
  });

  it('have sizes, and go, but for those in use', async () => {
    await fill('sized');
    const sizes = new Map((await volumes.sizes({}, context())).map((each) => [each.name, each.sizeBytes]));
    expect(sizes.get('sized')).toBeGreaterThan(2_000_000);
    await docker('create', '--name', 'holder', '-v', 'held:/x', 'busybox');
    // A helper that still has it open does not keep it.
    (await storage.helpers.lease('sized')).release();
    const task = await ended(volumes.remove({ names: ['sized', 'held', 'listed'] }, context()));
    expect(task).toMatchObject({ state: 'failed', error: { code: 'volume_in_use' } });
    expect(task.error?.message).toContain("'held'");
    expect(task.items.find(({ id }) => id === 'sized')?.status).toBe('Removed');
    expect((await docker('volume', 'ls', '-q')).split('\n')).not.toContain('sized');
    // Nor does one keep whoever removes it with another tool, and one of the same name is not taken for it.
    await docker('volume', 'create', 'again');
    await inVolume('again', 'echo old > old');
    (await storage.helpers.lease('again')).release();
    await docker('volume', 'rm', 'again');
    // The engine's times are in seconds.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await docker('volume', 'create', 'again');
    await inVolume('again', 'echo new > new');
    const { files, inside, release } = await storage.files.open({ kind: 'volume', name: 'again' });
    const seen = [];
    for await (const piece of files.list(inside('/'), context().signal)) seen.push(...piece.entries);
    release();
    expect(seen.map(({ name }) => name)).toEqual(['new']);
    await docker('rm', 'holder');
    expect(await ended(volumes.remove({ names: ['held'] }, context()))).toMatchObject({ state: 'done' });
  });

  it('are cloned whole, and emptied', async () => {
    await docker(
      'volume',
      'create',
      '--label',
      'com.docker.compose.project=shop',
      '--label',
      'kept=yes',
      'original',
    );
    await fill('original');
    expect(await ended(volumes.clone({ name: 'original', to: 'copy' }, context()))).toMatchObject({
      state: 'done',
      currentBytes: expect.any(Number),
      result: { name: 'copy' },
    });
    expect(await contentsOf('copy')).toBe(await contentsOf('original'));
    expect(await docker('volume', 'inspect', '-f', '{{json .Labels}}', 'copy')).toBe('{"kept":"yes"}');
    await expect(volumes.clone({ name: 'original', to: 'copy' }, context())).rejects.toMatchObject({
      code: 'volume_name_taken',
    });
    await docker('run', '-d', '--name', 'busy', '-v', 'copy:/x', 'busybox', 'sleep', '1000');
    await expect(volumes.empty({ name: 'copy', force: false }, context())).rejects.toMatchObject({
      code: 'volume_in_use',
      message: expect.stringContaining('busy'),
    });
    await docker('pause', 'busy');
    await expect(importInto('copy', 'replace', Buffer.from(''))).rejects.toMatchObject({
      code: 'volume_in_use',
    });
    await docker('unpause', 'busy');
    expect(await ended(volumes.empty({ name: 'copy', force: true }, context()))).toMatchObject({
      state: 'done',
    });
    await docker('rm', '-f', 'busy');
    expect(await inVolume('copy', 'ls -A | wc -l')).toBe('0');
  });

  it('become tars and come back the same, compressed or not', async () => {
    const tar = await download('original', false);
    const names: string[] = [];
    for await (const { entry } of tarEntries(Readable.from([tar])))
      names.push(entry.name.replace(/^\.\/?/, ''));
    expect(names.sort()).toEqual(['', '.hidden', 'big', 'hard', 'soft', 'sub', 'sub/a'].sort());
    const gz = await download('original', true);
    expect(gunzipSync(gz).equals(tar)).toBe(true);
    expect(await importInto('imported', 'new', gz, 'data.tar.gz')).not.toHaveProperty('error');
    expect(await contentsOf('imported')).toBe(await contentsOf('original'));
    await inVolume('imported', 'echo extra > extra; echo changed > sub/a');
    expect(await importInto('imported', 'merge', tar)).not.toHaveProperty('error');
    expect(await inVolume('imported', 'cat extra sub/a')).toBe('extra\nhello');
    expect(await importInto('imported', 'replace', tar)).not.toHaveProperty('error');
    expect(await contentsOf('imported')).toBe(await contentsOf('original'));
  });

  it('stay as they are where an import fails or is cancelled', async () => {
    const before = await contentsOf('imported');
    const noTar = Buffer.from('<html>not a tar</html>'.repeat(100));
    expect(await importInto('imported', 'replace', noTar, 'page.html')).toMatchObject({
      error: { code: 'bad_input', message: expect.stringContaining("'page.html'") },
    });
    const cut = (await download('original', false)).subarray(0, 1_000_000);
    expect(await importInto('imported', 'replace', cut)).toHaveProperty('error');
    expect(await importInto('fresh', 'new', cut)).toHaveProperty('error');
    const body = new PassThrough();
    const { url } = await volumes.import(
      { name: 'fresh', mode: 'new', fileName: 'x.tar', size: 1, force: false },
      context(),
    );
    const gone = new AbortController();
    const sending = send(url, body, gone.signal);
    body.write(cut.subarray(0, 100_000));
    await expect.poll(() => docker('volume', 'ls', '-q'), { timeout: 20_000 }).toContain('fresh');
    gone.abort();
    body.destroy(new Error('gone'));
    expect(await sending).toHaveProperty('error');
    expect(await contentsOf('imported')).toBe(before);
    const left = (await docker('volume', 'ls', '-q')).split('\n');
    expect(left.filter((name) => name === 'fresh' || name.startsWith('pier-import'))).toEqual([]);
    await expect(importInto('imported', 'new', cut)).rejects.toMatchObject({ code: 'volume_name_taken' });
    await expect(importInto('nothing', 'merge', cut)).rejects.toMatchObject({ code: 'volume_not_found' });
  });

  it('become images and files of this computer, by hand and by schedule', async () => {
    const image = await ended(
      volumes.exportToImage({ name: 'original', image: 'backup/data:monday' }, context()),
    );
    expect(image).toMatchObject({ state: 'done', result: { id: expect.stringMatching(/^sha256:/) } });
    await docker('create', '--name', 'of-image', 'backup/data:monday', 'none');
    const { stdout } = await dockerd.docker.run(['cp', 'of-image:/volume-data/sub/a', '-']);
    expect(stdout).toContain('hello');
    await docker('rm', 'of-image');

    const folder = join(dir, 'new', 'folder');
    const file = await ended(volumes.exportToFolder({ name: 'original', folder }, context()));
    expect(file.result?.path).toMatch(/original-\d{8}-\d{6}\.tar\.gz$/);
    writeFileSync(join(dir, 'in the way'), '');
    await expect(
      volumes.exportToFolder({ name: 'original', folder: join(dir, 'in the way') }, context()),
    ).rejects.toMatchObject({ code: 'file_refused' });
    await expect(
      volumes.exportToFolder({ name: 'original', folder: 'relative' }, context()),
    ).rejects.toMatchObject({ code: 'bad_input' });

    const plan = {
      volume: 'original',
      every: 'daily' as const,
      weekday: 0,
      time: '03:00',
      folder,
      keep: 1,
      enabled: true,
    };
    const { id } = await volumes.saveSchedule(plan, context());
    expect(await ended(volumes.runSchedule({ id }, context()))).toMatchObject({ state: 'done' });
    const [schedule] = await storage.schedules
      .watch(context().signal)
      .next()
      .then(({ value }) => value ?? []);
    expect(schedule).toMatchObject({
      files: [{ sizeBytes: expect.any(Number) }],
      lastRun: { file: expect.any(String) },
    });
    const missing = await volumes.saveSchedule({ ...plan, volume: 'nothing' }, context());
    expect(await ended(volumes.runSchedule(missing, context()))).toMatchObject({
      state: 'failed',
      error: { code: 'volume_not_found' },
    });
    expect(readdirSync(folder).every((name) => name.endsWith('.tar.gz'))).toBe(true);
  });

  it('are reached without a busybox on the host, and without any image that could run', async () => {
    const bare = await startDockerd();
    const bareSource = new TestSource(bare.endpoint);
    const bareEngine = new Engine({ source: bareSource, log: silentLogger });
    const bareStorage = testStorage({
      engine: bareEngine,
      source: bareSource,
      tasks,
      busyboxOfHost: '/no/busybox',
    });
    const handlers = volumesHandlers({ engine: bareEngine, tasks, transfers, storage: bareStorage });
    try {
      await bare.docker.run(['volume', 'create', 'a-volume']);
      const lease = await bareStorage.helpers.lease('a-volume');
      expect(lease.shell).toBeUndefined();
      lease.release();
      const tar = await download('original', false);
      const { url } = await handlers.import(
        { name: 'a-volume', mode: 'replace', fileName: 'x.tar', size: 0, force: false },
        context(),
      );
      expect(await send(url, Readable.from([tar]))).not.toHaveProperty('error');
      const { files, inside, release } = await bareStorage.files.open({ kind: 'volume', name: 'a-volume' });
      const names: string[] = [];
      for await (const piece of files.list(inside('/'), context().signal))
        names.push(...piece.entries.map(({ name }) => name));
      expect(names.sort()).toEqual(['.hidden', 'big', 'hard', 'soft', 'sub']);
      release();
      await ended(handlers.empty({ name: 'a-volume', force: false }, context()));
      await bareStorage.helpers.close('a-volume');
      // An image with a shell is of use as well.
      await importBusybox(bare.docker, 'tools:latest');
      const again = await bareStorage.helpers.lease('a-volume');
      expect(again.shell).toEqual(['sh']);
      again.release();
    } finally {
      await bareStorage.dispose();
      expect((await bare.docker.run(['ps', '-aq'])).stdout).toBe('');
      bareEngine.dispose();
      await bare.stop();
    }
  });

  it('leave no helpers behind a crash, and those of another installation alone', async () => {
    const crashed = testStorage({ engine, source, tasks, home: '/home/that/crashed' });
    const other = testStorage({ engine, source, tasks, home: '/home/of/another' });
    (await crashed.helpers.lease('original')).release();
    (await other.helpers.lease('original')).release();
    const helpers = async (storage: Storage) =>
      docker('ps', '-aq', '--filter', `label=${HELPER_LABEL}=${storage.helpers.owner}`);
    expect(await helpers(crashed)).not.toBe('');
    const next = testStorage({
      engine,
      source: new TestSource(dockerd.tls),
      tasks,
      home: '/home/that/crashed',
    });
    await expect.poll(() => helpers(next), { timeout: 20_000 }).toBe('');
    expect(await helpers(other)).not.toBe('');
    for (const each of [crashed, other, next]) await each.dispose();
    expect(await helpers(other)).toBe('');
  });
});
