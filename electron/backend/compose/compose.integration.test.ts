import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../e2e/fixtures/busybox-image.ts';
import { ensureDockerPlugins, PLUGINS_TIMEOUT_MS } from '../../../e2e/fixtures/docker-plugins.ts';
import { startDockerd, type TestDockerd } from '../../../e2e/fixtures/dockerd.ts';
import { TestSource } from '../../../e2e/fixtures/test-source.ts';
import { until } from '../../../e2e/fixtures/until.ts';
import type { ComposeFile, ComposeProject } from '../../../shared/contract/compose.ts';
import type { CallContext } from '../../../shared/contract/define.ts';
import type { PierHandlers } from '../../../shared/contract/index.ts';
import type { Task } from '../../../shared/contract/tasks.ts';
import type { ErrorData } from '../../../shared/errors.ts';
import { compareProject } from '../../../shared/model/compose-drift.ts';
import { pierFiles } from '../../../vm/files.ts';
import { Engine } from '../engine/engine.ts';
import { silentLogger } from '../log/logger.ts';
import { DockerSocket } from '../network/docker-socket.ts';
import { TaskRegistry } from '../tasks/task-registry.ts';
import { composeHandlers } from './compose-handlers.ts';

/** An end that does not take the ten seconds that a shell which ignores SIGTERM gets. */
const QUICK = 'stop_signal: SIGKILL';

let dockerd: TestDockerd;
let engine: Engine;
let socket: DockerSocket;
let tasks: TaskRegistry;
let compose: PierHandlers['compose'];
let home: string;
let folder: string;

beforeAll(async () => {
  const plugins = await ensureDockerPlugins();
  home = await mkdtemp(join(tmpdir(), 'pier-c-'));
  folder = await mkdtemp(join(tmpdir(), 'pier-shop-'));
  dockerd = await startDockerd();
  await importBusybox(dockerd.docker);
  const source = new TestSource(dockerd.endpoint);
  const log = silentLogger;
  const files = pierFiles(home);
  files.run.dockerSocket = join(home, 'docker.sock');
  // The real relay: what compose is told is where the product serves the engine.
  socket = new DockerSocket({ path: files.run.dockerSocket, source, log });
  await socket.listen();
  engine = new Engine({ source, log });
  tasks = new TaskRegistry({ log });
  const env = { ...process.env, PATH: plugins };
  compose = composeHandlers({
    engine,
    tasks,
    log,
    files,
    cacheDir: join(home, 'no-cache'),
    env,
    dockerSocket: files.run.dockerSocket,
  });
}, PLUGINS_TIMEOUT_MS);

afterAll(async () => {
  await tasks?.dispose();
  await socket?.close();
  engine?.dispose();
  await dockerd?.stop();
  if (home) await rm(home, { recursive: true });
  if (folder) await rm(folder, { recursive: true });
});

const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();
const context = (signal = new AbortController().signal): CallContext => ({ role: 'ui', signal });
const write = (name: string, ...lines: string[]) => writeFile(join(folder, name), `${lines.join('\n')}\n`);

/** Runs a call that starts a task to the task's end, and gives its output with it. */
async function finish(started: Promise<{ taskId: string }> | { taskId: string }) {
  const { taskId } = await started;
  const ended = await tasks.ended(taskId);
  const lines: string[] = [];
  for await (const batch of tasks.output(taskId, new AbortController().signal))
    lines.push(...batch.lines.map(({ text }) => text));
  return { ...ended, lines };
}

const done = (task: Task & { lines: string[] }) => {
  expect(task, JSON.stringify([task.error, task.lines])).toMatchObject({ state: 'done' });
  return task;
};

const up = (change: Partial<Parameters<typeof compose.up>[0]> = {}) =>
  finish(
    compose.up(
      {
        source: { file: join(folder, 'compose.yaml'), name: 'shop' },
        services: [],
        build: false,
        pull: false,
        recreate: false,
        removeOrphans: false,
        ...change,
      },
      context(),
    ),
  );

/** Follows the projects and, for one that has a file, the file. */
function watch(project: string) {
  const abort = new AbortController();
  let projects: ComposeProject[] = [];
  let file: ComposeFile | undefined;
  let error: ErrorData | undefined;
  const reading = Promise.all([
    (async () => {
      for await (const update of compose.watch({}, context(abort.signal)))
        projects = update.kind === 'snapshot' ? update.items : [];
    })(),
    (async () => {
      for await (const item of compose.watchFile({ project }, context(abort.signal))) {
        file = item.kind === 'read' ? item.file : undefined;
        error = item.kind === 'failed' ? item.error : undefined;
      }
    })(),
  ]);
  const view = {
    project: () => projects.find(({ name }) => name === project),
    service: (name: string) => view.project()?.services.find((service) => service.name === name),
    states: () =>
      (view.project()?.services ?? []).flatMap(({ containers }) =>
        containers.map(({ name, state }) => `${name.replace(`${project}-`, '')} ${state}`),
      ),
    error: () => error,
    /** "web configuration", "gone orphan": what is not the same. */
    drift: () => {
      const found = view.project();
      if (!found || !file) return 'unknown';
      return compareProject(found, file)
        .filter(({ drift }) => drift.state !== 'same')
        .map(
          ({ name, drift }) => `${name} ${drift.state === 'differs' ? drift.reasons.join('+') : drift.state}`,
        )
        .join(', ');
    },
    now: (what: string, condition: () => boolean | undefined) =>
      until(what, condition, () => JSON.stringify({ projects, error, drift: view.drift() })),
    end: async () => {
      abort.abort();
      await reading;
    },
  };
  return view;
}

const SHOP = [
  'services:',
  `  db: {image: busybox, command: sleep 1000, ${QUICK}, volumes: ["data:/data"], healthcheck: {test: ["CMD", "test", "-f", "/data/ok"], interval: 1s, retries: 100}}`,
  `  web: {image: busybox, command: sleep 1000, ${QUICK}, env_file: web.env, environment: [A=1], networks: [default, front], depends_on: [db]}`,
  '  once: {image: busybox, command: "true", profiles: [jobs]}',
  'networks: {front: {}}',
  'volumes: {data: {}}',
];

describe('compose with the real program and a real engine', () => {
  it('says which program it found', async () => {
    expect(await compose.program({}, context())).toMatchObject({ kind: 'found', version: /^2\./ });
  });

  it('explains a file that is not one', async () => {
    const read = (file: string) =>
      compose.readFile({ source: { file: join(folder, file), name: '' } }, context());
    await write('bad.yaml', 'services:', '  web: {image: busybox, colour: red}');
    await expect(read('bad.yaml')).rejects.toMatchObject({
      code: 'compose_file_invalid',
      message: expect.stringContaining('services.web Additional property colour is not allowed.'),
    });
    await write('broken.yaml', 'services: [');
    await expect(read('broken.yaml')).rejects.toMatchObject({ code: 'compose_file_invalid' });
    await expect(read('nowhere.yaml')).rejects.toMatchObject({
      code: 'compose_file_invalid',
      message: expect.stringContaining('there is no such file'),
    });
    await expect(read('.')).rejects.toMatchObject({ message: expect.stringContaining('it is a folder') });
    await expect(compose.readFile({ source: { project: 'nobody' } }, context())).rejects.toMatchObject({
      code: 'compose_project_not_found',
    });
  });

  it('brings up, follows, marks what differs from the file, scales and takes down', async () => {
    await write('web.env', 'FROM_FILE=1');
    await write('compose.yaml', ...SHOP);
    await write('compose.override.yaml', 'services: {web: {labels: {note: $NOTE}}}');
    const preview = await compose.readFile(
      { source: { file: join(folder, 'compose.yaml'), name: '' } },
      context(),
    );
    expect(preview).toMatchObject({
      project: expect.stringMatching(/^pier-shop-/),
      configFiles: [join(folder, 'compose.yaml'), join(folder, 'compose.override.yaml')],
      services: [{ name: 'db' }, { name: 'once', profiles: ['jobs'] }, { name: 'web', dependsOn: ['db'] }],
      warnings: [expect.stringContaining('NOTE')],
      rendered: expect.stringContaining('FROM_FILE: "1"'),
    });

    const begun = done(await up());
    expect(begun).toMatchObject({ kind: 'compose-up', title: 'Bring up shop', result: { project: 'shop' } });
    expect(begun.items).toContainEqual({
      id: 'Container shop-web-1',
      label: 'shop-web-1',
      status: 'Started',
    });
    expect(begun.lines.join('\n')).toContain('Network shop_front  Created');

    const shop = watch('shop');
    await shop.now('all run', () => shop.states().join() === 'db-1 running,web-1 running');
    await shop.now('the file is read', () => shop.drift() === 'once inactive');
    expect(shop.project()).toMatchObject({
      workingDir: folder,
      configFiles: [join(folder, 'compose.yaml'), join(folder, 'compose.override.yaml')],
      networks: [{ name: 'shop_default' }, { name: 'shop_front' }],
      volumes: ['shop_data'],
      onEngine: true,
    });
    expect(shop.service('web')?.dependsOn).toEqual(['db']);

    done(await finish(compose.scale({ project: 'shop', service: 'web', replicas: 3 }, context())));
    await shop.now('three', () => shop.service('web')?.containers.length === 3);
    await shop.now('the count differs', () => shop.drift() === 'once inactive, web replicas');

    // The variables of an env_file count; a service that is new and one that is gone are told.
    await write('web.env', 'FROM_FILE=2');
    await write(
      'compose.yaml',
      ...SHOP.map((line) => line.replace('  once:', '  more:').replace(', profiles: [jobs]', '')),
    );
    await shop.now('differences', () => shop.drift() === 'more missing, web configuration+replicas');
    await write(
      'compose.yaml',
      ...SHOP.filter((line) => !line.startsWith('  db:')).map((line) => line.replace('[db]', '[]')),
    );
    await shop.now('an orphan', () => shop.drift().startsWith('db orphan'));
    await write('compose.yaml', 'services: {web: {image: busybox, colour: red}}');
    await shop.now('a file with an error', () => shop.error()?.code === 'compose_file_invalid');
    await expect(
      compose.scale({ project: 'shop', service: 'web', replicas: 1 }, context()),
    ).rejects.toMatchObject({
      code: 'compose_file_invalid',
    });
    await write('compose.yaml', ...SHOP);
    done(await up({ removeOrphans: true }));
    await shop.now('as in the file', () => shop.drift() === 'once inactive');

    const ended = done(
      await finish(compose.down({ project: 'shop', services: [], volumes: false }, context())),
    );
    expect(ended.lines.join('\n')).toContain('Container shop-web-1  Removed');
    await shop.now('down, and remembered', () => shop.project()?.onEngine === false);
    expect(await docker('volume', 'ls', '-q')).toBe('shop_data');
    done(await up({ source: { project: 'shop' } }));
    await shop.now('up again', () => shop.states().join() === 'db-1 running,web-1 running');
    done(await finish(compose.down({ project: 'shop', services: [], volumes: true }, context())));
    await shop.now('down', () => shop.project()?.onEngine === false);
    expect(await docker('volume', 'ls', '-q')).toBe('');
    await compose.forget({ project: 'shop' }, context());
    await shop.now('forgotten', () => shop.project() === undefined);
    await shop.end();
  });

  it('acts through the engine in the order of dependencies, and without the file', async () => {
    await write('web.env', '');
    await write(
      'compose.yaml',
      ...SHOP.map((line) =>
        line.replace('depends_on: [db]', 'depends_on: {db: {condition: service_healthy}}'),
      ),
    );
    await rm(join(folder, 'compose.override.yaml'), { force: true });
    const starting = up();
    const shop = watch('shop');
    // "up" waits for the health of what "web" depends on.
    await shop.now('a waiting web', () => shop.states().join() === 'db-1 running,web-1 created');
    await docker('exec', 'shop-db-1', 'touch', '/data/ok');
    done(await starting);
    await shop.now('both', () => shop.states().join() === 'db-1 running,web-1 running');

    const act = (action: Parameters<typeof compose.act>[0]['action'], ...services: string[]) =>
      finish(compose.act({ project: 'shop', services, action }, context()));
    const stopped = done(await act('stop'));
    expect(stopped.items.map(({ label, status }) => `${label} ${status}`).sort()).toEqual([
      'shop-db-1 Done',
      'shop-web-1 Done',
    ]);
    const at = (name: string, time: string) => docker('inspect', '-f', `{{.State.${time}}}`, name);
    expect((await at('shop-web-1', 'FinishedAt')) < (await at('shop-db-1', 'FinishedAt'))).toBe(true);
    await shop.now('stopped', () => shop.states().join() === 'db-1 exited,web-1 exited');
    expect(await act('start', 'web')).toMatchObject({
      state: 'failed',
      error: { message: "Cannot start what depends on 'shop-db-1': it has ended." },
    });
    done(await act('start'));
    expect((await at('shop-web-1', 'StartedAt')) > (await at('shop-db-1', 'StartedAt'))).toBe(true);
    done(await act('pause', 'db'));
    await shop.now('paused', () => shop.states().join() === 'db-1 paused,web-1 running');
    done(await act('unpause'));
    done(await act('restart', 'web'));
    expect(await act('start')).toMatchObject({ state: 'done', status: 'There was nothing to do' });

    done(await finish(compose.down({ project: 'shop', services: ['web'], volumes: false }, context())));
    await shop.now('web is removed', () => shop.states().join() === 'db-1 running');
    await docker('run', '-d', '--network', 'shop_front', '--name', 'stranger', 'busybox', 'sleep', '1000');
    await write('compose.yaml', 'services: [');
    const kept = await finish(compose.down({ project: 'shop', services: [], volumes: true }, context()));
    expect(kept.lines.join('\n')).toContain('It is removed by what the engine knows of it.');
    expect(kept).toMatchObject({
      state: 'failed',
      error: { message: expect.stringContaining("Cannot remove the network 'shop_front'") },
    });
    await docker('rm', '-f', 'stranger');
    done(await finish(compose.down({ project: 'shop', services: [], volumes: true }, context())));
    await compose.forget({ project: 'shop' }, context());
    await shop.now('gone', () => shop.project() === undefined);
    expect(await docker('network', 'ls', '-q', '--filter', 'label=com.docker.compose.project')).toBe('');
    expect(await docker('volume', 'ls', '-q')).toBe('');
    await shop.end();
  });

  it('fails with the reason of compose, and can be cancelled', async () => {
    await write('compose.yaml', `services: {web: {image: busybox, command: /no/such, ${QUICK}}}`);
    const failed = await up();
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'compose_failed' } });
    expect(failed.error?.message).toMatch(/Cannot bring up 'shop': .*no such file or directory/);

    await write(
      'compose.yaml',
      'services:',
      `  db: {image: busybox, command: sleep 1000, ${QUICK}, healthcheck: {test: ["CMD", "false"], interval: 1s, retries: 1000}}`,
      `  web: {image: busybox, command: sleep 1000, ${QUICK}, depends_on: {db: {condition: service_healthy}}}`,
    );
    const { taskId } = await compose.up(
      {
        source: { file: join(folder, 'compose.yaml'), name: 'shop' },
        services: [],
        build: false,
        pull: false,
        recreate: false,
        removeOrphans: false,
      },
      context(),
    );
    const shop = watch('shop');
    await shop.now('a waiting web', () => shop.states().join() === 'db-1 running,web-1 created');
    tasks.cancel(taskId);
    expect(await tasks.ended(taskId)).toMatchObject({ state: 'cancelled' });
    done(await finish(compose.down({ project: 'shop', services: [], volumes: true }, context())));
    await shop.end();
  });
});
