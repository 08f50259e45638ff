import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PierFiles, pierFiles } from '../../files.ts';
import { AcceleratorMemory } from './accelerator-memory.ts';
import { QemuDriver } from './qemu-driver.ts';

const log = { info() {}, warn: (message: string) => warnings.push(message) };
let warnings: string[];
let dir: string;
let bootIdPath: string;

beforeEach(() => {
  warnings = [];
  dir = mkdtempSync(join(tmpdir(), 'pier-memory-'));
  bootIdPath = join(dir, 'boot_id');
  writeFileSync(bootIdPath, 'first-boot\n');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** The memory as a backend that was just started has it. */
const fresh = (path = join(dir, 'accelerator.json')) => new AcceleratorMemory(path, log, bootIdPath);

describe('AcceleratorMemory', () => {
  it('knows nothing to begin with', async () => {
    expect(await fresh().gaveUp('7.2.0')).toBe(false);
  });

  it('is shared with later backends, until the computer is restarted', async () => {
    const memory = fresh();
    await memory.remember('7.2.0');
    expect(await memory.gaveUp('7.2.0')).toBe(true);
    expect(await fresh().gaveUp('7.2.0')).toBe(true);
    writeFileSync(bootIdPath, 'second-boot\n');
    expect(await fresh().gaveUp('7.2.0')).toBe(false);
  });

  it('is about one QEMU', async () => {
    await fresh().remember('7.2.0');
    expect(await fresh().gaveUp('8.2.0')).toBe(false);
  });

  it.each(['{', '{"bootId": 1}', '""'])('takes a file %j for none', async (text) => {
    writeFileSync(join(dir, 'accelerator.json'), text);
    expect(await fresh().gaveUp('7.2.0')).toBe(false);
  });

  it('lasts as long as the process where it cannot be written, or where the boot cannot be told', async () => {
    const unwritable = fresh(join(dir, 'none', 'accelerator.json'));
    await unwritable.remember('7.2.0');
    expect(await unwritable.gaveUp('7.2.0')).toBe(true);
    rmSync(bootIdPath);
    const timeless = fresh();
    await timeless.remember('7.2.0');
    expect(await timeless.gaveUp('7.2.0')).toBe(true);
    expect(await fresh().gaveUp('7.2.0')).toBe(false);
    expect(warnings).toHaveLength(2);
  });
});

describe('QemuDriver', () => {
  let files: PierFiles;

  /** The reason why acceleration is not used, as people are told before a start. */
  async function reason(): Promise<string | undefined> {
    const driver = new QemuDriver({
      files,
      env: { PATH: dir },
      log,
      ensureImage: async () => {
        throw new Error('not asked for');
      },
      chooseAccelerator: async () => ({ kind: 'kvm', label: 'KVM', reason: undefined }),
    });
    const check = (await driver.preflight()).find(({ id }) => id === 'accelerator');
    return check?.error?.message;
  }

  it('does without an accelerator that gave up, and tells why', async () => {
    files = pierFiles(join(dir, 'home'));
    mkdirSync(files.run.dir, { recursive: true });
    const qemu = join(dir, 'qemu-system-x86_64');
    writeFileSync(qemu, '#!/bin/sh\necho "QEMU emulator version 7.2.0"\n');
    chmodSync(qemu, 0o755);
    expect(await reason()).toBeUndefined();
    await new AcceleratorMemory(files.run.acceleratorState, log).remember('7.2.0');
    expect(await reason()).toMatch(/KVM is not used: it gave up on the machine/);
  });
});
