import { existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../e2e/fixtures/busybox-image.ts';
import { DOCKER_CLI_CASES, type DockerCliScale, FULL_SCALE } from '../e2e/fixtures/docker-cli-cases.ts';
import { Installation } from '../e2e/fixtures/installation.ts';

/**
 * The product as a user of the command line has it: `pier` starts a real machine, the docker client works in it, and
 * nothing of it is left. All cases run at full scale against a dockerd on this host (docker-cli.integration.test.ts);
 * PIER_FULL_SCALE=1 runs them so here, which takes long where the processor is emulated.
 */
const MIB = 1024 * 1024;
const SCALE: DockerCliScale = process.env.PIER_FULL_SCALE
  ? { ...FULL_SCALE, pipedRuns: 20, timeoutMs: 600_000 }
  : { parallelRuns: 3, pipedRuns: 2, pipedBytes: MIB, buildContextBytes: 4 * MIB, timeoutMs: 120_000 };
const CASES = process.env.PIER_FULL_SCALE
  ? DOCKER_CLI_CASES
  : DOCKER_CLI_CASES.filter((each) => each.ofMachine);
const CASE_LIMIT_MS = SCALE.timeoutMs * 4;

const installation = new Installation();
const { docker } = installation;

afterAll(() => installation.end());

describe('pier with a real machine', () => {
  it('starts, telling its steps, and Docker answers', async () => {
    expect((await installation.status()).state).toMatch(/absent|stopped/);
    const started = await installation.pier('start');
    expect(started.stderr).toBe('');
    expect(started.code).toBe(0);
    expect(started.stdout).toContain(`Docker is at unix://${installation.home}/run/docker.sock`);
    expect(started.stdout).toContain('Starting Docker');
    const report = await installation.status();
    expect(report).toMatchObject({
      state: 'running',
      driver: 'qemu',
      accelerator: expect.stringMatching(/KVM|software emulation/i),
      engineVersion: expect.stringMatching(/^\d+\.\d+/),
      dockerSocket: `${installation.home}/run/docker.sock`,
    });
    expect(Date.parse(String(report.since))).toBeGreaterThan(0);
    await importBusybox(docker);
  });

  for (const { name, run: runCase } of CASES) {
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
    const machines = installation.processes();
    await installation.killBackend();
    expect(await installation.status()).toMatchObject({
      state: 'running',
      error: { code: 'backend_not_running' },
    });
    const again = await installation.pier('start');
    expect(again.code).toBe(0);
    expect(await startedAt()).toBe(before);
    expect(installation.processes()).toEqual(machines);
  });

  it('stops in order what a killed backend left behind, and leaves no process', async () => {
    await installation.pier('stop', '--abandoned');
    expect((await installation.status()).state).toBe('running');
    await installation.killBackend();
    const stopped = await installation.pier('stop', '--abandoned');
    expect([stopped.code, stopped.stderr]).toEqual([0, '']);
    expect(await installation.status()).toMatchObject({ state: 'stopped', backend: null });
    expect(installation.processes()).toEqual([]);
    expect(existsSync(installation.files.run.dockerSocket)).toBe(false);
  });
});
