import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../../e2e/fixtures/busybox-image.ts';
import { freePort, startDockerd, type TestDockerd } from '../../../../e2e/fixtures/dockerd.ts';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import {
  type RunProgress,
  type RunRequestInput,
  runRequest,
} from '../../../../shared/contract/containers.ts';
import { silentLogger } from '../../log/logger.ts';
import { Engine } from '../engine.ts';
import { configurationOf } from './container-configuration.ts';
import { dockerRun } from './docker-run.ts';
import { readContainer } from './inspect-container.ts';
import { recreateContainer } from './recreate-container.ts';

let dockerd: TestDockerd;
let engine: Engine;

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
  engine?.dispose();
  await dockerd?.stop();
});

const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();
const inspect = async (name: string) => JSON.parse(await docker('inspect', name))[0];
const states = async () =>
  Object.fromEntries(
    (await docker('ps', '-a', '--format', '{{.Names}} {{.State}}'))
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ')),
  );

/** Reads what a container has, as the form does, and edits it. */
async function edit(
  name: string,
  change: Partial<RunRequestInput>,
  options: { keepOld?: boolean; cancelAt?: RunProgress['kind']; engine?: Engine } = {},
): Promise<RunProgress[]> {
  const { request } = await engine.use({ verb: 'read', operand: name }, async (client) =>
    configurationOf(await readContainer(client, name), 'edit'),
  );
  const items: RunProgress[] = [];
  const order = {
    id: name,
    request: runRequest.parse({ ...request, ...change }),
    keepOld: false,
    ...options,
  };
  const abort = new AbortController();
  for await (const item of recreateContainer(options.engine ?? engine, order, abort.signal)) {
    items.push(item);
    if (item.kind === options.cancelAt) abort.abort();
  }
  return items;
}

const SERVE = ['sh', '-c', 'trap exit TERM; while :; do sleep 0.2; done'];

describe('recreateContainer', () => {
  it('puts one with other settings in its place, with the data of its volumes', async () => {
    const port = await freePort();
    await docker(
      ...['run', '-d', '--name=web', '-v', '/data', '-v', 'kept:/kept', `--publish=127.0.0.1:${port}:80`],
      ...['--dns=10.0.0.1', '--label=a=b', 'busybox', ...SERVE],
    );
    await docker('exec', 'web', 'sh', '-c', 'echo treasure > /data/file; echo more > /kept/file');
    const old = await inspect('web');
    // The same host port: the old one has to give it up before the new one starts.
    const items = await edit('web', { env: [{ name: 'MODE', value: 'new' }], restart: { name: 'always' } });
    expect(items.map(({ kind }) => kind)).toEqual(['creating', 'replacing', 'started']);
    expect(items.at(-1)).toMatchObject({ name: 'web', warnings: [] });
    expect(await states()).toEqual({ web: 'running' });
    const made = await inspect('web');
    expect(made.Id).not.toBe(old.Id);
    expect(made.Config.Env).toContain('MODE=new');
    expect(made.Config.Labels).toEqual({ a: 'b' });
    expect(made.HostConfig).toMatchObject({ Dns: ['10.0.0.1'], RestartPolicy: { Name: 'always' } });
    expect(made.HostConfig.PortBindings).toEqual(old.HostConfig.PortBindings);
    expect(await docker('exec', 'web', 'cat', '/data/file', '/kept/file')).toBe('treasure\nmore');
    // Its own volume is still nobody else's: another like it gets a new one.
    const { own, ...rest } = await engine.use({ verb: 'read', operand: 'web' }, (client) =>
      readContainer(client, 'web'),
    );
    expect(dockerRun(own).command).toMatch(/ --volume=kept:\/kept --volume=\/data busybox /);
    expect(configurationOf({ own, ...rest }, 'duplicate').request.volumes).toContainEqual(
      expect.objectContaining({ type: 'volume', source: '', target: '/data' }),
    );
    await edit('web', { env: [] });
    expect(await docker('exec', 'web', 'cat', '/data/file')).toBe('treasure');
    await docker('rm', '-fv', 'web');
    await docker(
      'volume',
      'rm',
      'kept',
      old.Mounts.find(({ Destination }: { Destination: string }) => Destination === '/data').Name,
    );
  });

  it('keeps the old one where it is asked to, renames, and leaves a stopped one stopped', async () => {
    await docker('create', '--name=job', 'busybox', 'true');
    expect((await edit('job', { name: 'task', user: 'nobody' }, { keepOld: true })).at(-1)).toMatchObject({
      kind: 'created',
      name: 'task',
    });
    expect(await states()).toEqual({ task: 'created', 'job.before-edit': 'created' });
    expect((await inspect('task')).Config.User).toBe('nobody');
  });

  it('puts the old one back, by name and state, when the new one cannot run', async () => {
    await docker('run', '-d', '--name=web', 'busybox', ...SERVE);
    await docker('run', '-d', '--name=still', 'busybox', ...SERVE);
    await docker('pause', 'still');
    await docker('create', '--name=taken', 'busybox', 'true');
    const before = { web: (await inspect('web')).Id, still: (await inspect('still')).Id };

    await expect(
      edit('web', { command: ['sh', '-c', 'echo no such setting >&2; exit 3'] }),
    ).rejects.toMatchObject({
      code: 'container_start_failed',
      message: expect.stringMatching(/exit code 3: no such setting/),
    });
    await expect(edit('web', { command: ['/no/such/program'] })).rejects.toMatchObject({ code: 'bad_input' });
    await expect(edit('web', { name: 'taken' })).rejects.toMatchObject({ code: 'container_name_taken' });
    await expect(edit('web', { networks: [{ name: 'nowhere' }] })).rejects.toThrow(/nowhere/);
    await expect(edit('web', { image: `127.0.0.1:${await freePort()}/none:1` })).rejects.toMatchObject({
      code: 'image_pull_failed',
    });
    await expect(edit('still', { command: ['false'] })).rejects.toMatchObject({
      code: 'container_start_failed',
    });
    for (const cancelAt of ['creating', 'replacing'] as const)
      await expect(edit('web', {}, { cancelAt })).rejects.toMatchObject({ code: 'cancelled' });

    expect(await states()).toEqual({ web: 'running', still: 'paused', taken: 'created' });
    expect((await inspect('web')).Id).toBe(before.web);
    expect((await inspect('still')).Id).toBe(before.still);
  });

  it('takes a job that is done at once for a success', async () => {
    await docker('create', '--name=job', 'busybox', 'true');
    expect((await edit('job', { start: true, command: ['echo', 'done'] })).at(-1)?.kind).toBe('started');
    expect(await states()).toEqual({ job: 'exited' });
  });

  it('refuses what removes itself, which could not be put back', async () => {
    await docker('run', '-d', '--rm', '--name=gone', 'busybox', ...SERVE);
    await expect(edit('gone', {})).rejects.toMatchObject({ code: 'bad_input' });
    expect(await states()).toEqual({ gone: 'running' });
  });

  it('cut off in the middle, leaves the old one by a clear name and says so', async () => {
    await docker('run', '-d', '--name=web', '--env=KEEP=me', 'busybox', ...SERVE);
    const { Id: id } = await inspect('web');
    const cut = await cutAt(/\/start$/, dockerd.socket);
    try {
      await expect(edit('web', {}, { engine: cut.engine })).rejects.toMatchObject({
        hint: expect.stringContaining("'web.before-edit'"),
      });
    } finally {
      await cut.close();
    }
    expect((await inspect('web.before-edit')).Id).toBe(id);
    // By hand, as the hint says.
    await docker('rm', '-f', 'web');
    await docker('rename', 'web.before-edit', 'web');
    await docker('start', 'web');
    expect(await states()).toEqual({ web: 'running' });
  });
});

/** An engine behind a socket that answers nothing more from the first request of this path on. */
async function cutAt(path: RegExp, socketPath: string): Promise<{ engine: Engine; close(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'pier-cut-'));
  let dead = false;
  const server: Server = createServer((incoming, response) => {
    dead ||= path.test(incoming.url?.split('?')[0] ?? '');
    if (dead) return void incoming.socket.destroy();
    const { method, url, headers } = incoming;
    const outgoing = httpRequest({ socketPath, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      response.flushHeaders();
      pipeline(answer, response).catch(() => {});
    });
    outgoing.on('error', () => incoming.socket.destroy());
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(join(dir, 'engine.sock'), resolve));
  const cut = new Engine({
    source: new TestSource({ kind: 'unix', path: join(dir, 'engine.sock') }),
    log: silentLogger,
  });
  return {
    engine: cut,
    close: async () => {
      cut.dispose();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
