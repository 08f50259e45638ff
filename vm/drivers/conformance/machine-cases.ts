import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { isAlive } from '../../is-alive.ts';
import type { PortForward, RunningVm, StepReport } from '../driver.ts';
import { freePort } from '../host/free-port.ts';
import { askEngine, untilEngineAnswers } from './ask-engine.ts';
import { need, type Subject } from './subject.ts';

/** What a machine of this computer must not be away by, and no test is slow by. */
const CLOCK_TOLERANCE_MS = 60_000;
const STANDS_STILL_MS = 300;

/** One machine that runs: what it tells of itself, and what can be done with it. */
export function machineCases(subject: () => Subject): void {
  it('starts one machine where two starts come at once; its steps are told, and its engine answers', async () => {
    const { driver, harness } = subject();
    await subject().provision();
    const { signal } = new AbortController();
    const starts = await Promise.allSettled([1, 2].map(() => driver.start(harness.spec, signal)));
    const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const refused = starts.flatMap((start) => (start.status === 'rejected' ? [start.reason] : []));
    for (const each of started) subject().keep(each);
    expect([started.length, refused]).toEqual([1, [expect.objectContaining({ code: 'machine_busy' })]]);
    const [vm] = started as [RunningVm];
    const steps: StepReport[] = [];
    const off = vm.onStep((step) => steps.push(step));
    expect(await driver.inspect()).toBe('running');
    await untilEngineAnswers(vm);
    expect(await askEngine(vm.endpoint, vm.patience.answerMs)).toBe('OK');
    off();
    expect(steps.length).toBeGreaterThan(0);
    for (const { id, title } of steps) expect([id !== '', title !== '']).toEqual([true, true]);
    const told: StepReport[] = [];
    vm.onStep((step) => told.push(step))();
    expect(told).toHaveLength(1);
    expect(vm.adopted).toBe(false);
  });

  it('refuses another start, and to be destroyed, while it runs', async () => {
    const vm = await subject().running();
    const { driver, harness } = subject();
    const before = Object.keys(await harness.belongings());
    await expect(driver.start(harness.spec, new AbortController().signal)).rejects.toMatchObject({
      code: 'machine_busy',
    });
    await expect(driver.destroy()).rejects.toMatchObject({ code: 'machine_busy' });
    expect(Object.keys(await harness.belongings())).toEqual(before);
    expect(await askEngine(vm.endpoint, vm.patience.answerMs)).toBe('OK');
  });

  it('tells what it is and what it was started with', async () => {
    const vm = await subject().running();
    const { cpus, memoryBytes, diskLimitBytes, hostname } = subject().harness.spec;
    expect(vm.spec).toMatchObject({ cpus, memoryBytes, diskLimitBytes, hostname });
    expect(Math.abs(Date.now() - vm.startedAt)).toBeLessThan(vm.patience.bootMs);
    expect(vm.accelerator).toMatch(/./);
    expect(vm.imageVersion).toMatch(/./);
    expect(vm.pausedBy).toBeUndefined();
    for (const requirement of vm.requirements) await requirement.check(vm.patience.answerMs);
    if (vm.pid !== undefined) expect(isAlive(vm.pid)).toBe(true);
  });

  it('tells what it takes of this computer', async () => {
    const vm = await subject().running();
    const first = await vm.usage();
    expect(first.memoryBytes).toBeGreaterThan(0);
    expect(first.memoryPeakBytes).toBeGreaterThanOrEqual(first.memoryBytes);
    expect(first.diskBytes).toBeGreaterThanOrEqual(0);
    expect(first.diskPeakBytes).toBeGreaterThanOrEqual(first.diskBytes);
    expect((await vm.usage()).cpuSeconds).toBeGreaterThanOrEqual(first.cpuSeconds);
    for (const line of await vm.lastLines()) expect(line).not.toMatch(/[\r\n]/);
  });

  it('is reached inside by its agent', async (context) => {
    need(context, subject().driver.capabilities.guestAgent, 'agent in the guest');
    const vm = await subject().running();
    const guest = need(context, vm.guest, 'agent in the guest');
    const said = await guest.exec('/bin/sh', ['-c', 'echo "$0"; exit 3', 'a word']);
    expect([said.exitCode, said.stdout]).toEqual([3, 'a word\n']);
    await guest.setTime();
    expect(Math.abs((await guest.time()) - Date.now())).toBeLessThan(CLOCK_TOLERANCE_MS);
  });

  it('brings ports of the guest here, tells them, and lets them go', async (context) => {
    const vm = await subject().running();
    const ports = need(context, vm.ports, 'ports to be forwarded');
    const { enginePort = 80 } = subject().harness;
    const forward: PortForward = {
      protocol: 'tcp',
      hostIp: '127.0.0.1',
      hostPort: await freePort(),
      guestIp: ports.guestAddress,
      guestPort: enginePort,
    };
    expect(await ports.list()).toEqual([]);
    expect(await ports.add(forward)).toBe(true);
    expect(await ports.list()).toEqual([forward]);
    if (subject().harness.enginePort && vm.endpoint.kind === 'tls') {
      const endpoint = { ...vm.endpoint, port: forward.hostPort };
      expect(await askEngine(endpoint, vm.patience.answerMs)).toBe('OK');
    }
    expect(await isTaken(forward.hostPort)).toBe(true);
    await ports.remove(forward);
    await ports.remove(forward);
    expect(await ports.list()).toEqual([]);
    expect(await isTaken(forward.hostPort)).toBe(false);
    for (const { port } of await ports.listeners()) expect(port).toBeGreaterThan(0);
  });

  it('tells of a port that this computer does not give', async (context) => {
    const ports = need(context, (await subject().running()).ports, 'ports to be forwarded');
    const other = createServer();
    const hostPort = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    const forward: PortForward = {
      ...{ protocol: 'tcp', hostIp: '127.0.0.1', hostPort },
      ...{ guestIp: ports.guestAddress, guestPort: 80 },
    };
    try {
      expect(await ports.add(forward)).toBe(false);
      expect(await ports.list()).toEqual([]);
    } finally {
      other.close();
    }
  });

  it('shares folders and stops sharing them while it runs', async (context) => {
    const vm = await subject().running();
    const folder = need(context, subject().harness.folder, 'shared folders');
    const shares = need(context, vm.shares, 'shared folders');
    let changes = 0;
    const off = shares.onChange(() => {
      changes += 1;
    });
    await shares.set([]);
    expect(shares.folders).toEqual([]);
    const before = changes;
    await shares.set([folder, `${folder}/which-is-not-there`]);
    expect(shares.folders).toEqual([folder]);
    await shares.announce([`${folder}/which-is-not-there`]);
    await shares.set([]);
    expect(shares.folders).toEqual([]);
    off();
    expect(changes - before).toBe(2);
  });

  it('gets less memory and fewer processors while it runs, and what it had', async (context) => {
    const vm = await subject().running();
    const resources = need(context, vm.resources, 'changes while it runs');
    const { cpus, memoryBytes } = subject().harness.spec;
    const { limits } = resources;
    expect(limits.memoryBytes.min).toBeLessThanOrEqual(memoryBytes);
    expect(limits.memoryBytes.max).toBeGreaterThanOrEqual(memoryBytes);
    expect(limits.cpus.min).toBeLessThanOrEqual(cpus);
    expect(limits.cpus.max).toBeGreaterThanOrEqual(cpus);
    const less = Math.max(limits.memoryBytes.min, memoryBytes - 128 * 1024 ** 2);
    await resources.setMemory(less);
    await resources.setCpus(limits.cpus.min);
    expect(vm.spec).toMatchObject({ cpus: limits.cpus.min, memoryBytes: less });
    await resources.setMemory(memoryBytes);
    await resources.setCpus(cpus);
    await resources.setCpus(cpus);
    expect(vm.spec).toMatchObject({ cpus, memoryBytes });
    await resources.returnMemory('gently');
    await resources.trim();
  });

  it('stands still and goes on, both also when asked twice', async (context) => {
    need(context, subject().driver.capabilities.pause, 'pause');
    const vm = await subject().running();
    await vm.pause('resource-saver');
    await vm.pause('person');
    expect(vm.pausedBy).toBe('person');
    await expect(askEngine(vm.endpoint, STANDS_STILL_MS)).rejects.toThrow();
    await vm.resume();
    await vm.resume();
    expect(vm.pausedBy).toBeUndefined();
    await untilEngineAnswers(vm);
  });

  it('goes on when its backend goes, and is adopted by the next one as it is', async () => {
    const before = await subject().running();
    const canPause = subject().driver.capabilities.pause;
    if (canPause) await before.pause('person');
    const { pid, startedAt, spec } = before;
    const vm = await subject().adoptAnew();
    if (!vm) throw new Error('It was not adopted.');
    expect(vm).toMatchObject({ adopted: true, pid, startedAt });
    expect(vm.spec).toMatchObject({ cpus: spec?.cpus, memoryBytes: spec?.memoryBytes });
    expect(vm.pausedBy).toBe(canPause ? 'person' : undefined);
    if (canPause) await vm.resume();
    await untilEngineAnswers(vm);
    expect(await subject().driver.inspect()).toBe('running');
  });
}

function isTaken(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(true));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(false)));
  });
}
