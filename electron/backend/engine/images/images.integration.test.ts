import { createServer } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busyboxTar, importBusybox } from '../../../../e2e/fixtures/busybox-image.ts';
import { freePort, startDockerd, type TestDockerd } from '../../../../e2e/fixtures/dockerd.ts';
import { startRegistry, type TestRegistry } from '../../../../e2e/fixtures/registry.ts';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import type { ImageItem } from '../../../../shared/contract/images.ts';
import type { PierHandlers } from '../../../../shared/contract/index.ts';
import type { Task } from '../../../../shared/contract/tasks.ts';
import { silentLogger } from '../../log/logger.ts';
import { TaskRegistry } from '../../tasks/task-registry.ts';
import { TransferDesk } from '../../transfers/transfer-desk.ts';
import { Engine } from '../engine.ts';
import { imageHandlers } from './image-handlers.ts';

let dockerd: TestDockerd;
let registry: TestRegistry;
let engine: Engine;
let tasks: TaskRegistry;
let transfers: TransferDesk;
let images: PierHandlers['images'];

const context = { role: 'ui' as const, signal: new AbortController().signal };
const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();
const idOf = (name: string) => docker('inspect', '--type', 'image', '-f', '{{.Id}}', name);
const ended = async (started: { taskId: string } | Promise<{ taskId: string }>): Promise<Task> =>
  tasks.ended((await started).taskId);

/** Resolves when some bytes of a task have passed. */
async function untilMoving(taskId: string): Promise<void> {
  for await (const update of tasks.watch(context.signal)) {
    const changed = update.kind === 'snapshot' ? update.tasks : update.upsert;
    if (changed.some(({ id, currentBytes = 0 }) => id === taskId && currentBytes > 0)) return;
  }
}

/** An image on top of busybox, with a file of that many bytes in a layer of its own. */
async function derive(name: string, bytes: number, from = 'busybox'): Promise<string> {
  const dockerfile = `FROM ${from}\nRUN head -c ${bytes} /dev/zero > /${name.replaceAll(/\W/g, '')}\nCMD ["sh"]\n`;
  await dockerd.docker.run(['build', '-t', name, '-'], { input: dockerfile });
  return idOf(name);
}

beforeAll(async () => {
  registry = await startRegistry();
  dockerd = await startDockerd({ tls: true });
  await importBusybox(dockerd.docker);
  engine = new Engine({ source: new TestSource(dockerd.tls), log: silentLogger });
  tasks = new TaskRegistry({ log: silentLogger });
  transfers = new TransferDesk({ log: silentLogger });
  images = imageHandlers({ engine, tasks, transfers });
});

afterAll(async () => {
  await tasks?.dispose();
  transfers?.dispose();
  engine?.dispose();
  await dockerd?.stop();
  await registry?.stop();
});

describe('the images of a real engine', () => {
  it('are followed: names, what is made of them, and their end', async () => {
    const abort = new AbortController();
    const seen: ImageItem[][] = [];
    const following = (async () => {
      for await (const update of images.watch({}, { ...context, signal: abort.signal })) {
        if (update.kind === 'snapshot') seen.push(update.items);
      }
    })();
    const latest = (tag: string) => seen.at(-1)?.find(({ tags }) => tags.includes(tag));
    const busybox = await idOf('busybox');
    await expect.poll(() => latest('busybox:latest')).toMatchObject({ id: busybox, digests: [], usedBy: [] });
    await images.tag({ id: busybox, name: 'followed:1' }, context);
    const container = await docker('create', '--label', 'a=b', 'followed:1', 'true');
    await expect
      .poll(() => latest('followed:1'), { timeout: 20_000 })
      .toMatchObject({
        tags: expect.arrayContaining(['busybox:latest', 'followed:1']),
        usedBy: [container],
      });
    await docker('rm', container);
    await images.untag({ name: 'followed:1' }, context);
    await expect.poll(() => latest('busybox:latest')?.tags, { timeout: 20_000 }).toEqual(['busybox:latest']);
    await expect.poll(() => latest('busybox:latest')?.usedBy, { timeout: 20_000 }).toEqual([]);
    abort.abort();
    await following;
    await expect(images.untag({ name: 'busybox:latest' }, context)).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining('no other name'),
    });
    await expect(images.tag({ id: 'none', name: 'x' }, context)).rejects.toMatchObject({
      code: 'image_not_found',
    });
  });

  it('tell what they share, and what removing them gains', async () => {
    const a = await derive('share/a', 1_000_000);
    const b = await derive('share/b', 2_000_000, 'share/a');
    const base = Number(await docker('inspect', '-f', '{{.Size}}', 'busybox'));
    const { totalBytes, images: sizes } = await images.sizes({}, context);
    const sizeOf = (id: string) => sizes.find((each) => each.id === id);
    expect(sizeOf(a)).toEqual({ id: a, sharedBytes: base + 1_000_000, uniqueBytes: 0 });
    expect(sizeOf(b)).toEqual({ id: b, sharedBytes: base + 1_000_000, uniqueBytes: 2_000_000 });
    expect(totalBytes).toBe(base + 3_000_000);

    const gain = async (...ids: string[]) =>
      (await images.removalPlan({ which: 'these', ids }, context)).gainBytes;
    expect(await gain(a)).toBe(0);
    expect(await gain(b)).toBe(2_000_000);
    expect(await gain(a, b)).toBe(3_000_000);
    await docker('create', '--name', 'user', 'share/b', 'true');
    expect(await gain(a, b)).toBe(0);
    const plan = await images.removalPlan({ which: 'these', ids: [b] }, context);
    expect(plan.images).toMatchObject([{ id: b, usedBy: [{ name: 'user', running: false }] }]);

    // Pruning takes what no container uses, and leaves the rest whole.
    await docker('tag', 'share/b', 'share/b:second');
    const unused = await images.removalPlan({ which: 'unused' }, context);
    expect(unused.images.flatMap(({ tags }) => tags).sort()).toEqual(['busybox:latest', 'share/a:latest']);
    expect(unused.gainBytes).toBe(0);
    await docker('rm', 'user');

    // Older images that others are built on can go together with them.
    expect(await ended(images.remove({ ids: [a, b], force: false }, context))).toMatchObject({
      state: 'done',
      status: '2 images removed',
    });
    expect(await docker('images', '-q', 'share/*')).toBe('');
  });

  it('are removed whole or not at all, and each refusal says what to do', async () => {
    const used = await derive('rm/used:1', 10);
    await docker('tag', 'rm/used:1', 'elsewhere/used:2');
    const free = await derive('rm/free', 20);
    await docker('run', '-d', '--name', 'runs', 'rm/used:1', 'sleep', '600');
    expect(await ended(images.remove({ ids: [used], force: true }, context))).toMatchObject({
      state: 'failed',
      error: { code: 'image_in_use', message: expect.stringContaining("running container 'runs'") },
    });
    await docker('kill', 'runs');
    const both = await ended(
      images.remove({ ids: [used, free, `sha256:${'0'.repeat(64)}`], force: false }, context),
    );
    expect(both).toMatchObject({
      state: 'failed',
      error: { code: 'image_in_use', message: expect.stringContaining('2 of 3 images') },
    });
    expect(both.items.map(({ label, status }) => [label, status.slice(0, 13)])).toEqual(
      expect.arrayContaining([
        ['rm/free:latest', 'Removed'],
        [expect.stringMatching(/rm\/used:1|elsewhere\/used:2/), 'Cannot remove'],
      ]),
    );
    expect(await docker('inspect', '-f', '{{len .RepoTags}}', used)).toBe('2');
    expect((await ended(images.remove({ ids: [used], force: true }, context))).state).toBe('done');
    await docker('rm', 'runs');

    // A tag that moves on leaves its image without a name.
    const first = await derive('rm/moves', 30);
    await derive('rm/moves', 40);
    const dangling = await images.removalPlan({ which: 'dangling' }, context);
    expect(dangling).toMatchObject({ images: [{ id: first, tags: [] }], gainBytes: 30 });
    expect((await ended(images.remove({ ids: [first], force: false }, context))).state).toBe('done');
    await docker('rmi', 'rm/moves');
  });

  it('tell their configuration and their history', async () => {
    const id = await derive('told', 123);
    expect(await images.detail({ id }, context)).toMatchObject({
      id,
      tags: ['told:latest'],
      platform: 'linux/amd64',
      layerCount: 2,
      command: ['sh'],
      env: [expect.stringContaining('PATH=')],
      raw: { Id: id },
    });
    const history = await images.history({ id }, context);
    expect(history.map(({ sizeBytes }) => sizeBytes)).toEqual([0, 123, expect.any(Number)]);
    expect(history[1]?.createdBy).toContain('head -c 123');
    await expect(images.detail({ id: 'none' }, context)).rejects.toMatchObject({ code: 'image_not_found' });
    await docker('rmi', 'told');
  });
});

describe('a registry', () => {
  it('takes an image and gives it back, layer by layer', async () => {
    const name = `${registry.host}/tools/told:1`;
    const id = await derive('pushed', 3_000_000);
    await images.tag({ id, name }, context);
    const pushed = await ended(images.push({ name }, context));
    expect(pushed).toMatchObject({ state: 'done', status: 'Pushed' });
    expect(pushed.result?.digest).toMatch(/^sha256:/);
    expect(pushed.items.map(({ status }) => status)).toEqual(['Pushed', 'Pushed']);
    await ended(images.remove({ ids: [id], force: false }, context));

    const pulled = await ended(images.pull({ reference: name }, context));
    expect(pulled).toMatchObject({ state: 'done', status: 'Pulled', result: { imageId: id } });
    expect(pulled.items.map(({ status }) => status)).toEqual(['Already exists', 'Pull complete']);
    expect(pulled.currentBytes).toBe(pulled.totalBytes);
    const again = images.pull({ reference: `${registry.host}/tools/told@${pushed.result?.digest}` }, context);
    expect(await ended(again)).toMatchObject({
      state: 'done',
      status: 'Already up to date',
      result: { imageId: id },
    });
  });

  it('that is not there, or has not got it, is told apart', async () => {
    const away = `127.0.0.1:${await freePort()}/nobody/home:1`;
    expect(await ended(images.pull({ reference: `${registry.host}/no/such` }, context))).toMatchObject({
      state: 'failed',
      error: { code: 'image_pull_failed', hint: expect.stringContaining('name and tag') },
    });
    expect(await ended(images.pull({ reference: away }, context))).toMatchObject({
      state: 'failed',
      error: { code: 'image_pull_failed', hint: expect.stringContaining('cannot be reached') },
    });
    await images.tag({ id: 'busybox', name: away }, context);
    expect(await ended(images.push({ name: away }, context))).toMatchObject({
      state: 'failed',
      error: { code: 'image_push_failed', hint: expect.stringContaining('cannot be reached') },
    });
    expect(await ended(images.push({ name: 'not/here' }, context))).toMatchObject({ state: 'failed' });
    await docker('rmi', away);
  });

  it('that does not answer is let go when the pull is cancelled', async () => {
    const silent = createServer(() => {});
    const port = await new Promise<number>((resolve) =>
      silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port)),
    );
    const { taskId } = await images.pull({ reference: `127.0.0.1:${port}/never/comes` }, context);
    tasks.cancel(taskId);
    expect((await tasks.ended(taskId)).state).toBe('cancelled');
    silent.close();
  });
});

describe('tars', () => {
  const download = async (names: string[]) => {
    const { url } = await images.save({ names }, context);
    const answer = await transfers.handle({
      method: 'GET',
      path: url,
      body: undefined,
      signal: context.signal,
    });
    return { ...answer, content: await buffer(answer.body as Readable) };
  };
  const upload = async (fileName: string, content: Buffer, signal = context.signal) => {
    const { url, taskId } = await images.load({ fileName, sizeBytes: content.length }, context);
    const body = Readable.from(content.length > 0 ? [content] : []);
    const answer = await transfers.handle({ method: 'PUT', path: url, body, signal });
    return { answer, task: await tasks.ended(taskId) };
  };

  it('of several images are saved and loaded again, names and all', async () => {
    await derive('tar/a', 11);
    const b = await derive('tar/b', 22);
    const { status, headers, content } = await download(['tar/a:latest', 'tar/b:latest']);
    expect(status).toBe(200);
    expect(headers['content-disposition']).toContain('2-images.tar');
    await docker('rmi', 'tar/a', 'tar/b');
    const { answer, task } = await upload('two.tar', content);
    expect(task).toMatchObject({ state: 'done', currentBytes: content.length, totalBytes: content.length });
    expect(task.result?.images?.split('\n').sort()).toEqual(['tar/a:latest', 'tar/b:latest']);
    expect(answer.status).toBe(200);
    expect(await idOf('tar/b')).toBe(b);
    // By its id it has no name.
    const byId = await download([b]);
    expect(byId.headers['content-disposition']).toContain(`${b.slice(7, 19)}.tar`);
    await docker('rmi', 'tar/a', 'tar/b');
    expect((await upload('id.tar', byId.content)).task.result?.images).toBe(b);
    await expect(images.save({ names: ['none'] }, context)).rejects.toMatchObject({
      code: 'image_not_found',
    });
  });

  it('that are no images are refused in words that help', async () => {
    for (const [name, content] of [
      ['empty', Buffer.alloc(0)],
      ['words.txt', Buffer.from('These are words, and no tar. '.repeat(100))],
      ['rootfs.tar', await busyboxTar()],
      ['cut.tar', (await download(['busybox'])).content.subarray(0, 300_000)],
    ] as const) {
      const { task, answer } = await upload(name, content);
      expect([name, task.state, task.error?.code]).toEqual([name, 'failed', 'not_an_image']);
      expect(task.error?.message).toContain(`Cannot load '${name}'`);
      expect(answer.status).toBe(200);
    }
  });

  it('are stopped from the task and by their sender', async () => {
    const endless = () =>
      Readable.from(
        (async function* () {
          for (;;) yield Buffer.alloc(65_536);
        })(),
      );
    const offered = await images.load({ fileName: 'endless.tar', sizeBytes: 1e12 }, context);
    const answer = transfers.handle({
      method: 'PUT',
      path: offered.url,
      body: endless(),
      signal: context.signal,
    });
    await untilMoving(offered.taskId);
    tasks.cancel(offered.taskId);
    expect((await tasks.ended(offered.taskId)).state).toBe('cancelled');
    await answer;

    const gone = new AbortController();
    const second = await images.load({ fileName: 'endless.tar', sizeBytes: 1e12 }, context);
    void transfers.handle({ method: 'PUT', path: second.url, body: endless(), signal: gone.signal });
    await untilMoving(second.taskId);
    gone.abort();
    expect(await tasks.ended(second.taskId)).toMatchObject({
      state: 'failed',
      error: { code: 'transfer_failed' },
    });
  });
});
