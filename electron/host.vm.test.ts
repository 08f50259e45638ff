import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../e2e/fixtures/busybox-image.ts';
import { DockerCli } from '../e2e/fixtures/docker-cli.ts';
import { DOCKER_CLI_CASES, type DockerCliScale } from '../e2e/fixtures/docker-cli-cases.ts';
import { pierFiles } from '../vm/files.ts';

/**
 * The product as a user of the command line has it: `pier` starts a real machine, the docker client works in it, and
 * nothing of it is left. The cases at full scale run against a dockerd on this host (docker-cli.integration.test.ts);
 * PIER_FULL_SCALE=1 runs them so here, which takes long where the processor is emulated.
 */
const CLI = resolve(import.meta.dirname, '../dist/node/cli.js');
const MIB = 1024 * 1024;
const SCALE: DockerCliScale = process.env.PIER_FULL_SCALE
  ? { parallelRuns: 20, pipedRuns: 20, buildContextBytes: 200 * MIB, timeoutMs: 600_000 }
  : { parallelRuns: 3, pipedRuns: 2, buildContextBytes: 16 * MIB, timeoutMs: 120_000 };
const CASE_LIMIT_MS = SCALE.timeoutMs * 4;

const run = promisify(execFile);
let home: string;
let docker: DockerCli;

async function pier(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, PIER_HOME: home };
  try {
    return { code: 0, ...(await run(process.execPath, [CLI, ...args], { env })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

async function status(): Promise<Record<string, unknown> & { backend: { pid: number } | null }> {
  return JSON.parse((await pier('status', '--json')).stdout);
}

async function killBackend(): Promise<void> {
  const pid = (await status()).backend?.pid;
  if (!pid) throw new Error('No backend runs.');
  process.kill(pid, 'SIGKILL');
  await expect.poll(async () => (await status()).backend, { timeout: 60_000 }).toBeNull();
}

/** Processes that were given a path of this home: QEMU, hosts. */
function processesOfHome(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && readCommandLine(pid).includes(home));
}

function readCommandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'pier-vm-'));
  docker = new DockerCli(pierFiles(home).run.dockerSocket, join(home, 'client'));
});

afterAll(async () => {
  await pier('stop', '--force');
  await rm(home, { recursive: true, force: true });
});

describe('pier with a real machine', () => {
  it('starts, telling its steps, and Docker answers', async () => {
    expect((await status()).state).toMatch(/absent|stopped/);
    const started = await pier('start');
    expect(started.stderr).toBe('');
    expect(started.code).toBe(0);
    expect(started.stdout).toContain(`Docker is at unix://${home}/run/docker.sock`);
    expect(started.stdout).toContain('Starting Docker');
    const report = await status();
    expect(report).toMatchObject({
      state: 'running',
      driver: 'qemu',
      accelerator: expect.stringMatching(/KVM|software emulation/i),
      engineVersion: expect.stringMatching(/^\d+\.\d+/),
      dockerSocket: `${home}/run/docker.sock`,
    });
    expect(Date.parse(String(report.since))).toBeGreaterThan(0);
    await importBusybox(docker);
  });

  for (const { name, run: runCase } of DOCKER_CLI_CASES) {
    it(`docker ${name}`, () => runCase(docker, SCALE), CASE_LIMIT_MS);
  }

  it('survives the SIGKILL of its backend: the next one takes the machine over', async () => {
    const timeoutMs = SCALE.timeoutMs;
    await docker.run(
      ['run', '-d', '--name', 'survivor', '--stop-timeout', '1', 'busybox', 'sleep', '100000'],
      { timeoutMs },
    );
    const startedAt = async () =>
      (await docker.run(['inspect', '-f', '{{.State.StartedAt}}', 'survivor'], { timeoutMs })).stdout;
    const before = await startedAt();
    const machines = processesOfHome();
    await killBackend();
    expect(await status()).toMatchObject({ state: 'running', error: { code: 'backend_not_running' } });
    const again = await pier('start');
    expect(again.code).toBe(0);
    expect(await startedAt()).toBe(before);
    expect(processesOfHome()).toEqual(machines);
  });

  it('stops in order what a killed backend left behind, and leaves no process', async () => {
    await killBackend();
    const stopped = await pier('stop');
    expect([stopped.code, stopped.stderr]).toEqual([0, '']);
    expect(await status()).toMatchObject({ state: 'stopped', backend: null });
    expect(processesOfHome()).toEqual([]);
    expect(existsSync(pierFiles(home).run.dockerSocket)).toBe(false);
  });
});
