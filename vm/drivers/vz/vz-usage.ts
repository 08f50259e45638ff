import { isAlive } from '../../is-alive.ts';
import { fileHolders } from '../host/file-holders.ts';
import { type ProcessUsage, usageOf } from '../host/host-process.ts';

/**
 * What a machine takes. Under macOS its memory and processors are those of a service of Apple's, no child of vfkit: the
 * process that has the data disk open (com.apple.Virtualization.VirtualMachine).
 */
export class VzUsage {
  readonly #own: readonly number[];
  readonly #dataDisk: string;
  readonly #holders: typeof fileHolders;
  #service: number | undefined;
  #isSearched = false;
  #peakBytes = 0;

  /** @param own vfkit and gvproxy */
  constructor(own: readonly number[], dataDisk: string, holders = fileHolders) {
    this.#own = own;
    this.#dataDisk = dataDisk;
    this.#holders = holders;
  }

  /** @throws Error where they are gone */
  async read(): Promise<ProcessUsage> {
    const service = await this.#findService();
    const usage = await usageOf(service === undefined ? this.#own : [...this.#own, service]);
    this.#peakBytes = Math.max(this.#peakBytes, usage.memoryBytes, usage.memoryPeakBytes);
    return { ...usage, memoryPeakBytes: this.#peakBytes };
  }

  /** Once: it lives as long as the machine. */
  async #findService(): Promise<number | undefined> {
    if (this.#service !== undefined && isAlive(this.#service)) return this.#service;
    if (this.#isSearched && this.#service === undefined) return undefined;
    const holders = await this.#holders(this.#dataDisk);
    this.#isSearched = true;
    this.#service = holders.find(({ pid }) => !this.#own.includes(pid))?.pid;
    return this.#service;
  }
}
