import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../e2e/fixtures/busybox-image.ts';
import { DockerCli } from '../../e2e/fixtures/docker-cli.ts';
import { pierFiles } from '../../vm/files.ts';
import type { StatusReport } from './status.ts';

const PIER = resolve(import.meta.dirname, '../launch/pier.mjs');
const run = promisify(execFile);

let home: string;
let docker: DockerCli;

async function pier(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [PIER, ...args], {
    env: { ...process.env, PIER_HOME: home, PIER_DRIVER: 'qemu' },
  });
  return stdout;
}

async function status(): Promise<StatusReport> {
  return JSON.parse(await pier('status', '--json'));
}

const machinePid = () => Number(readFileSync(pierFiles(home).run.machinePid, 'utf8'));

/** A dead one that nobody has fetched yet is dead. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function killBackend(): Promise<void> {
  const { backend } = await status();
  expect(backend?.pid).toBeGreaterThan(1);
  process.kill(backend?.pid ?? 0, 'SIGKILL');
  await expect.poll(async () => (await status()).backend, { timeout: 60_000 }).toBeNull();
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'pier-vm-'));
  docker = new DockerCli(join(home, 'run/docker.sock'), join(home, 'client'));
});

afterAll(async () => {
  await pier('stop', '--force');
  rmSync(home, { recursive: true });
});

describe('pier with a machine of its own', () => {
  it('starts it, with Docker at its socket', async () => {
    expect(await pier('start')).toContain('Docker answers after');
    await importBusybox(docker);
    await docker.run([
      'run',
      '-d',
      '--name',
      'survivor',
      '--stop-timeout',
      '1',
      'busybox',
      'sleep',
      '100000',
    ]);
    expect(await status()).toMatchObject({
      state: 'running',
      driver: 'qemu',
      accelerator: expect.any(String),
    });
  });

  it('takes it over from a backend that was killed: the same machine, its containers untouched', async () => {
    const pid = machinePid();
    const started = (await docker.run(['inspect', '-f', '{{.State.StartedAt}}', 'survivor'])).stdout;
    await killBackend();
    expect(await status()).toMatchObject({ state: 'running', error: { code: 'backend_not_running' } });
    await pier('start');
    expect(machinePid()).toBe(pid);
    expect((await docker.run(['inspect', '-f', '{{.State.StartedAt}}', 'survivor'])).stdout).toBe(started);
  });

  it('stops one that a killed backend left behind, and leaves no process', async () => {
    const pid = machinePid();
    await killBackend();
    expect(isAlive(pid)).toBe(true);
    expect(await pier('stop')).toContain('Stopped after');
    expect(isAlive(pid)).toBe(false);
    expect(await status()).toMatchObject({ state: 'stopped', backend: null });
  });
});
