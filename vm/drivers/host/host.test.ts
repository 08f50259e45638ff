import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listProcesses } from '../../list-processes.ts';
import { parsePsEntry, parsePsUsage } from '../../ps.ts';
import {
  isInProcessList,
  isRunning,
  killProcess,
  listedUsage,
  processUsage,
  readPidFile,
} from './host-process.ts';
import { beginLog, boundLog } from './log-files.ts';
import { readMachineRecord, writeMachineRecord } from './machine-record.ts';
import { checkSpace } from './preflight.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-host-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

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

  it('is found in the list of ps as well, which macOS has alone', async () => {
    const child = spawn('sh', ['-c', 'while :; do sleep 1; done', join(dir, 'a b.pid')], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    await expect.poll(() => isInProcessList(pid, join(dir, 'a b.pid')), { timeout: 10_000 }).toBe(true);
    expect(await isInProcessList(pid, join(dir, 'b.pid'))).toBe(false);
    expect(await isInProcessList(pid, join(dir, 'a b.pi'))).toBe(false);
    expect((await listedUsage([pid, process.pid])).memoryBytes).toBeGreaterThan(1024 ** 2);
    child.kill('SIGKILL');
    await expect.poll(() => isInProcessList(pid, join(dir, 'a b.pid')), { timeout: 10_000 }).toBe(false);
    await expect(listedUsage([2 ** 22 + 1])).rejects.toThrow(/ps tells nothing/);
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

describe('all processes', () => {
  it('are told with their arguments, by the system itself and by ps, which macOS has alone', async () => {
    const own = async (list: typeof listProcesses) => (await list()).find(({ pid }) => pid === process.pid);
    expect((await own(listProcesses))?.args[0]).toMatch(/node/);
    expect((await own(() => listProcesses('/nonexistent')))?.args[0]).toMatch(/node/);
  });
});

describe('what ps tells', () => {
  it.each([
    ['  0:05.32  123456\n', { cpuSeconds: 5.32, memoryBytes: 123_456 * 1024 }],
    ['125:07.10     16\n  0:00.90      4\n', { cpuSeconds: 7508, memoryBytes: 20 * 1024 }],
    ['1-02:03:04 1\n', { cpuSeconds: 93_784, memoryBytes: 1024 }],
  ])('%j is read', (output, usage) => {
    expect(parsePsUsage(output)).toEqual(usage);
  });

  it('is nothing where there is no such process', () => {
    expect([parsePsUsage(''), parsePsEntry('')]).toEqual([undefined, undefined]);
    expect(parsePsEntry('Ss   /opt/homebrew/bin/vfkit --cpus 2\n')).toEqual({
      state: 'Ss',
      command: '/opt/homebrew/bin/vfkit --cpus 2',
    });
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

  it('are bounded by what they take, not by the hole that a program leaves which does not append', async () => {
    const path = join(dir, 'console.log');
    writeFileSync(path, '');
    truncateSync(path, 1024 ** 2);
    await boundLog(path, 8192);
    expect(statSync(path).size).toBe(1024 ** 2);
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
