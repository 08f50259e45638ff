import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { importBusybox } from '../../../e2e/fixtures/busybox-image.ts';
import { DockerCli } from '../../../e2e/fixtures/docker-cli.ts';
import type { GuestResources } from '../../../vm/drivers/driver.ts';
import { dataDiskUsage } from '../../../vm/drivers/guest/data-disk.ts';
import { processUsage } from '../../../vm/drivers/host/host-process.ts';
import { DockerSocket } from '../network/docker-socket.ts';
import { type Backend, makeBackend, makeHome, removeHome, testLog, vmSpec } from './test-vm-home.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const CPUS = 2;

/** What a machine has of this computer, and gives back. One machine: each test goes on where the last ended. */
describe('the resources of a machine under QEMU', () => {
  const files = makeHome();
  const dockerConfig = mkdtempSync(join(tmpdir(), 'pier-vm-docker-'));
  const docker = new DockerCli(files.run.dockerSocket, dockerConfig);
  let backend: Backend;
  let socket: DockerSocket;

  const output = async (...args: string[]) => (await docker.run(args)).stdout.trim();
  const memory = async () => (await processUsage(backend.vm().pid ?? 0)).memoryBytes;
  const resources = (): GuestResources => {
    const { resources: found } = backend.supervisor;
    if (!found) throw new Error('The machine has no resources.');
    return found;
  };
  const serve = async () => {
    socket = new DockerSocket({
      path: files.run.dockerSocket,
      source: backend.supervisor.engine,
      log: testLog,
    });
    await socket.listen();
  };

  beforeAll(async () => {
    backend = makeBackend(files, { spec: { cpus: CPUS } });
    await backend.supervisor.init();
    await backend.supervisor.start();
    await serve();
    await importBusybox(docker);
    await docker.run(['run', '-d', '--name', 'stays', '--stop-timeout', '1', 'busybox', 'sleep', '100000']);
  });

  afterAll(async () => {
    await socket?.close();
    await backend?.supervisor.stop({ force: true });
    await backend?.supervisor.dispose({ stopMachine: true });
    removeHome(files);
    rmSync(dockerConfig, { recursive: true, force: true });
  });

  it('gets and loses processors while a container runs, which sees it, as the engine does', async () => {
    const { limits } = resources();
    expect(limits.cpus).toMatchObject({ min: 1 });
    await resources().setCpus(1);
    expect(await output('exec', 'stays', 'nproc')).toBe('1');
    expect(await output('info', '--format', '{{.NCPU}}')).toBe('1');
    expect(backend.supervisor.status().info.cpus).toBe(1);
    await resources().setCpus(CPUS);
    expect(await output('exec', 'stays', 'nproc')).toBe(String(CPUS));
  });

  it('gets more memory than it was started with, and less', async () => {
    const total = async () => Number(await output('info', '--format', '{{.MemTotal}}'));
    const before = await total();
    if (resources().limits.memoryBytes.max >= vmSpec.memoryBytes + GIB) {
      await resources().setMemory(vmSpec.memoryBytes + GIB);
      expect((await total()) - before).toBeGreaterThan(0.95 * GIB);
    }
    await resources().setMemory(vmSpec.memoryBytes - 128 * MIB);
    expect(before - (await total())).toBeGreaterThan(120 * MIB);
    await expect(resources().setMemory(vmSpec.memoryBytes)).resolves.toBeUndefined();
    expect(backend.supervisor.status().info.memoryBytes).toBe(vmSpec.memoryBytes);
  });

  it('gives back what a container used of memory, and files that were read when it is asked', async () => {
    const before = await memory();
    const fill =
      'dd if=/dev/zero of=/dev/shm/x bs=1M count=256 2>/dev/null; dd if=/dev/zero of=/y bs=1M count=128';
    await docker.run(['run', '--name', 'fills', '--shm-size', '300m', 'busybox', 'sh', '-c', fill]);
    // Much of it is back before docker says that the container has ended.
    const peak = (await processUsage(backend.vm().pid ?? 0)).memoryPeakBytes;
    expect(peak - before).toBeGreaterThan(300 * MIB);
    // What the file took of it meanwhile stays; of more there comes more back, see the bench.
    await vi.waitFor(async () => expect(peak - (await memory())).toBeGreaterThan(0.8 * 256 * MIB), {
      timeout: 60_000,
      interval: 500,
    });
    const kept = await memory();
    await resources().returnMemory('fully');
    await vi.waitFor(async () => expect(kept - (await memory())).toBeGreaterThan(0.8 * 128 * MIB), {
      timeout: 30_000,
      interval: 500,
    });
    const usage = await backend.supervisor.usage();
    expect(usage?.memoryReturnedBytes).toBeGreaterThan(256 * MIB);
  });

  it('gives back the disk of a removed container, and can be trimmed', async () => {
    await backend.vm().guest?.exec('/bin/sync', []);
    const before = await dataDiskUsage(files.vm.dataDisk);
    await docker.run(['rm', 'fills']);
    await vi.waitFor(
      async () => expect(before - (await dataDiskUsage(files.vm.dataDisk))).toBeGreaterThan(0.9 * 128 * MIB),
      { timeout: 60_000, interval: 500 },
    );
    await expect(resources().trim()).resolves.toBeUndefined();
  });

  it('is adopted paused by the next backend, woken by a request, with its containers and its share', async () => {
    const started = await output('inspect', '--format', '{{.State.StartedAt}}', 'stays');
    await resources().setCpus(1);
    await backend.supervisor.pause('resource-saver');
    const pid = backend.vm().pid;
    await socket.close();
    await backend.supervisor.dispose({ stopMachine: false });
    backend = makeBackend(files, { spec: { cpus: CPUS } });
    await backend.supervisor.init();
    expect(backend.supervisor.status()).toMatchObject({
      state: { kind: 'paused', by: 'resource-saver' },
      info: { cpus: 1 },
    });
    expect(backend.vm().pid).toBe(pid);
    const used = (await processUsage(pid ?? 0)).cpuSeconds;
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect((await processUsage(pid ?? 0)).cpuSeconds - used).toBeLessThan(0.2);

    await serve();
    expect(await ping(files.run.dockerSocket)).toBe(200);
    expect(backend.supervisor.status().state.kind).toBe('running');
    expect(await output('inspect', '--format', '{{.State.StartedAt}}', 'stays')).toBe(started);
  });

  it('is shut down in order though it stands still', async () => {
    await backend.supervisor.pause('person');
    await expect(ping(files.run.dockerSocket)).resolves.toBe(503);
    const { exited } = backend.vm();
    await backend.supervisor.stop({ force: false });
    expect(await exited).toMatchObject({ clean: true });
  });
});

function ping(socketPath: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path: '/_ping', agent: false }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    sent.once('error', reject);
    sent.end();
  });
}
