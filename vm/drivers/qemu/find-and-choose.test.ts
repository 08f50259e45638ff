import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseAccelerator, explainKvmFailure } from './accelerator.ts';
import { findQemu } from './find-qemu.ts';

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
