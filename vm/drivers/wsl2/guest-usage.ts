import type { VmUsage } from '../driver.ts';
import type { WslGuestAgent } from './guest-agent.ts';

/** Linux counts in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/**
 * What WSL's virtual machine takes, from its inside: Windows shows it as a process of the system (vmmem) that only an
 * administrator may ask. It is that of all distributions together.
 */
export class GuestUsage {
  readonly #agent: WslGuestAgent;
  readonly #diskBytes: () => Promise<number>;
  #firstSeconds: number | undefined;
  #memoryPeakBytes = 0;
  #diskPeakBytes = 0;

  constructor(agent: WslGuestAgent, diskBytes: () => Promise<number>) {
    this.#agent = agent;
    this.#diskBytes = diskBytes;
  }

  async read(): Promise<VmUsage> {
    const [text, diskBytes] = await Promise.all([
      this.#agent.exec('/bin/sh', ['-c', 'head -n 1 /proc/stat; cat /proc/meminfo']),
      this.#diskBytes(),
    ]);
    const { busySeconds, usedBytes } = parseGuestUsage(text.stdout);
    this.#firstSeconds ??= busySeconds;
    this.#memoryPeakBytes = Math.max(this.#memoryPeakBytes, usedBytes);
    this.#diskPeakBytes = Math.max(this.#diskPeakBytes, diskBytes);
    return {
      // It may have run for days before this machine started in it.
      cpuSeconds: Math.max(0, busySeconds - this.#firstSeconds),
      memoryBytes: usedBytes,
      memoryPeakBytes: this.#memoryPeakBytes,
      diskBytes,
      diskPeakBytes: this.#diskPeakBytes,
    };
  }
}

/**
 * The first line of /proc/stat and /proc/meminfo.
 * @throws Error where they are something else
 * @see https://www.kernel.org/doc/html/latest/filesystems/proc.html
 */
export function parseGuestUsage(text: string): { busySeconds: number; usedBytes: number } {
  const [, fields] = /^cpu +([\d ]+)$/m.exec(text) ?? [];
  // user, nice, system, idle, iowait, irq, softirq, steal
  const ticks = fields?.split(' ').map(Number) ?? [];
  const busy = ticks.slice(0, 8).reduce((sum, value, at) => (at === 3 || at === 4 ? sum : sum + value), 0);
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]);
  const usedBytes = (kib('MemTotal') - kib('MemFree')) * 1024;
  if (ticks.length < 8 || Number.isNaN(usedBytes)) throw new Error('The guest does not tell what it uses.');
  return { busySeconds: busy / TICKS_PER_SECOND, usedBytes };
}
