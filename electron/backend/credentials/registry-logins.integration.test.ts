import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../e2e/fixtures/busybox-image.ts';
import { ensureDockerPlugins, PLUGINS_TIMEOUT_MS } from '../../../e2e/fixtures/docker-plugins.ts';
import { startDockerd, type TestDockerd } from '../../../e2e/fixtures/dockerd.ts';
import { externalEngine, startHost } from '../../../e2e/fixtures/headless-host.ts';
import { REGISTRY_USER, startRegistry, type TestRegistry } from '../../../e2e/fixtures/registry.ts';
import { startSecretService } from '../../../e2e/fixtures/secret-service.ts';
import { TestSource } from '../../../e2e/fixtures/test-source.ts';
import { startTokenServer, type TestTokenServer } from '../../../e2e/fixtures/token-server.ts';
import type { PierHandlers } from '../../../shared/contract/index.ts';
import type { Task } from '../../../shared/contract/tasks.ts';
import { Buildx } from '../engine/builds/buildkit/buildx.ts';
import { BUILDX } from '../engine/builds/buildkit/buildx-program.ts';
import { Builds } from '../engine/builds/builds.ts';
import { Engine } from '../engine/engine.ts';
import { imageHandlers } from '../engine/images/image-handlers.ts';
import type { Logger } from '../log/logger.ts';
import { DockerPlugin } from '../programs/docker-plugin.ts';
import { TaskRegistry } from '../tasks/task-registry.ts';
import { TransferDesk } from '../transfers/transfer-desk.ts';
import { CredentialBroker } from './credential-broker.ts';
import { ProgramLogins } from './program-logins.ts';

const { username, password } = REGISTRY_USER;
const PAIR = Buffer.from(`${username}:${password}`).toString('base64');

let home: string;
let registry: TestRegistry;
let tokens: TestTokenServer;
let withTokens: TestRegistry;
/** By an address that no engine takes for its own computer's: its certificate has to be signed by somebody. */
let host: string;
/** Where engines look for who may sign it. */
let certs: string;
let dockerd: TestDockerd;
let engine: Engine;
let tasks: TaskRegistry;
let transfers: TransferDesk;
let images: PierHandlers['images'];
let builds: Builds;
let withBuildKit: Builds;
let kept: Record<string, { username: string; secret: string }>;
const seen: string[] = [];

const note = (message: string, fields?: object) => seen.push(`${message} ${JSON.stringify(fields)}`);
const log: Logger = { debug: note, info: note, warn: note, error: note };
const context = { role: 'ui' as const, signal: new AbortController().signal };
const config = (value: object) => writeFileSync(join(home, 'config.json'), JSON.stringify(value));
const signedIn = (server = host, pair = PAIR) => config({ auths: { [server]: { auth: pair } } });
const ended = async (started: { taskId: string } | Promise<{ taskId: string }>): Promise<Task> => {
  const task = await tasks.ended((await started).taskId);
  seen.push(JSON.stringify(task));
  return task;
};

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'pier-logins-'));
  registry = await startRegistry({ login: true, tls: true });
  host = registry.host.replace('127.0.0.1', '0.0.0.0');
  certs = join('/etc/docker/certs.d', host);
  tokens = await startTokenServer(REGISTRY_USER);
  withTokens = await startRegistry({ tokens });
  dockerd = await startDockerd();
  await importBusybox(dockerd.docker);
  const env = { ...process.env, HOME: home, DOCKER_CONFIG: home };
  const own = {
    get: async (server: string) => kept[server],
    list: async () => Object.fromEntries(Object.keys(kept).map((server) => [server, ''])),
  };
  const logins = new CredentialBroker({ env, own, log });
  engine = new Engine({ source: new TestSource(dockerd.endpoint), log, logins });
  tasks = new TaskRegistry({ log });
  transfers = new TransferDesk({ log });
  images = imageHandlers({ engine, tasks, transfers });
  // A computer without buildx: the classic builder takes the logins from us.
  const nowhere = { bin: home, cacheDir: home, env: { PATH: '' }, systemFolders: [] };
  const program = new DockerPlugin(BUILDX, nowhere);
  const buildx = new Buildx({ program, dockerSocket: dockerd.socket, configDir: home, env });
  builds = new Builds({ engine, tasks, buildx });
  const plugins = await ensureDockerPlugins();
  withBuildKit = new Builds({
    engine,
    tasks,
    buildx: new Buildx({
      program: new DockerPlugin(BUILDX, { ...nowhere, bin: plugins }),
      dockerSocket: dockerd.socket,
      configDir: join(home, 'buildx'),
      env,
      logins: new ProgramLogins({ folder: join(home, 'run'), env, broker: logins }),
    }),
  });
}, PLUGINS_TIMEOUT_MS);
beforeEach(() => {
  kept = {};
  rmSync(join(home, 'config.json'), { force: true });
});
afterAll(async () => {
  await tasks?.dispose();
  transfers?.dispose();
  engine?.dispose();
  await dockerd?.stop();
  await registry?.stop();
  await withTokens?.stop();
  tokens?.stop();
  rmSync(certs, { recursive: true, force: true });
  rmSync(home, { recursive: true });
});

describe('a registry that asks for a login', () => {
  it('is not spoken to while nobody vouches for it', async () => {
    const name = `${host}/private/app:1`;
    await dockerd.docker.run(['tag', 'busybox', name]);
    signedIn();
    const { error } = await ended(images.push({ name }, context));
    expect(error?.message).toContain('certificate');
    expect(error?.hint).toContain('Mirrors and trust');
    mkdirSync(certs, { recursive: true });
    writeFileSync(join(certs, 'ca.crt'), registry.ca);
  });

  it('takes and gives images with what docker login has stored', async () => {
    const name = `${host}/private/app:1`;
    await dockerd.docker.run(['tag', 'busybox', name]);
    signedIn();
    expect(await ended(images.push({ name }, context))).toMatchObject({ state: 'done' });
    await dockerd.docker.run(['rmi', name]);
    expect(await ended(images.pull({ reference: name }, context))).toMatchObject({ state: 'done' });
  });

  it('takes what was signed in to here', async () => {
    kept = { [host]: { username, secret: password } };
    const reference = `${host}/private/app:1`;
    expect(await ended(images.pull({ reference }, context))).toMatchObject({ state: 'done' });
  });

  it('refuses without a login and with a wrong password, which stands nowhere', async () => {
    const reference = `${host}/private/app:1`;
    const anonymous = await ended(images.pull({ reference }, context));
    expect(anonymous).toMatchObject({ state: 'failed', error: { code: 'image_pull_failed' } });
    signedIn(host, Buffer.from(`${username}:planted-wrong-one`).toString('base64'));
    const wrong = await ended(images.push({ name: reference }, context));
    expect(wrong).toMatchObject({ state: 'failed', error: { code: 'image_push_failed' } });
  });

  it('says that the store of logins failed where that is why', async () => {
    config({ credsStore: 'desktop' });
    const { error } = await ended(images.pull({ reference: `${host}/private/app:1` }, context));
    expect(error?.hint).toContain("'docker-credential-desktop': there is no such program");
    expect(error?.hint).toContain('take');
  });

  it('gives a build its base image', async () => {
    const base = `${host}/private/app:1`;
    await dockerd.docker.run(['rmi', '-f', base], { allowFailure: true });
    const build = () => ended(builds.start(buildOf(base)));
    expect(await build()).toMatchObject({ state: 'failed' });
    signedIn();
    expect(await build()).toMatchObject({ state: 'done' });
  });

  it('may go down in the midst of a push, which goes on when it is back', async () => {
    const name = `${host}/private/large:1`;
    const dockerfile = 'FROM busybox\nRUN head -c 60000000 /dev/urandom > /large\n';
    await dockerd.docker.run(['build', '-t', name, '-'], { input: dockerfile });
    signedIn();
    const { taskId } = await images.push({ name }, context);
    for await (const update of tasks.watch(context.signal)) {
      const changed = update.kind === 'snapshot' ? update.tasks : update.upsert;
      if (changed.some(({ id, currentBytes = 0 }) => id === taskId && currentBytes > 0)) break;
    }
    await registry.down();
    await registry.boot();
    expect(await ended({ taskId })).toMatchObject({ state: 'done' });
    await dockerd.docker.run(['rmi', name]);
    expect(await ended(images.pull({ reference: name }, context))).toMatchObject({ state: 'done' });
  });

  it('says what to do where it is gone', async () => {
    const name = `${withTokens.host}/private/gone:1`;
    await dockerd.docker.run(['tag', 'busybox', name]);
    signedIn(withTokens.host);
    await withTokens.down();
    const { error } = await ended(images.push({ name }, context));
    expect(error?.code).toBe('image_push_failed');
    expect(error?.hint).toContain('Push again');
    await withTokens.boot();
    expect(await ended(images.push({ name }, context))).toMatchObject({ state: 'done' });
  });

  it('may refuse a token that has expired, which is said, and takes a new one', async () => {
    const name = `${withTokens.host}/private/app:1`;
    await dockerd.docker.run(['tag', 'busybox', name]);
    signedIn(withTokens.host);
    tokens.giveExpired(true);
    const before = tokens.given();
    const { error } = await ended(images.push({ name }, context));
    expect(tokens.given()).toBeGreaterThan(before);
    expect(error?.code).toBe('image_push_failed');
    expect(error?.hint).toContain('log in');
    tokens.giveExpired(false);
    expect(await ended(images.push({ name }, context))).toMatchObject({ state: 'done' });
    await dockerd.docker.run(['rmi', name]);
    expect(await ended(images.pull({ reference: name }, context))).toMatchObject({ state: 'done' });
  });

  it('gives BuildKit its base image with a login that Pier alone keeps', async () => {
    const base = `${withTokens.host}/private/app:1`;
    config({});
    const build = () => ended(withBuildKit.start(buildOf(base)));
    expect(await build()).toMatchObject({ state: 'failed' });
    kept = { [withTokens.host]: { username, secret: password } };
    expect(await build()).toMatchObject({ state: 'done' });
    expect(readdirSync(join(home, 'run'))).toEqual([]);
    expect(readFileSync(join(home, 'config.json'), 'utf8')).toBe('{}');
  });

  it('is logged in to by the docker command, whose login Pier keeps and uses', async () => {
    // Of its own: what the docker command runs has to find a backend at its home.
    const keyring = await startSecretService();
    const pier = await startHost({ env: { ...externalEngine(dockerd.socket), ...keyring.env } });
    try {
      const bin = join(home, 'bin');
      mkdirSync(bin, { recursive: true });
      const helper = resolve(import.meta.dirname, '../../launch/docker-credential-pier.mjs');
      symlinkSync(helper, join(bin, 'docker-credential-pier'));
      config({ credsStore: 'pier' });
      const env = {
        ...process.env,
        PATH: `${bin}:${process.env.PATH}`,
        DOCKER_CONFIG: home,
        DOCKER_HOST: `unix://${dockerd.socket}`,
        PIER_HOME: pier.home,
      };
      const docker = promisify(execFile);
      const args = ['login', '-u', username, '-p', password, host];
      expect((await docker('docker', args, { env })).stdout).toContain('Login Succeeded');
      expect(readFileSync(join(home, 'config.json'), 'utf8')).not.toContain(PAIR);
      await docker('docker', ['pull', `${host}/private/app:1`], { env });
      expect((await docker('docker', ['logout', host], { env })).stderr).toBe('');
      await expect(docker('docker', ['pull', `${host}/private/app:1`], { env })).rejects.toThrow();

      // The same with Pier's own command, whose password comes on standard input alone.
      const signIn = ['registry', 'login', host, '-u', username, '--password-stdin', '--json'];
      const wrong = await pierCommand(env, signIn, 'planted-wrong-one\n');
      expect([wrong.code, wrong.stdout]).toEqual([1, '']);
      expect(wrong.stderr).toContain('refuses this user and password');
      const shown = { server: host, title: host, username, keptIn: 'pier' };
      const done = await pierCommand(env, signIn, `${password}\n`);
      expect([done.code, JSON.parse(done.stdout)]).toEqual([0, shown]);
      await docker('docker', ['pull', `${host}/private/app:1`], { env });
      const listed = await pierCommand(env, ['registry', 'ls', '--json']);
      expect(JSON.parse(listed.stdout)).toEqual({ registries: [shown], problems: [] });
      const out = await pierCommand(env, ['registry', 'logout', `https://${host}/`]);
      expect(out).toEqual({ code: 0, stdout: `Signed out of ${host}.\n`, stderr: '' });
      expect((await pierCommand(env, ['registry', 'ls'])).stdout).toBe('');
      expect((await pierCommand(env, ['registry', 'login', host])).code).toBe(2);
      expect((await pierCommand(env, ['registry', 'login', host, '-u', 'me'])).stderr).toContain(
        '--password-stdin',
      );

      // Nothing that Pier wrote has any of it: no log, no settings, and not what is given to others.
      await pierCommand(env, ['diagnose', '--bundle', join(pier.home, 'bundle.tar.gz')]);
      const written = readdirSync(pier.home, { recursive: true, withFileTypes: true }).filter((each) =>
        each.isFile(),
      );
      for (const each of written) seen.push(textOf(join(each.parentPath, each.name)));
      expect(written.map(({ name }) => name)).toContain('bundle.tar.gz');
      for (const { stdout, stderr } of [wrong, done, listed, out]) seen.push(stdout, stderr);
    } finally {
      await pier.stop();
      await keyring.stop();
    }
  });

  it('has its password in no log, no task and no error', () => {
    const everything = seen.join('\n');
    expect(everything.length).toBeGreaterThan(1000);
    for (const secret of [password, PAIR, 'planted']) expect(everything).not.toContain(secret);
  });
});

function textOf(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
}

/** `pier`, as a script runs it. */
async function pierCommand(env: NodeJS.ProcessEnv, args: string[], input = '') {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../../launch/pier.mjs'), ...args], {
    env,
  });
  const answer = { code: -1, stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    answer.stdout += text;
  });
  child.stderr.on('data', (text) => {
    answer.stderr += text;
  });
  child.stdin.end(input);
  [answer.code] = await once(child, 'close');
  return answer;
}

/** Asks for its base image anew each time. */
function buildOf(base: string) {
  const folder = join(home, 'context');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${base}\nLABEL a=b\n`);
  return {
    context: folder,
    dockerfile: { kind: 'file' as const, path: 'Dockerfile' },
    tags: ['from-private'],
    buildArgs: [],
    labels: [],
    secrets: [],
    noCache: false,
    pull: true,
  };
}
