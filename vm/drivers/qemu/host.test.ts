import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseAccelerator, explainKvmFailure } from './accelerator.ts';
import { findQemu } from './find-qemu.ts';
import { isRunning, killProcess, processUsage, readPidFile } from './host-process.ts';
import { beginLog, boundLog } from './log-files.ts';
import { readMachineRecord, writeMachineRecord } from './machine-record.ts';
import { checkSpace } from './preflight.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-host-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A program of that name whose whole life is a few lines of shell. */
function program(name: string, script: string): string {
  const path = join(dir, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('findQemu', () => {
  const names = (script: string) => {
    program('qemu-system-x86_64', script);
    return findQemu({ PATH: `/nonexistent:${dir}` });
  };

  it('finds it on the PATH with its version', async () => {
    const found = await names('echo "QEMU emulator version 8.2.1 (Debian 1:8.2.1)"');
    expect(found).toEqual({ path: join(dir, 'qemu-system-x86_64'), version: '8.2.1' });
  });

  it.each([
    ['is too old', 'echo "QEMU emulator version 5.2.0"'],
    ['says nothing of a version', 'echo hello'],
    ['does not run', 'exit 127'],
  ])('refuses one that %s, with a command to install it', async (_what, script) => {
    await expect(names(script)).rejects.toMatchObject({
      code: 'qemu_missing',
      hint: expect.stringMatching(/install/i),
    });
  });

  it('says where it was looked for nothing', async () => {
    await expect(findQemu({ PATH: '/nonexistent' })).rejects.toMatchObject({ code: 'qemu_missing' });
    await expect(findQemu({})).rejects.toMatchObject({ code: 'qemu_missing' });
  });
});

describe('chooseAccelerator', () => {
  const device = () => {
    writeFileSync(join(dir, 'kvm'), '');
    return join(dir, 'kvm');
  };

  it('takes KVM where a guest ran its instructions', async () => {
    const qemu = program('qemu', 'exit 33');
    expect(await chooseAccelerator(qemu, device())).toMatchObject({
      kind: 'kvm',
      label: 'KVM',
      reason: undefined,
    });
  });

  it.each([
    ['exit 0', /does not run/],
    ['echo "Could not access KVM kernel module: Permission denied" >&2; exit 1', /group kvm/],
    ['echo "Could not access KVM kernel module: No such file or directory" >&2; exit 1', /no virtualisation/],
    ['echo "KVM internal error. Suberror: 1" >&2; exec sleep 60', /cannot run all instructions/],
    ['echo "qemu-system-x86_64: failed to set MSR 0x10a" >&2; kill -ABRT $$', /'failed to set MSR 0x10a'/],
  ])('emulates where QEMU says %j, and tells why', async (script, reason) => {
    const accelerator = await chooseAccelerator(program('qemu', script), device());
    expect(accelerator).toMatchObject({ kind: 'tcg', label: 'software emulation' });
    expect(accelerator.reason).toMatch(reason);
  });

  it('emulates where QEMU cannot be run', async () => {
    const accelerator = await chooseAccelerator(join(dir, 'none'), device());
    expect(accelerator.reason).toMatch(/ENOENT/);
  });

  it('does not try where there is no device', async () => {
    const accelerator = await chooseAccelerator(program('qemu', 'exit 33'), join(dir, 'none'));
    expect(accelerator.reason).toMatch(/no \/dev\/kvm/);
  });

  it('explains a processor that is taken', () => {
    expect(explainKvmFailure('ioctl(KVM_CREATE_VM) failed: 16 Device or resource busy')).toMatch(
      /another program/,
    );
  });
});

describe('a process of the host', () => {
  it('is told by its arguments, measured, and killed', async () => {
    const child = spawn('sh', ['-c', 'while :; do sleep 1; done', 'marker-of-ours'], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    await new Promise((resolve) => child.once('spawn', resolve));
    await expect.poll(() => isRunning(pid, 'marker-of-ours'), { timeout: 10_000 }).toBe(true);
    expect(await isRunning(pid, 'marker')).toBe(false);
    expect((await processUsage(pid)).memoryBytes).toBeGreaterThan(0);
    await killProcess(pid, 'marker of somebody else');
    expect(await isRunning(pid, 'marker-of-ours')).toBe(true);
    await killProcess(pid, 'marker-of-ours');
    expect(await isRunning(pid, 'marker-of-ours')).toBe(false);
    await killProcess(pid, 'marker-of-ours');
  });

  it('is told by the path of its file, over whatever links it is reached', async () => {
    mkdirSync(join(dir, 'home'));
    mkdirSync(join(dir, 'other'));
    symlinkSync(join(dir, 'home'), join(dir, 'link'));
    const pidFile = (home: string) => join(dir, home, 'machine.pid');
    const child = spawn('sh', ['-c', 'while :; do sleep 1; done', pidFile('link')], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    await expect.poll(() => isRunning(pid, pidFile('link')), { timeout: 10_000 }).toBe(true);
    expect(await isRunning(pid, pidFile('home'))).toBe(true);
    expect(await isRunning(pid, pidFile('other'))).toBe(false);
    expect(await isRunning(pid, pidFile('none'))).toBe(false);
    await killProcess(pid, pidFile('home'));
    expect(await isRunning(pid, pidFile('link'))).toBe(false);
  });

  it('has used CPU time', async () => {
    const until = Date.now() + 100;
    while (Date.now() < until) Math.sqrt(until);
    expect((await processUsage(process.pid)).cpuSeconds).toBeGreaterThan(0.05);
    await expect(processUsage(2 ** 22 + 1)).rejects.toThrow();
  });

  it.each([
    ['12\n', 12],
    ['', undefined],
    ['x', undefined],
    ['-1', undefined],
    ['1', undefined],
  ])('has the pid that the file %j names', async (text, pid) => {
    writeFileSync(join(dir, 'pid'), text);
    expect(await readPidFile(join(dir, 'pid'))).toBe(pid);
    expect(await readPidFile(join(dir, 'none'))).toBeUndefined();
  });
});

describe('logs', () => {
  it('begin empty, with the last one aside', async () => {
    const path = join(dir, 'console.log');
    await beginLog(path);
    writeFileSync(path, 'first life');
    await beginLog(path);
    expect(statSync(path)).toMatchObject({ size: 0 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}.1`).size).toBe(10);
  });

  it('are bounded while they are written', async () => {
    const path = join(dir, 'console.log');
    writeFileSync(path, 'x'.repeat(100));
    await boundLog(path, 100);
    expect(statSync(path).size).toBe(100);
    await boundLog(path, 99);
    expect(statSync(path).size).toBe(0);
    expect(statSync(`${path}.1`).size).toBe(100);
    await boundLog(join(dir, 'none'), 1);
  });
});

describe('a machine record', () => {
  it('is read as it was written, and not where it is damaged', async () => {
    const path = join(dir, 'machine.json');
    const record = {
      startedAt: 1,
      accelerator: 'KVM',
      imageVersion: 'abc',
      spec: { cpus: 1, memoryBytes: 2, diskLimitBytes: 3, swapBytes: 4, hostname: 'pier' },
    };
    await writeMachineRecord(path, record);
    expect(await readMachineRecord(path)).toEqual(record);
    writeFileSync(path, '{"startedAt": 1}');
    expect(await readMachineRecord(path)).toBeUndefined();
    writeFileSync(path, '{');
    expect(await readMachineRecord(path)).toBeUndefined();
    expect(await readMachineRecord(join(dir, 'none'))).toBeUndefined();
  });
});

describe('checkSpace', () => {
  it('holds where there is space, and where it cannot be told', async () => {
    const checks = await checkSpace(join(dir, 'none'));
    expect(checks.map(({ id, fatal, ok }) => ({ id, fatal, ok }))).toEqual([
      { id: 'space', fatal: true, ok: true },
      { id: 'space-low', fatal: false, ok: true },
    ]);
  });
});
