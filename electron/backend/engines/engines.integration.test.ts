import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { importBusybox } from '../../../e2e/fixtures/busybox-image.ts';
import { DockerCli } from '../../../e2e/fixtures/docker-cli.ts';
import { removeContext, writeContext } from '../../../e2e/fixtures/docker-contexts.ts';
import { startDockerd, type TestDockerd } from '../../../e2e/fixtures/dockerd.ts';
import { startSshd, type TestSshd } from '../../../e2e/fixtures/sshd.ts';
import type { PierClient, PierContract } from '../../../shared/contract/index.ts';
import { STREAMS } from '../../../shared/contract/streams.ts';
import { createClient } from '../../../shared/rpc/client.ts';
import { messagePortTransport } from '../../../shared/rpc/message-port-transport.ts';
import { pierFiles } from '../../../vm/files.ts';
import { type Backend, createBackend } from '../backend.ts';

const CLI = resolve(import.meta.dirname, '../../../dist/node/cli.js');
const run = promisify(execFile);
const PATIENT = { timeout: 60_000, interval: 50 };
const NAME = 'only-here';

let home: string;
let dockerConfig: string;
let dockerd: TestDockerd;
let sshd: TestSshd;
let backend: Backend;
const ports: { close(): void }[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'pier-e-'));
  dockerConfig = mkdtempSync(join(tmpdir(), 'pier-docker-'));
  [dockerd, sshd] = await Promise.all([startDockerd({ tls: true }), startSshd()]);
  await importBusybox(dockerd.docker);
  await dockerd.docker.run(['create', '--name', NAME, 'busybox', 'cat']);
  const { port, host, ca, cert, key } = dockerd.tls ?? never();
  const tcp = `tcp://${host}:${port}`;
  const over = `ssh://${sshd.user}@127.0.0.1:${sshd.port}`;
  await writeContext(dockerConfig, { name: 'local', host: `unix://${dockerd.socket}`, description: 'Here' });
  await writeContext(dockerConfig, { name: 'secure', host: tcp, tls: { ca, cert, key } });
  await writeContext(dockerConfig, { name: 'trusting', host: tcp, tls: { cert, key }, skipTlsVerify: true });
  await writeContext(dockerConfig, { name: 'untrusted', host: tcp, tls: { cert, key } });
  await writeContext(dockerConfig, { name: 'remote', host: `${over}${dockerd.socket}` });
  backend = await start();
});

afterAll(async () => {
  for (const port of ports) port.close();
  await backend?.dispose({ stopMachine: true });
  await sshd?.stop();
  await dockerd?.stop();
  for (const dir of [home, dockerConfig]) if (dir) rmSync(dir, { recursive: true, force: true });
});

function never(): never {
  throw new Error('The engine has no TLS.');
}

async function start(): Promise<Backend> {
  const env = {
    ...process.env,
    DOCKER_CONFIG: dockerConfig,
    PIER_DRIVER: 'fake',
    PATH: `${sshd.bin}${delimiter}${process.env.PATH}`,
  };
  const made = await createBackend({ files: pierFiles(home), host: 'headless', env, onQuit: () => {} });
  await made.supervisor.start();
  return made;
}

/** A page: it works on the engine that is shown when it connects. */
function open(role: 'web' | 'cli' = 'web'): PierClient {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1);
  backend.serve(messagePortTransport(port2), role);
  return createClient<PierContract>(STREAMS, messagePortTransport(port1));
}

async function names(client: PierClient): Promise<string[]> {
  for await (const update of client.containers.watch({})) {
    if (update.kind === 'snapshot') return update.containers.map(({ name }) => name);
  }
  return [];
}

it.each(['local', 'secure', 'trusting', 'remote'])(
  'shows the engine of %s, with what it lacks',
  async (id) => {
    const before = open();
    const { about, current, isStale } = await before.engines.use({ id });
    expect({ current, kind: about.state.kind, isStale }).toEqual({
      current: id,
      kind: 'running',
      isStale: true,
    });
    const page = open();
    expect(await names(page)).toEqual([NAME]);
    const { state, info, dockerSocket } = await page.machine.status({});
    expect({ kind: state.kind, hasMachine: info.hasMachine }).toEqual({ kind: 'running', hasMachine: false });
    await vi.waitFor(async () => {
      const { about: known } = await page.engines.list({});
      expect(known).toMatchObject({
        version: expect.stringMatching(/^\d+\./),
        apiVersion: expect.any(String),
      });
      const lacks = known.lacks.map((lack) => lack.id);
      expect(lacks).toEqual(expect.arrayContaining(['resources', 'snapshots']));
      expect(lacks.includes('verification')).toBe(id === 'trusting');
    }, PATIENT);
    // What compose and buildx are given: bytes both ways, and the end of one of them.
    if (id === 'secure' || id === 'remote') {
      const docker = new DockerCli(dockerSocket, join(home, 'client'));
      const echo = await docker.run(['run', '--rm', '-i', 'busybox', 'cat'], { input: 'to its end' });
      expect(echo.stdout).toBe('to its end');
    }
    const { stdout } = await dockerd.docker.run(['ps', '-aq', '--no-trunc']);
    const inspected = await page.containers.inspect({ id: stdout.trim() });
    expect(JSON.stringify(inspected)).toContain(NAME);
  },
);

it("keeps Pier's own engine for docker.sock and the command line, whichever is shown", async () => {
  await open().engines.use({ id: 'local' });
  const { info, dockerSocket } = await open('cli').machine.status({});
  expect(info.hasMachine).toBe(true);
  expect(dockerSocket).toBe(pierFiles(home).run.dockerSocket);
  expect((await open().machine.status({})).info.hasMachine).toBe(false);
});

it('leaves a page that is connected where it is', async () => {
  await open().engines.use({ id: 'local' });
  const page = open();
  await page.engines.use({ id: 'pier' });
  expect(await names(page)).toEqual([NAME]);
  expect(await names(open())).toEqual([]);
  expect((await page.engines.list({})).isStale).toBe(true);
});

it('is chosen from the command line, with or without a backend', async () => {
  const pier = async (...args: string[]) => {
    const env = { ...process.env, PIER_HOME: home, DOCKER_CONFIG: dockerConfig };
    const done = await run(process.execPath, [CLI, 'engine', ...args], { env }).catch((error) => error);
    return { code: done.code ?? 0, stdout: String(done.stdout), stderr: String(done.stderr) };
  };
  const used = await pier('use', 'secure', '--json');
  expect(used.code).toBe(0);
  expect(JSON.parse(used.stdout)).toMatchObject({ shown: 'secure', about: { state: { kind: 'running' } } });
  expect((await pier('ls')).stdout).toMatch(/^\* secure +tcp:\/\//m);
  const refused = await pier('use', 'nowhere');
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("'nowhere'") });
  expect((await pier('use')).code).toBe(2);
  expect((await pier('use', '--help')).stdout).toContain('pier engine use build');
  await backend.dispose({ stopMachine: true });
  expect((await pier('use', 'local')).stdout).toContain('from its next start on');
  expect(JSON.parse((await pier('ls', '--json')).stdout)).toMatchObject({ shown: 'local', about: null });
  backend = await start();
  expect((await open().engines.list({})).current).toBe('local');
});

it('never tells a key', async () => {
  const client = open();
  await client.engines.use({ id: 'secure' });
  const text = JSON.stringify([await client.engines.list({}), await open().machine.status({})]);
  expect(text).not.toContain('PRIVATE KEY');
  expect(text).not.toContain('CERTIFICATE');
});

it('tells why a certificate is not trusted', async () => {
  const { about } = await open().engines.use({ id: 'untrusted' });
  expect(about.state).toMatchObject({
    kind: 'failed',
    error: { code: 'engine_unreachable', message: expect.stringContaining('certificate is not trusted') },
  });
});

it('tells what keeps ssh out, and connects when that is mended', async () => {
  sshd.setKnown('unknown');
  // Another address of the same engine: no connection is left from before.
  const host = `ssh://${sshd.user}@127.0.0.1:${sshd.port}${dockerd.socket}`;
  await writeContext(dockerConfig, { name: 'fresh', host });
  const errorOf = async (code: string) => {
    const page = open();
    await page.machine.start({}).catch(() => {});
    const { state } = await page.machine.status({});
    expect(state).toMatchObject({ kind: 'failed', error: { code } });
  };
  const { about } = await open().engines.use({ id: 'fresh' });
  expect(about.state).toMatchObject({ kind: 'failed', error: { code: 'ssh_host_key_refused' } });
  sshd.setKnown('changed');
  await errorOf('ssh_host_key_refused');
  sshd.setKnown('known');
  sshd.authorize(false);
  await errorOf('ssh_sign_in_refused');
  sshd.authorize(true);
  const page = open();
  await page.machine.start({});
  expect(await names(page)).toEqual([NAME]);
});

it('comes back by itself when the engine does', async () => {
  await open().engines.use({ id: 'secure' });
  const page = open();
  const kind = async () => (await page.machine.status({})).state.kind;
  await dockerd.down();
  await vi.waitFor(async () => expect(await kind()).toBe('failed'), PATIENT);
  await dockerd.boot();
  await vi.waitFor(async () => expect(await kind()).toBe('running'), PATIENT);
  expect(await names(page)).toEqual([NAME]);
});

it('hears of contexts that docker makes and removes, and falls back where the shown one goes', async () => {
  const page = open();
  const ids = async () => (await page.engines.list({})).engines.map(({ id }) => id);
  await writeContext(dockerConfig, { name: 'late', host: `unix://${dockerd.socket}` });
  await vi.waitFor(async () => expect(await ids()).toContain('late'), PATIENT);
  await page.engines.use({ id: 'late' });
  await removeContext(dockerConfig, 'late');
  await vi.waitFor(async () => expect((await page.engines.list({})).current).toBe('pier'), PATIENT);
  const { notices } = await page.app.info({});
  expect(notices.at(-1)).toMatchObject({
    code: 'context_not_found',
    message: expect.stringContaining("'late'"),
  });
});

it('shows the same engine after a restart, and its own where the context is gone', async () => {
  await open().engines.use({ id: 'remote' });
  await backend.dispose({ stopMachine: true });
  backend = await start();
  const page = open();
  expect((await page.engines.list({})).current).toBe('remote');
  await vi.waitFor(async () => expect((await page.machine.status({})).state.kind).toBe('running'), PATIENT);
  await backend.dispose({ stopMachine: true });
  await removeContext(dockerConfig, 'remote');
  backend = await start();
  const after = open();
  expect((await after.engines.list({})).current).toBe('pier');
  expect((await after.app.info({})).notices).toHaveLength(1);
  await expect(after.engines.use({ id: 'remote' })).rejects.toMatchObject({ code: 'context_not_found' });
});
