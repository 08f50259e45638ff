import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../../e2e/fixtures/busybox-image.ts';
import { startDockerd, type TestDockerd } from '../../../../e2e/fixtures/dockerd.ts';
import type { BuildRequestInput, BuildUpdate } from '../../../../shared/contract/builds.ts';
import { FAILING, fromFile, fromText, REFUSED, type TestBuild, TestBuilds } from './test-builds.ts';

let dockerd: TestDockerd;
let builds: TestBuilds;

const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();
const build = (input: BuildRequestInput): Promise<TestBuild> => builds.build(input);
const makeFolder = (files: Record<string, string>): string => builds.folder(files);

beforeAll(async () => {
  dockerd = await startDockerd({ tls: true });
  await importBusybox(dockerd.docker);
  builds = new TestBuilds(dockerd);
});

afterAll(async () => {
  await builds?.dispose();
  await dockerd?.stop();
});

describe('a build with the classic builder of a real engine', () => {
  it('sends the folder without what is ignored, and takes every option', async () => {
    const folder = makeFolder({
      Dockerfile: 'FROM busybox AS wrong\nRUN false',
      'docker/app.Dockerfile': [
        'ARG BASE=none',
        'FROM $BASE AS one',
        'ARG WHO',
        'COPY . /app',
        'RUN cd /app && echo "$WHO" > who && find . | sort && ls -l run.sh link && cat link',
        'FROM one AS two',
        'RUN false',
      ].join('\n'),
      '.dockerignore': '*.log\nnode_modules\n.dockerignore\n!keep.log\ndocker\n',
      'a.log': 'no',
      'keep.log': 'yes',
      'node_modules/x/index.js': 'no',
      'src/node_modules/y.js': 'yes',
      'src/empty': '',
      'run.sh': '#!/bin/sh\n',
      [`${'long/'.repeat(40)}name`]: 'deep',
      'Grüße 🚢': 'yes',
    });
    chmodSync(join(folder, 'run.sh'), 0o755);
    symlinkSync('keep.log', join(folder, 'link'));
    mkdirSync(join(folder, 'void'));
    const socket = createServer();
    await new Promise<void>((resolve) => socket.listen(join(folder, 'a.sock'), resolve));
    const { task, output, progress, source } = await build({
      ...fromFile(folder, 'docker/app.Dockerfile'),
      tags: ['built/app:1', 'built/app:2'],
      buildArgs: [
        { name: 'BASE', value: 'busybox' },
        { name: 'WHO', value: 'me & "you"' },
      ],
      labels: [{ name: 'stage', value: 'one' }],
      target: 'one',
      noCache: true,
    });
    socket.close();
    expect(task).toMatchObject({ state: 'done', status: 'Built built/app:1, built/app:2' });
    expect(source).toMatchObject({
      dockerfile: expect.stringContaining('ARG BASE=none'),
      builder: { kind: 'classic', reason: { code: 'buildx_missing' } },
    });
    const listed = output.filter((line) => line.startsWith('.'));
    expect(listed).toEqual(
      expect.arrayContaining([
        './Grüße 🚢',
        './keep.log',
        './link',
        './src/empty',
        './src/node_modules/y.js',
        './void',
      ]),
    );
    expect(listed).toContain(`./${'long/'.repeat(40)}name`);
    for (const name of [
      './a.log',
      './node_modules',
      './.dockerignore',
      './docker/app.Dockerfile',
      './a.sock',
    ]) {
      expect(listed).not.toContain(name);
    }
    expect(output.join('\n')).toMatch(/-rwxr-xr-x.* run\.sh/);
    expect(output).toContain("Left out 'a.sock': it is a socket, a pipe or a device.");
    expect(progress.steps.map(({ number, lines, state }) => [number, lines?.first, state])).toEqual([
      [1, 1, 'done'],
      [2, 2, 'done'],
      [3, 3, 'done'],
      [4, 4, 'done'],
      [5, 5, 'done'],
      [6, undefined, 'done'],
    ]);
    expect(output[progress.steps[4]?.outputLine ?? -1]).toContain('Step 5/6 : RUN cd /app');
    const made = JSON.parse(await docker('inspect', 'built/app:2'))[0];
    expect(made).toMatchObject({ Id: task.result?.imageId, Config: { Labels: { stage: 'one' } } });
    expect(await docker('run', '--rm', 'built/app:1', 'cat', '/app/who')).toBe('me & "you"');
    await docker('rmi', 'built/app:1', 'built/app:2');
  });

  it('needs no folder, uses its cache, and takes a Dockerfile from elsewhere', async () => {
    const request = fromText('FROM busybox', 'RUN echo once > /once');
    expect((await build(request)).progress.steps.map(({ state }) => state)).toEqual(['done', 'done']);
    const again = await build(request);
    expect(again.progress.steps.map(({ state }) => state)).toEqual(['done', 'cached']);
    const folder = makeFolder({ file: 'content', '.dockerignore': '*.md' });
    const elsewhere = join(
      makeFolder({ 'My.Dockerfile': 'FROM busybox\nCOPY file /\nRUN cat /file' }),
      'My.Dockerfile',
    );
    const { output, task } = await build(fromFile(folder, elsewhere));
    expect(task.state).toBe('done');
    expect(output).toContain('content');
    const pasted = await build({ ...fromText('FROM busybox', 'COPY . /x', 'RUN ls -A /x'), context: folder });
    expect(pasted.task.state).toBe('done');
  });

  it('marks the lines of a command that failed, with its output', async () => {
    const { task, output, progress } = await build(FAILING);
    expect(task).toMatchObject({
      state: 'failed',
      error: {
        code: 'build_failed',
        message: expect.stringContaining('line 4'),
        hint: expect.stringContaining('marked lines'),
      },
    });
    expect(progress.failure).toMatchObject({
      lines: { first: 4, last: 8 },
      message: expect.stringContaining('code: 7'),
    });
    expect(progress.steps.at(-1)).toMatchObject({ number: 3, state: 'failed' });
    expect(output).toContain('100%');
    expect(output.join('\n')).toContain('<b>it failed</b>');
    expect(Math.max(...output.map(({ length }) => length))).toBeLessThan(5000);
  });

  it.each([
    ...REFUSED,
    [
      'an option of BuildKit',
      ['FROM busybox', 'RUN --mount=type=cache,target=/x true'],
      2,
      undefined,
    ] as const,
  ])('explains %s', async (_what, lines, line, code) => {
    const { task, progress } = await build(fromText(...lines));
    expect(task.state).toBe('failed');
    if (code) expect(task.error?.code).toBe(code);
    expect(progress.ended).toBe(true);
    expect(progress.failure?.message).toBeTruthy();
    if (line) expect(progress.failure?.lines).toEqual({ first: line, last: line });
  });

  it('starts nothing where folder or Dockerfile are not as they should be', async () => {
    const folder = makeFolder({ file: 'x', 'bad.dockerignore': '', Dockerfile: 'FROM busybox' });
    const start = (request: BuildRequestInput) => builds.start(request);
    await expect(start(fromFile('/no/such/folder'))).rejects.toMatchObject({ code: 'path_unreadable' });
    await expect(start(fromFile('relative'))).rejects.toMatchObject({ code: 'path_unreadable' });
    await expect(start(fromFile(join(folder, 'file')))).rejects.toMatchObject({
      message: expect.stringContaining('not a folder'),
    });
    await expect(start(fromFile(folder, 'Dockerfile.nope'))).rejects.toMatchObject({
      message: expect.stringContaining("Dockerfile.nope': it is not there"),
    });
    const secrets = [{ id: 'key', path: join(folder, 'file') }];
    await expect(start({ ...fromFile(folder), secrets })).rejects.toMatchObject({
      code: 'buildx_missing',
      message: expect.stringContaining('secrets'),
    });
    writeFileSync(join(folder, '.dockerignore'), 'a[b\n');
    await expect(start(fromFile(folder))).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining("'a[b'"),
    });
  });

  it('ends with its container when it is cancelled, and can be watched by whoever comes later', async () => {
    const { tasks, handlers, context } = builds;
    const { taskId } = await builds.start(fromText('FROM busybox', 'RUN sleep 1000'));
    await expect.poll(() => docker('ps', '-q'), { timeout: 30_000 }).not.toBe('');
    tasks.cancel(taskId);
    expect((await tasks.ended(taskId)).state).toBe('cancelled');
    await expect.poll(() => docker('ps', '-aq'), { timeout: 30_000 }).toBe('');
    const updates: BuildUpdate[] = [];
    for await (const update of handlers.builds.watch({ taskId }, context)) updates.push(update);
    expect(updates).toMatchObject([
      { kind: 'source', name: 'Dockerfile' },
      { kind: 'progress', ended: true, steps: [{ state: 'done' }, { state: 'cancelled' }] },
    ]);
    expect(() => handlers.builds.watch({ taskId: 'none' }, context)).toThrow(/not known/);
  });
});

describe('the layers of an image of a real engine', () => {
  it('are read once, and shown folder by folder', async () => {
    const { task } = await build(
      fromText(
        'FROM busybox',
        'RUN mkdir /data && head -c 200000 /dev/zero > /data/big && echo a > /data/small',
        'ENV A=b',
        'RUN rm /data/big && echo bb > /data/small && mkdir /more && echo c > /more/new',
      ),
    );
    const id = task.result?.imageId ?? '';
    const { handlers, tasks, context } = builds;
    const { imageLayers } = handlers;
    expect(await imageLayers.analysis({ id }, context)).toBeNull();
    const [one, two] = await Promise.all([
      imageLayers.analyse({ id }, context),
      imageLayers.analyse({ id }, context),
    ]);
    expect(one).toEqual(two);
    expect(await tasks.ended(one.taskId)).toMatchObject({ state: 'done', status: '3 layers' });
    const analysis = await imageLayers.analysis({ id }, context);
    expect(
      analysis?.layers.map(({ added, changed, removed, wastedBytes }) => [
        added,
        changed,
        removed,
        wastedBytes,
      ]),
    ).toEqual([
      [expect.any(Number), 0, 0, 0],
      [2, 0, 0, 0],
      [1, 1, 1, 200_002],
    ]);
    expect(analysis?.layers[2]?.createdBy).toContain('rm /data/big');
    expect(analysis?.wasted[0]).toEqual({ path: '/data/big', copies: 1, wastedBytes: 200_000 });
    const files = await imageLayers.files(
      { id, layer: 2, path: '/data', kept: false, sort: 'name', offset: 0, limit: 10 },
      context,
    );
    expect(files.files.map(({ name, change, sizeBytes }) => [name, change, sizeBytes])).toEqual([
      ['big', 'removed', 200_000],
      ['small', 'changed', 3],
    ]);
    const ask = (change: object) => async () =>
      imageLayers.files(
        { id, layer: 2, path: '/', kept: false, sort: 'name', offset: 0, limit: 10, ...change },
        context,
      );
    await expect(ask({ path: '/none' })()).rejects.toMatchObject({ code: 'bad_input' });
    await expect(ask({ layer: 3 })()).rejects.toMatchObject({ code: 'bad_input' });
    await expect(ask({ id: 'other' })()).rejects.toMatchObject({ code: 'bad_input' });
    await expect(imageLayers.analyse({ id: 'none' }, context)).rejects.toMatchObject({
      code: 'image_not_found',
    });
  });
});
