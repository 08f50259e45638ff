import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROBE_FIRMWARE } from './probe-firmware.ts';

const PROBE_TIMEOUT_MS = 10_000;
/** QEMU's debug exit ends it with (value << 1) | 1; the firmware writes 0x10. */
const PASSED = 33;
/** QEMU says so and goes on with a guest that stands still. */
const GAVE_UP = /KVM internal error/;
const SAID_LIMIT = 64 * 1024;

export type ProbeAccelerator = readonly string[];
const KVM: ProbeAccelerator = ['-accel', 'kvm', '-cpu', 'host'];

/**
 * Runs the probe's firmware. Resolves with undefined where it ran to its end, else with what QEMU said. A KVM that
 * cannot is found out in a fraction of a second.
 */
export async function probeKvm(
  qemu: string,
  accelerator: ProbeAccelerator = KVM,
): Promise<string | undefined> {
  const dir = await mkdtemp(join(tmpdir(), 'pier-kvm-'));
  try {
    const path = join(dir, 'firmware.bin');
    await writeFile(path, PROBE_FIRMWARE);
    return await run(qemu, [
      ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-m', '16M'],
      ...['-machine', 'q35', ...accelerator],
      ...['-device', 'isa-debug-exit,iobase=0xf4,iosize=4', '-bios', path],
    ]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function run(qemu: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(qemu, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    const end = () => child.kill('SIGKILL');
    const timer = setTimeout(end, PROBE_TIMEOUT_MS);
    const settle = (complaint: string | undefined) => {
      clearTimeout(timer);
      resolve(complaint);
    };
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(0, SAID_LIMIT);
      if (GAVE_UP.test(said)) end();
    });
    child.once('error', (error) => settle(error.message));
    child.once('close', (code) =>
      settle(code === PASSED ? undefined : said.trim() || 'the guest does not run'),
    );
  });
}
