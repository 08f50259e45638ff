import type { MachineUsage } from '../../../shared/contract/machine.ts';
import type { RunningVm, VmUsage } from '../../../vm/drivers/driver.ts';

/** Readings closer than this are one: a rate over a few milliseconds is noise. */
const SHORTEST_SPAN_MS = 900;

/** Makes rates of a machine's readings. One per machine, whoever asks. */
export class UsageMeter {
  readonly #vm: RunningVm;
  #before: { at: number; cpuSeconds: number };
  #latest: { at: number; usage: Promise<MachineUsage | undefined> } | undefined;

  constructor(vm: RunningVm) {
    this.#vm = vm;
    // The first rate is the mean since the machine started.
    this.#before = { at: vm.startedAt, cpuSeconds: 0 };
  }

  /** undefined where the machine cannot tell (it just ended, it is not ours). */
  read(): Promise<MachineUsage | undefined> {
    const now = Date.now();
    if (this.#latest && now - this.#latest.at < SHORTEST_SPAN_MS) return this.#latest.usage;
    const usage = this.#measure();
    this.#latest = { at: now, usage };
    return usage;
  }

  async #measure(): Promise<MachineUsage | undefined> {
    const { spec } = this.#vm;
    if (!spec) return undefined;
    let reading: VmUsage;
    try {
      reading = await this.#vm.usage();
    } catch {
      return undefined;
    }
    const at = Date.now();
    const span = Math.max(1, at - this.#before.at) / 1000;
    const cpuPercent = Math.max(0, ((reading.cpuSeconds - this.#before.cpuSeconds) / span) * 100);
    this.#before = { at, cpuSeconds: reading.cpuSeconds };
    return {
      cpuPercent,
      cpus: spec.cpus,
      memoryBytes: reading.memoryBytes,
      memoryLimitBytes: spec.memoryBytes,
      diskBytes: reading.diskBytes,
      diskLimitBytes: spec.diskLimitBytes,
      memoryReturnedBytes: Math.max(0, reading.memoryPeakBytes - reading.memoryBytes),
      diskReturnedBytes: Math.max(0, reading.diskPeakBytes - reading.diskBytes),
    };
  }
}
