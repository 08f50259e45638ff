import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../../e2e/fixtures/busybox-image.ts';
import { startDockerd, type TestDockerd } from '../../../../e2e/fixtures/dockerd.ts';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import type { BulkAction } from '../../../../shared/contract/containers.ts';
import { silentLogger } from '../../log/logger.ts';
import { TaskRegistry } from '../../tasks/task-registry.ts';
import { TransferDesk } from '../../transfers/transfer-desk.ts';
import { killContainer, pauseContainer, renameContainer, resumeContainer } from '../container-actions.ts';
import { Engine } from '../engine.ts';
import { bulkAction } from './bulk-action.ts';
import { containersHandlers } from './containers-handlers.ts';

let dockerd: TestDockerd;
let engine: Engine;
const tasks = new TaskRegistry({ log: silentLogger });

beforeAll(async () => {
  dockerd = await startDockerd();
  await importBusybox(dockerd.docker);
  engine = new Engine({ source: new TestSource(dockerd.endpoint), log: silentLogger });
});

afterEach(async () => {
  const ids = (await docker('ps', '-aq')).split('\n').filter(Boolean);
  if (ids.length > 0) await docker('rm', '-fv', ...ids);
});

afterAll(async () => {
  await tasks.dispose();
  engine?.dispose();
  await dockerd?.stop();
});

const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();
const state = (name: string) => docker('inspect', '-f', '{{.State.Status}}', name);
const run = (name: string) =>
  docker('run', '-d', '--name', name, '--stop-signal=KILL', 'busybox', 'sleep', '600');

describe('actions on one container', () => {
  it('kills, pauses, resumes and renames; twice does no harm', async () => {
    await run('one');
    await pauseContainer(engine, 'one');
    await pauseContainer(engine, 'one');
    expect(await state('one')).toBe('paused');
    await resumeContainer(engine, 'one');
    await resumeContainer(engine, 'one');
    expect(await state('one')).toBe('running');
    await renameContainer(engine, 'one', 'two');
    await killContainer(engine, 'two');
    await killContainer(engine, 'two');
    expect(await docker('inspect', '-f', '{{.State.ExitCode}}', 'two')).toBe('137');
  });

  it('tells why it cannot', async () => {
    await docker('create', '--name', 'still', 'busybox', 'true');
    await docker('create', '--name', 'taken', 'busybox', 'true');
    await expect(resumeContainer(engine, 'still')).rejects.toMatchObject({
      hint: expect.stringContaining('start it instead'),
    });
    await expect(pauseContainer(engine, 'still')).rejects.toMatchObject({
      code: 'container_not_running',
    });
    await expect(killContainer(engine, 'still', 'HUP')).rejects.toThrow(/not running/);
    await expect(renameContainer(engine, 'still', 'taken')).rejects.toMatchObject({
      code: 'container_name_taken',
    });
    await expect(renameContainer(engine, 'still', '-x')).rejects.toMatchObject({ code: 'bad_input' });
    await expect(killContainer(engine, 'none')).rejects.toMatchObject({ code: 'container_not_found' });
  });
});

describe('bulkAction', () => {
  const bulk = (action: BulkAction, ids: string[], options: { force?: boolean } = {}) =>
    bulkAction(engine, tasks, { action, ids, force: false, volumes: false, ...options });

  it('takes many through their lives, a few at a time, and tells of each', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `many-${index}`);
    for (const name of names)
      await docker('create', '--name', name, '--stop-signal=KILL', 'busybox', 'sleep', '600');
    const started = await bulk('start', [...names, 'missing', 'many-0']);
    expect(started.map(({ id }) => id)).toEqual([...names, 'missing']);
    expect(started.filter(({ error }) => error)).toEqual([
      { id: 'missing', name: 'missing', error: expect.objectContaining({ code: 'container_not_found' }) },
    ]);
    const running = async () => (await docker('ps', '-q')).split('\n').filter(Boolean).length;
    expect(await running()).toBe(12);
    for (const action of ['pause', 'resume', 'restart', 'stop', 'start', 'kill'] as const)
      expect((await bulk(action, names)).filter(({ error }) => error)).toEqual([]);
    expect(await running()).toBe(0);
    await bulk('start', names.slice(0, 1));
    const removed = await bulk('remove', names);
    expect(removed.map(({ error }) => error?.code)).toEqual([
      'container_running',
      ...names.slice(1).map(() => undefined),
    ]);
    expect((await bulk('remove', ['many-0'], { force: true }))[0]?.error).toBeUndefined();
    expect(await docker('ps', '-aq')).toBe('');
  });

  it('runs as a task, and tells what had not begun when it was cancelled', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `slow-${index}`);
    for (const name of names) await docker('create', '--name', name, 'busybox', 'true');
    const watching = new AbortController();
    const cancelling = (async () => {
      for await (const update of tasks.watch(watching.signal)) {
        const all = update.kind === 'snapshot' ? update.tasks : update.upsert;
        const task = all.find((each) => each.title === 'Remove 20 containers');
        if (!task) continue;
        tasks.cancel(task.id);
        return;
      }
    })();
    const results = await bulk('remove', names);
    await cancelling;
    watching.abort();
    expect(results).toHaveLength(20);
    const left = results.filter(({ error }) => error?.code === 'cancelled').map(({ name }) => name);
    const there = (await docker('ps', '-a', '--format', '{{.Names}}')).split('\n').filter(Boolean);
    expect(there.sort()).toEqual(left.sort());
  });
});

it('exports the files of a stopped container as a tar', async () => {
  await docker('run', '--name', 'made', 'busybox', 'sh', '-c', 'echo "found it" > /treasure');
  const transfers = new TransferDesk({ log: silentLogger });
  const handlers = containersHandlers({ engine, tasks, transfers });
  const signal = new AbortController().signal;
  const { url } = await handlers.export({ id: 'made' }, { role: 'ui', signal });
  const answer = await transfers.handle({ method: 'GET', path: url, body: undefined, signal });
  expect(answer.headers['content-disposition']).toContain('filename="made.tar"');
  expect(await text(answer.body as Readable)).toContain('found it');
  await expect(async () => handlers.export({ id: 'none' }, { role: 'ui', signal })).rejects.toMatchObject({
    code: 'container_not_found',
    message: "Cannot export 'none': No such container: none.",
  });
  transfers.dispose();
});
