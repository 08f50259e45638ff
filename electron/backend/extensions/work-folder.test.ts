import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../log/logger.ts';
import type { ExtensionFolder } from './extension-files.ts';
import { changedSince, type ExtensionRecord, sharesProject } from './extension-record.ts';
import { ExtensionStore, writeRecord } from './extension-store.ts';
import { recoverWork } from './recover-work.ts';
import { RunLog } from './run-log.ts';
import { WorkFolder } from './work-folder.ts';

let root: string;
let store: ExtensionStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'pier-work-'));
  store = new ExtensionStore({ root, log: silentLogger });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const record = (version: string, change: Partial<ExtensionRecord> = {}): ExtensionRecord => ({
  ...{ format: 1, id: 'a_b', repository: 'a/b', image: `a/b:${version}`, imageId: 'sha256:1', version },
  ...{ title: 'T', description: '', vendor: '', apiVersion: '', metadata: {}, hasUi: false },
  ...{ binaries: [], abilities: [], ownsImage: false, enabled: true, installedAt: 1, updatedAt: 1 },
  permissions: { dockerCommands: true, hostPrograms: true },
  ...change,
});
const put = (folder: ExtensionFolder, version: string, change?: Partial<ExtensionRecord>) =>
  writeRecord(folder, record(version, change));

/** As the next backend finds it: the version that is installed, and what is to be done on the engine. */
async function nextStart() {
  const remains = await recoverWork(store.files, silentLogger);
  await store.load();
  return {
    version: store.find('a_b')?.version,
    remains: remains.map(({ done: _, ...journal }) => journal),
    end: async () => {
      for (const { done } of remains) await done();
      return readdir(store.files.work);
    },
  };
}

describe('a backend that is killed', () => {
  it('while an extension is looked at leaves the image to be removed', async () => {
    const work = await WorkFolder.begin(store.files);
    await work.note({ image: 'a/b:1' });
    await put(work.next, '1');
    const { version, remains, end } = await nextStart();
    expect(version).toBeUndefined();
    expect(remains).toMatchObject([{ images: ['a/b:1'] }]);
    expect(await end()).toEqual([]);
  });

  it('before a new one is done leaves none', async () => {
    const work = await WorkFolder.begin(store.files);
    await put(work.next, '1', { pending: 'install' });
    await work.note({ id: 'a_b', project: 'p', keep: ['p_data'] });
    await work.swapIn(store.files.of('a_b'));
    const { version, remains, end } = await nextStart();
    expect(version).toBeUndefined();
    expect(remains).toMatchObject([{ id: 'a_b', project: 'p', keep: ['p_data'] }]);
    expect(await end()).toEqual([]);
    expect(await readdir(root)).toEqual(['.work']);
  });

  it('before an update is done goes back to what was there', async () => {
    await put(store.files.of('a_b'), '1');
    const work = await WorkFolder.begin(store.files);
    await put(work.next, '2', { pending: 'install' });
    await work.note({ id: 'a_b', project: 'p' });
    await work.swapIn(store.files.of('a_b'));
    expect((await nextStart()).version).toBe('1');
  });

  it('in the middle of an exchange goes back to what was there', async () => {
    const work = await WorkFolder.begin(store.files);
    await work.note({ id: 'a_b' });
    await put(work.before, '1');
    await put(work.next, '2', { pending: 'install' });
    expect((await nextStart()).version).toBe('1');
  });

  it('when an update is done keeps it', async () => {
    await put(store.files.of('a_b'), '1');
    const work = await WorkFolder.begin(store.files);
    await put(work.next, '2', { pending: 'install' });
    await work.note({ id: 'a_b' });
    await work.swapIn(store.files.of('a_b'));
    await put(store.files.of('a_b'), '2');
    const { version, end } = await nextStart();
    expect(version).toBe('2');
    expect(await end()).toEqual([]);
  });

  it.each(['before', 'place'] as const)('in a removal finishes it (%s)', async (where) => {
    const work = await WorkFolder.begin(store.files);
    const journal = { id: 'a_b', project: 'p', volumes: false, imageIds: { 'a/b:1': 'sha256:1' } };
    await work.note({ ...journal, image: 'a/b:1' });
    await put(where === 'before' ? work.before : store.files.of('a_b'), '1', { pending: 'removal' });
    const { version, remains } = await nextStart();
    expect(version).toBeUndefined();
    expect(remains).toEqual([{ ...journal, images: ['a/b:1'] }]);
  });
});

describe.each(['{', '{"images":1}', undefined])('with the journal %s', (journal) => {
  const lose = (work: WorkFolder) =>
    journal === undefined ? rm(work.journal) : writeFile(work.journal, journal);
  const pending = {
    pending: 'install',
    ownsImage: true,
    backend: { project: 'p', services: [] },
    volumesBefore: ['p_data'],
  } satisfies Partial<ExtensionRecord>;

  it('an install leaves nothing, before it has its place and after', async () => {
    const work = await WorkFolder.begin(store.files);
    await put(work.next, '1', pending);
    await lose(work);
    const early = await nextStart();
    expect(early).toMatchObject({ version: undefined, remains: [{ project: 'p', images: ['a/b:1'] }] });
    expect(await early.end()).toEqual([]);
    const again = await WorkFolder.begin(store.files);
    await put(again.next, '1', pending);
    await again.swapIn(store.files.of('a_b'));
    await lose(again);
    const { version, remains, end } = await nextStart();
    expect(version).toBeUndefined();
    expect(remains).toContainEqual({
      ...{ id: 'a_b', project: 'p', keep: ['p_data'] },
      ...{ images: ['a/b:1'], imageIds: { 'a/b:1': 'sha256:1' } },
    });
    expect(await end()).toEqual([]);
    expect(await readdir(root)).toEqual(['.work']);
  });

  it.each(['swapped', 'half swapped'])('an update is undone (%s)', async (how) => {
    await put(store.files.of('a_b'), '1');
    const work = await WorkFolder.begin(store.files);
    await put(work.next, '2', pending);
    await work.swapIn(store.files.of('a_b'));
    if (how === 'half swapped') await rename(store.files.of('a_b').path, work.next.path);
    await lose(work);
    const { version, end } = await nextStart();
    expect(version).toBe('1');
    expect(await end()).toEqual([]);
  });

  it('an update that was done stays', async () => {
    await put(store.files.of('a_b'), '1');
    const work = await WorkFolder.begin(store.files);
    await put(work.next, '2');
    await work.swapIn(store.files.of('a_b'));
    await lose(work);
    expect((await nextStart()).version).toBe('2');
  });

  it('a removal is finished, and keeps what may have been wanted', async () => {
    const work = await WorkFolder.begin(store.files);
    await put(work.before, '1', { ...pending, pending: 'removal' });
    await lose(work);
    const { version, remains } = await nextStart();
    expect(version).toBeUndefined();
    expect(remains).toMatchObject([{ id: 'a_b', project: 'p', volumes: false, images: ['a/b:1'] }]);
  });
});

it.each(['install', 'removal'] as const)('a pending %s without any journal is put right', async (kind) => {
  await put(store.files.of('a_b'), '1', { pending: kind, backend: { project: 'p', services: [] } });
  const { version, remains, end } = await nextStart();
  expect(version).toBeUndefined();
  expect(remains).toMatchObject([{ id: 'a_b', project: 'p' }]);
  // What is to be done on the engine outlives another interruption.
  expect((await nextStart()).remains).toEqual(remains);
  await end();
  expect(await readdir(root)).toEqual(['.work']);
});

it('what is pending is never taken for installed', async () => {
  await put(store.files.of('a_b'), '1', { pending: 'install' });
  await store.load();
  expect(store.all()).toEqual([]);
});

it('what could not be brought back is left to the next start', async () => {
  const place = store.files.of('a_b');
  await put(place, '1');
  const work = await WorkFolder.begin(store.files);
  await put(work.next, '2', { pending: 'install' });
  await work.note({ id: 'a_b' });
  await work.swapIn(place);
  // Going back failed.
  await work.end();
  expect((await nextStart()).version).toBe('1');
});

it('an exchange can be taken back', async () => {
  const place = store.files.of('a_b');
  await put(place, '1');
  const work = await WorkFolder.begin(store.files);
  await put(work.next, '2');
  await work.swapIn(place);
  await work.swapBack(place);
  await store.load();
  expect(store.find('a_b')?.version).toBe('1');
});

it('a folder that is none of ours is left alone', async () => {
  await mkdir(join(root, 'other'));
  await put(store.files.of('another-name'), '1');
  await store.load();
  expect(store.all()).toEqual([]);
});

it('what was run is kept, the newest of each kind, and is there after a restart', async () => {
  await put(store.files.of('a_b'), '1');
  const runs = new RunLog({ files: store.files, log: silentLogger });
  const run = (command: string) => runs.add('a_b', { where: 'docker', command, refused: false });
  run('docker run evil')(0);
  for (let i = 0; i < 600; i++) run(`docker ps ${i}`)(0);
  for (let i = 0; i < 50; i++) run('docker ps -a')(i);
  const padded = `tool ${'x'.repeat(5000)} evil`;
  runs.add('a_b', { where: 'host', command: padded, refused: true });
  await runs.entries('a_b');
  await runs.dispose();
  const again = await new RunLog({ files: store.files, log: silentLogger }).entries('a_b');
  expect(again).toHaveLength(302);
  expect(again[0]).toMatchObject({ where: 'host', refused: true });
  expect(again[0]?.command).toMatch(/^tool x+ … x+ evil$/);
  expect(again[0]?.command.length).toBeLessThan(2100);
  expect(again[1]).toMatchObject({ command: 'docker ps -a', times: 50, exitCode: 49 });
  expect(again[2]).toMatchObject({ command: 'docker ps 599', exitCode: 0 });
  expect(again[2]).not.toHaveProperty('times');
  expect(again.at(-1)).toMatchObject({ command: 'docker run evil' });
  expect((await readFile(store.files.of('a_b').log, 'utf8')).split('\n')).toHaveLength(303);
  // After a reset nothing of it is left in memory, and what is not written yet is not written any more.
  await rm(store.files.of('a_b').path, { recursive: true });
  runs.add('a_b', { where: 'docker', command: 'docker ps', refused: false });
  await runs.forgetAll();
  await runs.dispose();
  expect(await runs.entries('a_b')).toEqual([]);
  expect(await readdir(root)).toEqual([]);
});

it('what a person forbids while an extension is updated stays forbidden', async () => {
  await put(store.files.of('a_b'), '1');
  await store.load();
  const before = store.find('a_b');
  expect(changedSince(before, store.find('a_b'))).toEqual({});
  const permissions = { dockerCommands: false, hostPrograms: true };
  await store.change('a_b', { permissions });
  expect(changedSince(before, store.find('a_b'))).toEqual({ permissions });
});

it('two that would have the same containers are told apart', () => {
  const backend = { project: 'ghcrio_org_x-desktop-extension', services: [] };
  const first = record('1', { id: 'ghcr.io_org_x', backend });
  expect(sharesProject({ id: 'ghcrio_org_x', backend }, [first])).toBe(first);
  expect(sharesProject(first, [first])).toBeUndefined();
  expect(sharesProject({ id: 'c', backend: undefined }, [first, record('1')])).toBeUndefined();
});
