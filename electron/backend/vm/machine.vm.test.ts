import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { importBusybox } from '../../../e2e/fixtures/busybox-image.ts';
import { DockerCli } from '../../../e2e/fixtures/docker-cli.ts';
import { GuestAgent } from '../../../vm/drivers/guest/guest-agent.ts';
import { clock } from '../diagnostics/checks/clock.ts';
import { guestDns } from '../diagnostics/checks/guest-dns.ts';
import { runCheck } from '../diagnostics/checks/run-checks.ts';
import type { CheckContext, SelfCheck } from '../diagnostics/checks/self-check.ts';
import { Engine } from '../engine/engine.ts';
import { MachineData } from '../machine-data/machine-data.ts';
import { DockerSocket } from '../network/docker-socket.ts';
import { forwardPublishedPorts } from '../network/ports/forward-published-ports.ts';
import { freePort } from '../network/ports/try-bind.ts';
import { settingsSchema } from '../settings/settings.ts';
import { SettingsBook } from '../settings/settings-book.ts';
import { TaskRegistry } from '../tasks/task-registry.ts';
import { type Backend, makeBackend, makeHome, removeHome, testLog } from './test-vm-home.ts';

const GIB = 1024 ** 3;

/** One machine for the whole file, started by a backend that is killed: each test goes on where the last ended. */
describe('a machine under QEMU', () => {
  const files = makeHome();
  const dockerConfig = mkdtempSync(join(tmpdir(), 'pier-vm-docker-'));
  const docker = new DockerCli(files.run.dockerSocket, dockerConfig);
  const agent = new GuestAgent(files.run.guestAgentSocket);
  let backend: Backend;
  let socket: DockerSocket;
  let forwarding: ReturnType<typeof forwardPublishedPorts>;
  let engine: Engine;
  let pid = 0;
  /** Of the container 'keeper'. */
  let port = 0;

  const portState = () => forwarding.forwarder.current().forwards.find((f) => f.hostPort === port)?.state;
  const untilPortIsOpen = () => expect.poll(portState, { timeout: 60_000, interval: 20 }).toBe('open');
  const answers = async () => (await fetch(`http://127.0.0.1:${port}/`)).status;
  const newSettings = () =>
    new SettingsBook({
      path: files.settings,
      settings: settingsSchema.parse({}),
      dataDisk: files.vm.dataDisk,
    });
  const state = () => backend.supervisor.status().state;
  const isThere = (id: number) => existsSync(`/proc/${id}`) && !isZombie(id);

  beforeAll(async () => {
    pid = await startAndKillBackend(files.home);
    backend = makeBackend(files);
  });

  afterAll(async () => {
    await socket?.close();
    await forwarding?.dispose();
    engine?.dispose();
    await backend?.supervisor.stop({ force: true });
    await backend?.supervisor.dispose({ stopMachine: true });
    removeHome(files);
    rmSync(dockerConfig, { recursive: true, force: true });
  });

  it('outlives a backend that is killed while it boots, and is adopted by the next one', async () => {
    expect(isThere(pid)).toBe(true);
    const steps: string[] = [];
    backend.supervisor.onChange(() => {
      const now = state();
      if (now.kind === 'starting' && steps.at(-1) !== now.step.id) steps.push(now.step.id);
    });
    await backend.supervisor.init();
    expect(['starting', 'running']).toContain(state().kind);
    await backend.supervisor.start();
    expect(backend.vm()).toMatchObject({ pid, adopted: true });
    expect(state()).toEqual({ kind: 'running', since: expect.any(Number) });
    expect(steps[0] === undefined || steps.includes('engine')).toBe(true);
  });

  it('tells what it is: engine, accelerator and why, limits, image', () => {
    const { info, engineVersion } = backend.supervisor.status();
    expect(engineVersion).toMatch(/^\d+\.\d+/);
    expect(['KVM', 'software emulation']).toContain(info.accelerator);
    if (info.accelerator !== 'KVM') expect(info.acceleratorReason).toMatch(/^KVM is not used: /);
    expect(info).toMatchObject({ driver: 'qemu', hasMachine: true, cpus: 1, memoryBytes: 2 * 1024 ** 3 });
    expect(info.imageVersion).toMatch(/^[0-9a-f]+$/);
  });

  it('tells what it uses of the host', async () => {
    const usage = await backend.supervisor.usage();
    expect(usage?.memoryBytes).toBeGreaterThan(100 * 1024 ** 2);
    expect(usage?.diskBytes).toBeGreaterThan(1024 ** 2);
    // Sparse: it has its limit's size and takes a fraction of it.
    expect(usage?.diskBytes).toBeLessThan(4 * 1024 ** 3);
    expect(statSync(files.vm.dataDisk).size).toBe(64 * 1024 ** 3);
    expect(usage?.cpuPercent).toBeGreaterThan(0);
  });

  it('is reached by its agent, and knows its host name, its time and its files', async () => {
    const result = await agent.exec('/bin/sh', ['-c', 'hostname; date +%s; cat /etc/docker/daemon.json']);
    expect(result.exitCode).toBe(0);
    const [hostname, seconds] = result.stdout.split('\n');
    expect(hostname).toBe('pier');
    expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(60);
    await expect(agent.exec('/nonexistent', [])).rejects.toThrow(/guest agent/);
  });

  it('has its clock and its names checked, and set right', async () => {
    const { supervisor } = backend;
    const context = { supervisor } as unknown as CheckContext;
    const check = (each: SelfCheck) => runCheck(each, context, new AbortController().signal);
    // Its boot had whole seconds only.
    await clock.repair?.run(context);
    expect(await check(clock)).toMatchObject({ status: 'ok' });
    await agent.exec('/bin/date', ['-s', '2030-01-01 00:00:00']);
    expect(await check(clock)).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('ahead of'),
    });
    await clock.repair?.run(context);
    expect(await check(clock)).toMatchObject({ status: 'ok' });
    // This computer may have no network; then neither has the machine, and it says so.
    const names = await check(guestDns);
    if (names.status !== 'ok') expect(names.detail).toMatch(/^Neither the machine nor this computer/);
    await guestDns.repair?.run(context);
    const ownName = ['nslookup', 'host.docker.internal'];
    await vi.waitFor(
      async () => expect((await agent.exec('/usr/bin/busybox', ownName)).stdout).toContain('10.0.2.2'),
      { timeout: 30_000, interval: 500 },
    );
  });

  it('has the docker client with its plugins inside', async () => {
    for (const command of ['docker version', 'docker compose version', 'docker buildx version']) {
      const result = await agent.exec('/bin/sh', ['-c', command]);
      expect([command, result.exitCode]).toEqual([command, 0]);
    }
  });

  it('keeps its secrets to its owner', () => {
    for (const name of ['key.pem', 'server-key.pem', 'cert.pem']) {
      expect(statSync(join(files.vm.tlsDir, name)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(files.vm.tlsDir).mode & 0o777).toBe(0o700);
    for (const path of [files.vm.configDisk, files.vm.dataDisk, files.logs.console, files.run.machineState]) {
      expect(statSync(path).mode & 0o077).toBe(0);
    }
  });

  it('runs containers', async () => {
    const { supervisor } = backend;
    const source = supervisor.engine;
    socket = new DockerSocket({ path: files.run.dockerSocket, source, log: testLog });
    await socket.listen();
    engine = new Engine({ source, log: testLog });
    forwarding = forwardPublishedPorts({ supervisor, source, engine, settings: newSettings(), log: testLog });
    port = await freePort('tcp');
    await importBusybox(docker);
    // It does not listen to a SIGTERM, and nobody is to wait for it.
    const keeper = ['--name', 'keeper', '--restart', 'always', '--stop-timeout', '1', '-p', `${port}:80`];
    await docker.run(['run', '-d', ...keeper, 'busybox', 'httpd', '-f', '-p', '80']);
    await untilPortIsOpen();
    expect(await answers()).toBe(404);
    await docker.run(['volume', 'create', 'kept']);
    const { stdout } = await docker.run([
      'run',
      '--rm',
      '-v',
      'kept:/v',
      'busybox',
      'sh',
      '-c',
      'echo hi | tee /v/f',
    ]);
    expect(stdout).toBe('hi\n');
  });

  it('gets its engine back when dockerd is killed in the guest; containers and their ports go on', async () => {
    const startedAt = ['inspect', '-f', '{{.State.Running}} {{.State.StartedAt}}', 'keeper'];
    const before = (await docker.run(startedAt)).stdout;
    const kinds: string[] = [];
    const off = backend.supervisor.onChange(() => {
      const now = state();
      kinds.push(now.kind === 'running' && now.degraded ? now.degraded.code : now.kind);
    });
    const killedAt = Date.now();
    const { exitCode } = await agent.exec('/bin/sh', ['-c', 'kill -9 $(pidof dockerd)']);
    expect(exitCode).toBe(0);
    expect(await answers()).toBe(404);
    await vi.waitFor(() => expect(kinds).toContain('engine_unreachable'), { timeout: 60_000 });
    await vi.waitFor(() => expect(kinds.at(-1)).toBe('running'), { timeout: 120_000 });
    process.stderr.write(`dockerd was back after ${(Date.now() - killedAt) / 1000} s\n`);
    off();
    expect(kinds).not.toContain('starting');
    expect(backend.vm().pid).toBe(pid);
    expect((await docker.run(startedAt)).stdout).toBe(before);
    await untilPortIsOpen();
    expect(await answers()).toBe(404);
  });

  it('is started again when QEMU is killed, with its images, containers, ports and volumes', async () => {
    const attempts: number[] = [];
    const off = backend.supervisor.onChange(() => {
      const now = state();
      if (now.kind === 'starting') attempts.push(now.attempt);
    });
    // What needs a start holds from this one on.
    Object.assign(backend.spec, { diskLimitBytes: 72 * GIB, swapBytes: 0 });
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(attempts).toContain(1), { timeout: 30_000, interval: 20 });
    await expect.poll(() => forwarding.forwarder.current().forwards, { timeout: 60_000 }).toEqual([]);
    await backend.supervisor.start();
    off();
    expect(state().kind).toBe('running');
    expect(backend.vm().pid).not.toBe(pid);
    pid = backend.vm().pid ?? 0;
    expect(backend.vm().adopted).toBe(false);
    const running = async () =>
      (await docker.run(['inspect', '-f', '{{.State.Running}}', 'keeper'])).stdout.trim();
    await vi.waitFor(async () => expect(await running()).toBe('true'), { timeout: 60_000, interval: 1000 });
    await untilPortIsOpen();
    await expect.poll(answers, { timeout: 60_000, interval: 500 }).toBe(404);
    const { stdout } = await docker.run(['run', '--rm', '-v', 'kept:/v', 'busybox', 'cat', '/v/f']);
    expect(stdout).toBe('hi\n');
  });

  it('has the disk and the swap that it was started with: the file system grew, and its data are there', async () => {
    expect(statSync(files.vm.dataDisk).size).toBe(72 * GIB);
    const sizes = async () => {
      const { stdout } = await agent.exec('/bin/sh', ['-c', 'df -k /run/pier/data; cat /proc/swaps']);
      return { bytes: Number(stdout.split('\n')[1]?.split(/\s+/)[1]) * 1024, hasSwap: /swap/.test(stdout) };
    };
    await expect
      .poll(async () => (await sizes()).bytes, { timeout: 60_000, interval: 1000 })
      .toBeGreaterThan(68 * GIB);
    expect((await sizes()).hasSwap).toBe(false);
    const { stdout } = await agent.exec('/bin/sh', ['-c', 'dmesg | grep -i "ext4.*error" | head -3']);
    expect(stdout).toBe('');
  });

  it('is shut down in order and leaves no process and no socket that answers', async () => {
    await backend.supervisor.stop({ force: false });
    expect(state().kind).toBe('stopped');
    expect(await backend.vm().exited).toMatchObject({ requested: true, clean: true });
    expect(isThere(pid)).toBe(false);
    expect(await backend.driver.inspect()).toBe('stopped');
    expect(readFileSync(files.run.guestStatus, 'utf8')).toContain('step shutdown');
    const answer = await docker.run(['ps'], { allowFailure: true });
    expect(answer.code).not.toBe(0);
    expect(answer.stderr).toContain('pier start');
  });

  it('boots with all its data after an export, a removal and an import of them', async () => {
    const tasks = new TaskRegistry({ log: testLog });
    const data = new MachineData({
      supervisor: backend.supervisor,
      tasks,
      settings: newSettings(),
      files,
      dataDisk: () => files.vm.dataDisk,
      version: 'test',
      log: testLog,
      forget: async () => {},
      eraseLogins: async () => {},
    });
    const run = async (start: Promise<{ taskId: string }>) => {
      const task = await tasks.ended((await start).taskId);
      expect([task.title, task.error]).toEqual([task.title, undefined]);
      process.stderr.write(
        `${task.title}: ${((task.endedAt ?? 0) - task.startedAt) / 1000} s, ${task.status}\n`,
      );
    };
    await run(data.createSnapshot('before'));
    const archive = join(files.home, 'all.tar.gz');
    await run(data.export(archive));
    const [snapshot] = (await data.state()).snapshots;
    process.stderr.write(
      `the snapshot takes ${snapshot?.allocatedBytes} bytes, the export ${statSync(archive).size}\n`,
    );
    await run(data.clean());
    expect(existsSync(files.vm.dataDisk)).toBe(false);
    await run(data.import(archive));
    expect(state().kind).toBe('running');
    const { stdout } = await docker.run(['run', '--rm', '-v', 'kept:/v', 'busybox', 'cat', '/v/f']);
    expect(stdout).toBe('hi\n');
    expect(existsSync(`${files.vm.dataDisk}.previous`)).toBe(false);
    data.dispose();
  });
});

/** Starts a backend of its own, and kills it as soon as its machine was started. Resolves with QEMU's pid. */
async function startAndKillBackend(home: string): Promise<number> {
  const script = fileURLToPath(new URL('./test-backend.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const pid = await new Promise<number>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /^started (\d+)$/m.exec(output)?.[1];
      if (found) resolve(Number(found));
    });
    void gone.then(() => reject(new Error(`The backend ended before its machine was started: ${output}`)));
  });
  child.kill('SIGKILL');
  await gone;
  return pid;
}

function isZombie(pid: number): boolean {
  return /^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}
