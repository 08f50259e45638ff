import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { fillDisk } from '../../../e2e/fixtures/fill-disk.ts';
import type { ErrorData } from '../../../shared/errors.ts';
import type { VmDriver } from '../../../vm/drivers/driver.ts';
import { findQemu } from '../../../vm/drivers/qemu/find-qemu.ts';
import { probeKvm } from '../../../vm/drivers/qemu/kvm-probe.ts';
import { QemuDriver } from '../../../vm/drivers/qemu/qemu-driver.ts';
import { type PierFiles, pierCache, pierFiles } from '../../../vm/files.ts';
import { ensureImage } from '../../../vm/image/ensure-image.ts';
import { type Backend, makeBackend, makeHome, removeHome, testLog } from './test-vm-home.ts';

const MIB = 1024 ** 2;
let ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

function home(): PierFiles {
  const files = makeHome();
  ends.push(() => removeHome(files));
  return files;
}

function backendOf(files: PierFiles, options: Parameters<typeof makeBackend>[1] = {}): Backend {
  const backend = makeBackend(files, options);
  ends.push(async () => {
    await backend.supervisor.stop({ force: true });
    await backend.supervisor.dispose({ stopMachine: true });
  });
  return backend;
}

/** A home on a disk of its own that holds no more than that. */
function smallHome(size: string): PierFiles {
  const files = pierFiles(`${home().home}/small`);
  mkdirSync(files.home);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'pier-test', files.home]);
  ends.push(() => {
    execFileSync('umount', [files.home]);
  });
  return files;
}

/** Whether this computer has a KVM that does not run a kernel's instructions. */
const hasBrokenKvm =
  existsSync('/dev/kvm') && (await probeKvm((await findQemu(process.env)).path)) !== undefined;

/** A driver that boots the real image with another command line, on another PATH, or with KVM whatever it is. */
function driverWith(
  files: PierFiles,
  change: { cmdline?: string; path?: string; insistOnKvm?: boolean },
): VmDriver {
  return new QemuDriver({
    files,
    log: testLog,
    ...(change.insistOnKvm && {
      chooseAccelerator: async () => ({ kind: 'kvm', label: 'KVM', reason: undefined }),
    }),
    env: { PATH: change.path ?? process.env.PATH },
    ensureImage: async (options) => {
      const image = await ensureImage({ ...options, cacheDir: pierCache() });
      return { ...image, cmdline: change.cmdline ?? image.cmdline };
    },
  });
}

/** The error of a start that fails; the state tells the same one. */
async function failureOf({ supervisor }: Backend): Promise<ErrorData> {
  await supervisor.init();
  const error = await supervisor.start().then(
    () => undefined,
    (thrown: ErrorData) => thrown,
  );
  if (!error) throw new Error('The start did not fail.');
  const { code, message, hint } = error;
  expect(supervisor.status().state).toMatchObject({ kind: 'failed', error: { code, message, hint } });
  expect(hint).not.toBe('');
  return error;
}

describe('a start with a fault', () => {
  // Built here where it is missing: a build takes longer than a test may.
  beforeAll(async () => {
    const signal = new AbortController().signal;
    await ensureImage({ cacheDir: pierCache(), onStep: () => {}, signal });
  });

  it('without QEMU tells how to install it', async () => {
    const files = home();
    const backend = backendOf(files, { driver: driverWith(files, { path: '/nonexistent' }) });
    expect(await failureOf(backend)).toMatchObject({
      code: 'qemu_missing',
      hint: expect.stringMatching(/install/i),
    });
  });

  it('on a full disk tells so, and leaves the disk as it was', async () => {
    const files = smallHome('8m');
    fillDisk(join(files.home, 'stuffing'));
    expect(await failureOf(backendOf(files))).toMatchObject({ code: 'home_disk_full' });
  });

  it.skipIf(!hasBrokenKvm)(
    'under a KVM that gives up on the guest goes on emulated, now and in the next backend',
    async () => {
      const files = home();
      const { supervisor } = backendOf(files, { driver: driverWith(files, { insistOnKvm: true }) });
      const kinds: string[] = [];
      supervisor.onChange(() => kinds.push(supervisor.status().state.kind));
      await supervisor.init();
      await supervisor.start();
      expect(supervisor.status().info).toMatchObject({
        accelerator: 'software emulation',
        acceleratorReason: expect.stringMatching(/gave up/),
      });
      expect(kinds).not.toContain('failed');
      const next = driverWith(files, { insistOnKvm: true });
      const check = (await next.preflight()).find(({ id }) => id === 'accelerator');
      expect(check?.error?.message).toMatch(/gave up/);
    },
  );

  it('on a disk that gets full meanwhile waits, tells so, and goes on when there is space', async () => {
    const files = smallHome('600m');
    const stuffing = join(files.home, 'stuffing');
    const { supervisor } = backendOf(files, { change: () => fillDisk(stuffing) });
    const told: (string | undefined)[] = [];
    supervisor.onChange(() => {
      const { state } = supervisor.status();
      if (state.kind === 'starting') told.push(state.trouble?.code);
    });
    await supervisor.init();
    const started = supervisor.start();
    await vi.waitFor(() => expect(told).toContain('home_disk_full'), { timeout: 120_000 });
    expect(supervisor.status().state.kind).toBe('starting');
    rmSync(stuffing);
    await started;
    expect(supervisor.status().state.kind).toBe('running');
  });

  it('with a data disk of a newer version changes nothing on it', async () => {
    const files = home();
    mkdirSync(files.vm.dir);
    const disk = Buffer.alloc(2 * MIB, 7);
    disk.writeUInt16LE(0xef53, 1024 + 0x38);
    disk.write('pier-data-2\0\0\0\0\0', 1024 + 0x78, 'latin1');
    writeFileSync(files.vm.dataDisk, disk);
    expect(await failureOf(backendOf(files))).toMatchObject({ code: 'data_disk_newer' });
    expect(readFileSync(files.vm.dataDisk).equals(disk)).toBe(true);
  });

  it('that never gets ready shows the last lines of the console, and leaves no machine', async () => {
    const files = home();
    // A kernel without an init panics, and waits instead of starting again.
    const driver = driverWith(files, { cmdline: 'console=hvc0 rdinit=/nonexistent panic=0' });
    const backend = backendOf(files, {
      driver,
      change: (vm) => Object.assign(vm, { patience: { ...vm.patience, bootMs: 20_000 } }),
    });
    const error = await failureOf(backend);
    expect(error.code).toBe('machine_start_timeout');
    expect(error.lastLines?.join('\n')).toMatch(/panic/i);
    expect(await driver.inspect()).toBe('stopped');
  });

  it('whose guest dies at once tells why, and leaves no machine', async () => {
    const files = home();
    const driver = driverWith(files, { cmdline: 'console=hvc0 rdinit=/nonexistent panic=-1' });
    const error = await failureOf(backendOf(files, { driver }));
    expect(error.code).toBe('machine_start_failed');
    expect(await driver.inspect()).toBe('stopped');
  });
});
