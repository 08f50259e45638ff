import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AcceleratorKind } from './command.ts';

export interface Accelerator {
  kind: AcceleratorKind;
  /** For people. */
  label: string;
  /** Why it is not hardware acceleration; undefined where it is. */
  reason: string | undefined;
}

const PROBE_TIMEOUT_MS = 10_000;

/**
 * KVM where it works, else software emulation. Found out by trying, since a /dev/kvm that is there may not work:
 * a machine with KVM runs a few instructions. Not remembered, as a right may be granted meanwhile; the try takes a
 * fraction of a second.
 */
export async function chooseAccelerator(qemu: string, kvmDevice = '/dev/kvm'): Promise<Accelerator> {
  if (!existsSync(kvmDevice)) return emulation('there is no /dev/kvm on this computer');
  const complaint = await tryKvm(qemu);
  return complaint === undefined
    ? { kind: 'kvm', label: 'KVM', reason: undefined }
    : emulation(explainKvmFailure(complaint));
}

/** Software emulation, with the reason why for people. */
export function emulation(why: string): Accelerator {
  return {
    kind: 'tcg',
    label: 'software emulation',
    reason: `KVM is not used: ${why}. Everything works, but several times slower.`,
  };
}

/**
 * A firmware of a few instructions at the processor's reset vector: writes 0x10 to the port of QEMU's debug exit,
 * which ends QEMU with (0x10 << 1) | 1. `mov dx, 0xf4; mov al, 0x10; out dx, al; hlt`
 */
const FIRMWARE_BYTES = 64 * 1024;
const RESET_VECTOR = FIRMWARE_BYTES - 16;
const CODE = Buffer.from('baf400b010eef4', 'hex');
const PASSED = 33;

/** undefined where a guest's instructions run under KVM, else what QEMU said. */
async function tryKvm(qemu: string): Promise<string | undefined> {
  const dir = await mkdtemp(join(tmpdir(), 'pier-kvm-'));
  try {
    const firmware = Buffer.alloc(FIRMWARE_BYTES);
    CODE.copy(firmware, RESET_VECTOR);
    const path = join(dir, 'firmware.bin');
    await writeFile(path, firmware);
    return await runFirmware(qemu, path);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function runFirmware(qemu: string, firmware: string): Promise<string | undefined> {
  const args = [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-m', '16M'],
    ...['-machine', 'q35', '-accel', 'kvm', '-cpu', 'host'],
    ...['-device', 'isa-debug-exit,iobase=0xf4,iosize=4', '-bios', firmware],
  ];
  const options = { timeout: PROBE_TIMEOUT_MS, killSignal: 'SIGKILL' } as const;
  return new Promise((resolve) => {
    execFile(qemu, args, options, (error, _stdout, stderr) => {
      if (error?.code === PASSED) resolve(undefined);
      else resolve(stderr.trim() || 'the guest does not run');
    });
  });
}

/** What QEMU's complaint means. */
export function explainKvmFailure(complaint: string): string {
  if (/permission denied/i.test(complaint)) {
    return 'you may not use /dev/kvm (add yourself to the group kvm and log in again)';
  }
  if (/No such (file|device)|not supported|ENODEV/i.test(complaint)) {
    return "this computer's processor offers no virtualisation here (it is off in the firmware, or this is a virtual machine itself)";
  }
  if (/busy/i.test(complaint)) return 'another program holds the virtualisation of the processor';
  const first = complaint.split('\n')[0] ?? complaint;
  return `QEMU says '${first.replace(/^\S*qemu-system-\S+: /, '')}'`;
}
