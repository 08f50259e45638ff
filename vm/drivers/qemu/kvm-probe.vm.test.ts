import { describe, expect, it } from 'vitest';
import { findQemu } from './find-qemu.ts';
import { probeKvm } from './kvm-probe.ts';

/** The firmware itself, on an emulator that is known to be right: what fails it under KVM is the KVM. */
describe("the probe's firmware", () => {
  it.each([
    ['with BMI2', 'max'],
    ['without', 'qemu64'],
  ])('passes on a processor %s', async (_what, cpu) => {
    const { path } = await findQemu(process.env);
    expect(await probeKvm(path, ['-accel', 'tcg', '-cpu', cpu])).toBeUndefined();
  });

  it('does not on one whose BMI2 is announced and does not run', async () => {
    const { path } = await findQemu(process.env);
    expect(await probeKvm(path, ['-accel', 'tcg', '-cpu', 'qemu64,level=7,+bmi2'])).toBeDefined();
  });
});
