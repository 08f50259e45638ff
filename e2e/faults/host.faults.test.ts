import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findQemu } from '../../vm/drivers/qemu/find-qemu.ts';
import { importBusybox } from '../fixtures/busybox-image.ts';
import { fillDisk } from '../fixtures/fill-disk.ts';
import { Installation } from '../fixtures/installation.ts';

describe('on this computer', () => {
  let ends: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    ends = [];
  });

  it('the backend is killed and nobody starts another: its machine is stopped in order', async () => {
    const installation = new Installation();
    ends.push(() => installation.end());
    await installation.must('start');
    await installation.killBackend();
    expect((await installation.status()).state).toBe('running');
    await expect.poll(() => installation.processes(), { timeout: 400_000, interval: 2000 }).toEqual([]);
    expect((await installation.status()).state).toBe('stopped');
    // -n: only looks. Exit code 0: nothing to mend.
    execFileSync('fsck.ext4', ['-f', '-n', installation.files.vm.dataDisk]);
  });

  it('the disk gets full while a container writes: the machine waits, and goes on with what it had', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'pier-full-'));
    const home = join(parent, 'small');
    mkdirSync(home);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=900m', 'pier-test', home]);
    ends.push(() => {
      execFileSync('umount', [home]);
      rmSync(parent, { recursive: true });
    });
    const installation = new Installation(home);
    ends.push(async () => void (await installation.pier('stop', '--force')));
    const { docker } = installation;
    await installation.must('start');
    await importBusybox(docker);
    const stuffing = join(home, 'stuffing');
    const writing = docker.run(
      [
        ...['run', '--rm', '-v', 'kept:/v', 'busybox', 'sh', '-c'],
        'sleep 5; dd if=/dev/urandom bs=1M count=150 2>/dev/null | tee /v/f | sha256sum; sync',
      ],
      { timeoutMs: 600_000 },
    );
    fillDisk(stuffing);
    const trouble = async () => (await installation.status()).error as { code: string } | null;
    await expect
      .poll(async () => (await trouble())?.code, { timeout: 180_000, interval: 500 })
      .toBe('home_disk_full');
    rmSync(stuffing);
    const { stdout: sum } = await writing;
    await expect.poll(trouble, { timeout: 60_000, interval: 500 }).toBeNull();
    // From the disk, not from the guest's memory.
    await installation.must('restart');
    const again = await docker.run([
      'run',
      '--rm',
      '-v',
      'kept:/v',
      'busybox',
      'sh',
      '-c',
      'sha256sum < /v/f',
    ]);
    expect(again.stdout).toBe(sum);
  });

  it('another program has the data disk: the start says who, and the disk is as it was', async () => {
    const installation = new Installation();
    ends.push(() => installation.end());
    await installation.must('start');
    await installation.must('stop');
    const { path } = await findQemu(process.env);
    const disk = { driver: 'file', 'node-name': 'disk', filename: installation.files.vm.dataDisk };
    const other = spawn(
      path,
      [
        ...['-nodefaults', '-display', 'none', '-S', '-machine', 'q35', '-qmp', 'stdio'],
        ...['-blockdev', JSON.stringify(disk), '-device', 'virtio-blk-pci,drive=disk'],
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    ends.push(async () => {
      if (other.exitCode === null && other.kill('SIGKILL')) await once(other, 'close');
    });
    // Its greeting comes when its disks are open.
    await once(other.stdout, 'data');
    const refused = await installation.pier('start');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`process ${other.pid}`);
    expect(refused.stderr).toMatch(/data disk/);
    other.kill('SIGKILL');
    await once(other, 'close');
    await installation.must('start');
  });
});
