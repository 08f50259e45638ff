import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAlive } from '../../is-alive.ts';
import { untilEngineAnswers } from '../conformance/ask-engine.ts';
import type { RunningVm } from '../driver.ts';
import { readPidFile } from '../host/host-process.ts';
import { makeVzHome, type VzHome } from './test-vz-home.ts';
import type { VzDriver } from './vz-driver.ts';

const never = new AbortController().signal;

let home: VzHome;
let driver: VzDriver;
let vm: RunningVm | undefined;

beforeEach(() => {
  home = makeVzHome();
  driver = home.newDriver();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await vm?.kill().catch(() => {});
  vm?.release();
  vm = undefined;
  home.remove();
});

/** Says what goes wrong in what stands in for vfkit. */
function play(script: object): void {
  const path = join(home.files.home, '..', 'script.json');
  writeFileSync(path, JSON.stringify(script));
  vi.stubEnv('VFKIT_STAND_IN', path);
}

async function start(): Promise<RunningVm> {
  await driver.provision(home.spec, () => {}, never);
  vm = await driver.start(home.spec, never);
  return vm;
}

const networkPid = () => readPidFile(home.files.run.networkPid);

describe('a start that vfkit refuses', () => {
  it.each([
    ['entitlement', /not signed for it/, /brew/],
    ['internal', /Code=1 .*failed to start/, /vfkit\.log/],
  ])('for %s tells why and what to do, and leaves nothing that runs', async (fails, message, hint) => {
    play({ fails });
    await expect(start()).rejects.toMatchObject({
      code: 'machine_start_failed',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
    expect(await driver.inspect()).toBe('stopped');
    expect(await networkPid()).toBeUndefined();
  });

  it('since another installation has moved its disk to the same place tells who uses it', async () => {
    const { pid } = await start();
    const second = makeVzHome();
    try {
      mkdirSync(second.files.vm.dir, { recursive: true });
      symlinkSync(home.files.vm.dataDisk, second.files.vm.dataDisk);
      const other = second.newDriver();
      await other.provision(second.spec, () => {}, never);
      await expect(other.start(second.spec, never)).rejects.toMatchObject({
        code: 'data_disk_in_use',
        message: expect.stringContaining(`process ${pid}`),
      });
      expect(await other.inspect()).toBe('stopped');
    } finally {
      second.remove();
    }
    await untilEngineAnswers(vm as RunningVm);
  });

  it('for want of a network says so with its words', async () => {
    await driver.provision(home.spec, () => {}, never);
    writeFileSync(
      join(home.files.home, '..', 'bin', 'gvproxy'),
      '#!/bin/sh\necho "no such luck" >&2\nexit 1\n',
    );
    await expect(driver.start(home.spec, never)).rejects.toMatchObject({
      code: 'machine_start_failed',
      message: expect.stringMatching(/no such luck/),
    });
  });
});

describe('a machine', () => {
  it('is ended where its network ends, as a crash, and in order as far as that goes', async () => {
    const { exited } = await start();
    await untilEngineAnswers(vm as RunningVm);
    process.kill((await networkPid()) ?? 0, 'SIGKILL');
    expect(await exited).toMatchObject({ requested: false, clean: false });
    expect(readFileSync(home.files.run.guestStatus, 'utf8')).toContain('step shutdown');
    expect(home.warnings).toContain('gvproxy ended: the machine has no network any more and is ended.');
    expect(await driver.inspect()).toBe('stopped');
  });

  it('takes its network along when it ends', async () => {
    const { exited, pid } = await start();
    const network = (await networkPid()) ?? 0;
    process.kill(pid ?? 0, 'SIGKILL');
    await exited;
    expect(isAlive(network)).toBe(false);
    for (const path of [home.files.run.networkSocket, home.files.run.networkControl])
      expect(existsSync(path)).toBe(false);
  });

  it("tells Apple's own errors from an end in order", async () => {
    const { exited, pid } = await start();
    // The stand-in's word for it.
    process.kill(pid ?? 0, 'SIGUSR2');
    expect(await exited).toMatchObject({
      ...{ requested: false, clean: false, code: 1 },
      lastLines: expect.arrayContaining([expect.stringContaining('hypervisor virtualization error')]),
    });
  });

  it('is stopped in order by the signal that macOS ends programs with', async () => {
    const { exited, pid } = await start();
    await untilEngineAnswers(vm as RunningVm);
    process.kill(pid ?? 0, 'SIGTERM');
    expect(await exited).toMatchObject({ requested: false, clean: true });
  });

  it('is asked by its power button where its agent is not there', async () => {
    const { exited } = await start();
    await untilEngineAnswers(vm as RunningVm);
    rmSync(home.files.run.guestAgentSocket);
    await vm?.shutdown();
    expect(await exited).toMatchObject({ requested: true, clean: true });
  });

  it('that lost its network while no backend looked is ended by the next one, which says so', async () => {
    const { pid } = await start();
    vm?.release();
    vm = undefined;
    process.kill((await networkPid()) ?? 0, 'SIGKILL');
    await vi.waitFor(async () => expect(await home.newDriver().adopt()).toBeUndefined(), 10_000);
    await expect.poll(() => isAlive(pid ?? 0), { timeout: 10_000 }).toBe(false);
    expect(home.warnings).toContain('A machine that was left behind cannot be adopted and is ended.');
    expect(await driver.inspect()).toBe('stopped');
  });

  it('has Rosetta where it is wanted and installed, and starts without where it is not', async () => {
    const mac = { arch: 'arm64', rosettaPath: home.folder };
    expect(driver.capabilities.rosetta).toBe(false);
    const without = home.newDriver({ ...mac, rosettaPath: '/nonexistent' });
    const check = (await without.preflight()).find(({ id }) => id === 'rosetta');
    expect(check).toMatchObject({
      ok: false,
      fatal: false,
      error: { hint: expect.stringMatching(/softwareupdate/) },
    });
    Object.assign(home.spec, { rosetta: true });
    driver = without;
    const commandLine = () => readFileSync(`/proc/${vm?.pid}/cmdline`, 'utf8').split('\0');
    await start();
    expect(commandLine()).not.toContain('rosetta,mountTag=pier-rosetta');
    expect(home.warnings).toEqual([expect.stringMatching(/Rosetta is not installed/)]);
    await vm?.kill();
    driver = home.newDriver(mac);
    await start();
    expect(commandLine()).toContain('rosetta,mountTag=pier-rosetta');
    expect(vm?.spec).toMatchObject({ rosetta: true });
    await untilEngineAnswers(vm as RunningVm);
  });

  it('shares a folder of its start and what is in it, and wants a restart for another', async () => {
    const { shares } = await start();
    await untilEngineAnswers(vm as RunningVm);
    expect(shares?.folders).toEqual([home.folder]);
    const inside = join(home.folder, 'inside');
    mkdirSync(inside);
    await shares?.set([inside]);
    expect(shares?.folders).toEqual([inside]);
    const other = join(home.folder, '..', 'other');
    mkdirSync(other);
    await expect(shares?.set([home.folder, other])).rejects.toMatchObject({
      code: 'shares_unavailable',
      message: expect.stringContaining(other),
      hint: expect.stringMatching(/restart/),
    });
    // What can be shared is.
    expect(shares?.folders).toEqual([home.folder]);
  });

  it("brings ports of the guest's loopback here, by an address that its network knows", async () => {
    const { ports } = await start();
    await untilEngineAnswers(vm as RunningVm);
    if (!ports) throw new Error('It has no ports.');
    const free = createServer();
    const hostPort = await new Promise<number>((resolve) => {
      free.listen(0, '127.0.0.1', () => {
        const { port } = free.address() as { port: number };
        free.close(() => resolve(port));
      });
    });
    const forward = {
      ...({ protocol: 'tcp', hostIp: '127.0.0.1', hostPort } as const),
      ...{ guestIp: '127.0.0.1', guestPort: 5432 },
    };
    expect(await ports.add(forward)).toBe(true);
    expect(await ports.list()).toEqual([forward]);
    // Nothing listens there: the connection is taken, and closed.
    const socket = createConnection(hostPort, '127.0.0.1');
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.on('error', () => {});
    });
    vm?.release();
    vm = await home.newDriver().adopt();
    expect(await vm?.ports?.list()).toEqual([forward]);
    expect((await vm?.ports?.listeners())?.map(({ port }) => port)).toEqual([8080]);
  });
});
