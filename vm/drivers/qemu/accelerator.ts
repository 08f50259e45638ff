import { existsSync } from 'node:fs';
import type { ErrorData } from '../../../shared/errors.ts';
import type { CheckResult } from '../driver.ts';
import type { AcceleratorKind } from './command.ts';
import { probeKvm } from './kvm-probe.ts';

export interface Accelerator {
  kind: AcceleratorKind;
  /** For people. */
  label: string;
  /** Why it is not hardware acceleration; undefined where it is. */
  reason: string | undefined;
}

/**
 * KVM where it works, else software emulation. Found out by trying, since a /dev/kvm that is there may not work:
 * a machine with KVM runs a few instructions of a kernel's kinds. Not remembered, as a right may be granted
 * meanwhile; the try takes a fraction of a second.
 */
export async function chooseAccelerator(qemu: string, kvmDevice = '/dev/kvm'): Promise<Accelerator> {
  if (!existsSync(kvmDevice)) return emulation('there is no /dev/kvm on this computer');
  const complaint = await probeKvm(qemu);
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

/** What QEMU's complaint means. */
export function explainKvmFailure(complaint: string): string {
  if (/KVM internal error/.test(complaint)) {
    return 'it cannot run all instructions of this processor here (this computer is a virtual machine itself)';
  }
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

/** Slow, but it works: never fatal. */
export function acceleratorCheck(accelerator: Accelerator): CheckResult {
  const check = { id: 'accelerator', title: 'Hardware acceleration works', fatal: false };
  if (!accelerator.reason) return { ...check, ok: true };
  const error: ErrorData = {
    code: 'capability_missing',
    message: accelerator.reason,
    hint: 'Give yourself access to /dev/kvm, or go on without.',
  };
  return { ...check, ok: false, error };
}
