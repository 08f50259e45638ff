import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../../../e2e/fixtures/busybox-image.ts';
import { ensureDockerPlugins, PLUGINS_TIMEOUT_MS } from '../../../../../e2e/fixtures/docker-plugins.ts';
import { startDockerd, type TestDockerd } from '../../../../../e2e/fixtures/dockerd.ts';
import { startRegistry } from '../../../../../e2e/fixtures/registry.ts';
import { stripAnsi } from '../../../../../shared/strip-ansi.ts';
import { FAILING, fromFile, fromText, REFUSED, TestBuilds } from '../test-builds.ts';

let dockerd: TestDockerd;
let builds: TestBuilds;

const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();

beforeAll(async () => {
  const plugins = await ensureDockerPlugins();
  dockerd = await startDockerd();
  await importBusybox(dockerd.docker);
  builds = new TestBuilds(dockerd, plugins);
}, PLUGINS_TIMEOUT_MS);

afterAll(async () => {
  await builds?.dispose();
  await dockerd?.stop();
});

/** Those of this engine: other tests build beside this one. */
function buildxProcesses(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => {
    try {
      const isBuild = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('docker-buildx\0build');
      return isBuild && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(dockerd.socket);
    } catch {
      return false;
    }
  });
}

/** What the hints are about. */
const HINTS = {
  'an instruction that is none': /marked/,
  'no stage at all': /./,
  'a file that is not there': /folder/,
  'a base that nobody has': /registry/,
  'a secret that is not given': /secret/,
};

describe('a build with BuildKit', () => {
  it('takes every option, mounts and secrets, and shows each step', async () => {
    const folder = builds.folder({
      'docker/app.Dockerfile': [
        'ARG BASE=none', // 1
        'FROM $BASE AS one',
        'ARG WHO',
        'COPY . /app',
        'RUN --mount=type=cache,target=/cache --mount=type=secret,id=key \\', // 5
        '  cd /app && echo "$WHO" > who && find . | sort && ls -l run.sh && cat /run/secrets/key | tr a-z A-Z',
        'FROM one AS two',
        'RUN false',
      ].join('\n'),
      '.dockerignore': '*.log\ndocker\n!keep.log\n',
      'a.log': 'no',
      'keep.log': 'yes',
      'run.sh': '#!/bin/sh\n',
      'Grüße 🚢': 'yes',
    });
    symlinkSync('keep.log', join(folder, 'link'));
    const secret = join(builds.folder({ 'a,b.txt': 'hidden' }), 'a,b.txt');
    const { task, output, progress, source } = await builds.build({
      ...fromFile(folder, 'docker/app.Dockerfile'),
      tags: ['kit/app:1', 'kit/app:2'],
      buildArgs: [
        { name: 'BASE', value: 'busybox' },
        { name: 'WHO', value: 'me & "you"' },
      ],
      labels: [{ name: 'stage', value: 'one' }],
      secrets: [{ id: 'key', path: secret }],
      target: 'one',
      noCache: true,
    });
    expect(task).toMatchObject({ state: 'done', status: 'Built kit/app:1, kit/app:2' });
    expect(source.builder).toEqual({ kind: 'buildkit', version: expect.stringMatching(/^\d+\.\d+/) });
    expect(output.filter((line) => line.startsWith('./'))).toEqual([
      './.dockerignore',
      './Grüße 🚢',
      './keep.log',
      './link',
      './run.sh',
      './who',
    ]);
    expect(output).toContain('HIDDEN');
    expect(progress.stepCount).toBe(3);
    const steps = progress.steps.filter(({ instruction }) => instruction);
    expect(steps.map(({ lines, state }) => [lines?.first, state])).toEqual([
      [2, 'done'],
      [4, 'done'],
      [5, 'done'],
    ]);
    expect(stripAnsi(output[steps[2]?.outputLine ?? -1] ?? '')).toMatch(/^#\d+ \[one 3\/3\] RUN --mount/);
    expect(progress.steps.map(({ text }) => text)).toContain('exporting to image');
    const made = JSON.parse(await docker('inspect', 'kit/app:2'))[0];
    expect(made).toMatchObject({ Id: task.result?.imageId, Config: { Labels: { stage: 'one' } } });
    expect(await docker('run', '--rm', 'kit/app:1', 'cat', '/app/who')).toBe('me & "you"');
    await docker('rmi', 'kit/app:1', 'kit/app:2');
  });

  it('needs no folder, tells what came from the cache, and takes a Dockerfile from elsewhere', async () => {
    const request = fromText('FROM busybox', 'RUN --mount=type=tmpfs,target=/t echo once > /once');
    const states = async () =>
      (await builds.build(request)).progress.steps.flatMap(({ instruction, state }) =>
        instruction ? [state] : [],
      );
    expect((await states()).at(-1)).toBe('done');
    expect((await states()).at(-1)).toBe('cached');
    const folder = builds.folder({ file: 'content' });
    const elsewhere = builds.folder({ 'My.Dockerfile': 'FROM busybox\nCOPY file /\nRUN cat /file' });
    const { output } = await builds.build(fromFile(folder, join(elsewhere, 'My.Dockerfile')));
    expect(output).toContain('content');
    const pasted = await builds.build({
      ...fromText('FROM busybox', 'COPY . /x', 'RUN ls /x'),
      context: folder,
    });
    expect(pasted.output).toContain('file');
  });

  it('marks the lines of a command that failed, with its output', async () => {
    const { task, output, progress } = await builds.build(FAILING);
    expect(task).toMatchObject({
      state: 'failed',
      error: {
        code: 'build_failed',
        message: expect.stringContaining('line 4'),
        hint: expect.stringContaining('marked lines'),
      },
    });
    expect(progress.failure).toEqual({
      lines: { first: 4, last: 8 },
      message: 'The command ended with exit code 7.',
    });
    expect(progress.steps.at(-1)).toMatchObject({ state: 'failed', lines: { first: 4, last: 8 } });
    expect(output).toContain('100%');
    expect(output).toContain('<b>it failed</b>');
    expect(Math.max(...output.map(({ length }) => length))).toBeLessThan(5000);
  });

  it.each([
    ...REFUSED,
    [
      'a secret that is not given',
      ['FROM busybox', 'RUN --mount=type=secret,id=k,required=true true'],
      2,
      'build_failed',
    ] as const,
  ])('explains %s', async (what, lines, line, code) => {
    const { task, progress } = await builds.build(fromText(...lines));
    const hint = expect.stringMatching(HINTS[what]);
    expect(task).toMatchObject({ state: 'failed', error: { code, hint } });
    expect(progress.failure?.lines).toEqual(line && { first: line, last: line });
    expect(progress.failure?.message).not.toMatch(/rpc error|failed to solve/);
  });

  it('shows the layers of a base image while it is pulled', async () => {
    const registry = await startRegistry();
    try {
      const name = `${registry.host}/base:1`;
      await builds.build({
        ...fromText('FROM busybox', 'RUN head -c 9000000 /dev/urandom > /big'),
        tags: [name],
      });
      await docker('push', '-q', name);
      await docker('rmi', name);
      await docker('builder', 'prune', '-af');
      const { task } = await builds.build(fromText(`FROM ${name}`, 'RUN ls -l /big'));
      expect(task.state).toBe('done');
      expect(task.items.map(({ status }) => status)).toContain('Pull complete');
      expect(task.totalBytes).toBeGreaterThan(9_000_000);
    } finally {
      await registry.stop();
    }
  });

  it('ends with its containers and its program when it is cancelled', async () => {
    const { taskId } = await builds.start(fromText('FROM busybox', 'RUN echo begun && sleep 4321'));
    const sleeping = () => execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' }).match(/^sleep 4321$/gm);
    await expect.poll(sleeping, { timeout: 30_000 }).not.toBeNull();
    builds.tasks.cancel(taskId);
    const { task, progress } = await builds.end(taskId);
    expect(task.state).toBe('cancelled');
    expect(progress.ended).toBe(true);
    expect(progress.steps.at(-1)?.state).toBe('cancelled');
    await expect.poll(sleeping, { timeout: 30_000 }).toBeNull();
    expect(buildxProcesses()).toEqual([]);
  });

  it('sends a folder of 200 MB, tells how much of it is sent, and stops where it is cancelled', async () => {
    const folder = builds.folder({ Dockerfile: 'FROM busybox\nCOPY big /' });
    writeFileSync(
      join(folder, 'big'),
      Buffer.concat(Array.from({ length: 200 }, () => randomBytes(1_000_000))),
    );
    const { taskId } = await builds.start({ ...fromFile(folder), tags: ['kit/big'] });
    let sent = 0;
    for await (const update of builds.tasks.watch(builds.context.signal)) {
      const tasks = update.kind === 'snapshot' ? update.tasks : update.upsert;
      sent = tasks.find(({ id }) => id === taskId)?.currentBytes ?? sent;
      if (sent > 0) break;
    }
    expect(sent).toBeLessThan(200_000_000);
    builds.tasks.cancel(taskId);
    expect((await builds.end(taskId)).task.state).toBe('cancelled');
    expect(buildxProcesses()).toEqual([]);
    expect(await docker('images', '-q', 'kit/big')).toBe('');
    const whole = await builds.build({ ...fromFile(folder), tags: ['kit/big'] });
    expect(whole.task.state).toBe('done');
    expect(Number(await docker('inspect', '--format={{.Size}}', 'kit/big'))).toBeGreaterThan(200_000_000);
    await docker('rmi', 'kit/big');
  });
});
