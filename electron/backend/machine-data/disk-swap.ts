import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Puts another disk in the place of the data disk, and keeps the one before until the new one has proved itself. What
 * there is on the disk tells how far it came, so whatever interrupts it leaves a disk that can be started:
 *
 *     data.raw.incoming                    being made: of no use, removed
 *     data.raw.previous without data.raw   between two renames: put back
 *     data.raw.previous with data.raw      the new one has not been started yet
 *
 * Everything here is for a machine that is stopped.
 */
export class DiskSwap {
  readonly #dataDisk: () => string;

  constructor(dataDisk: () => string) {
    this.#dataDisk = dataDisk;
  }

  /** Where the new disk is made. Beside the data disk, so that it takes its place by a rename. */
  get incoming(): string {
    return `${this.#dataDisk()}.incoming`;
  }

  get previous(): string {
    return `${this.#dataDisk()}.previous`;
  }

  /** A new disk is in place, and nobody knows yet whether it starts. */
  get isPending(): boolean {
    return existsSync(this.previous) && existsSync(this.#dataDisk());
  }

  /** Every file that may hold engine data now. */
  get paths(): string[] {
    return [this.#dataDisk(), this.previous, this.incoming, `${this.incoming}.part`];
  }

  /** Removes the data disk, with what was kept of others. The disk itself goes at last: until then nothing has changed. */
  async remove(): Promise<void> {
    for (const path of this.paths.reverse()) await rm(path, { force: true });
  }

  /** Removes what an interruption left, and sees to it that there is a data disk where there was one. */
  async recover(): Promise<'nothing' | 'put back' | 'pending'> {
    await rm(this.incoming, { force: true });
    await rm(`${this.incoming}.part`, { force: true });
    if (!existsSync(this.previous)) return 'nothing';
    if (existsSync(this.#dataDisk())) return 'pending';
    await this.#rename(this.previous, this.#dataDisk());
    return 'put back';
  }

  /**
   * The incoming disk becomes the data disk, and the one before is kept. Where one is kept already, that has started once
   * and the one in its place has not: it stays the one to go back to.
   */
  async exchange(): Promise<void> {
    const disk = this.#dataDisk();
    if (existsSync(disk) && !existsSync(this.previous)) await this.#rename(disk, this.previous);
    try {
      await this.#rename(this.incoming, disk);
    } catch (error) {
      // The next start would make an empty one.
      if (!existsSync(disk) && existsSync(this.previous)) await this.#rename(this.previous, disk);
      throw error;
    }
  }

  /** The new disk has started. Idempotent. */
  async confirm(): Promise<void> {
    await rm(this.previous, { force: true });
  }

  /** The new disk is no good: the one before takes its place again. @returns whether there was one */
  async rollBack(): Promise<boolean> {
    if (!existsSync(this.previous)) return false;
    await this.#rename(this.previous, this.#dataDisk());
    return true;
  }

  /** A name that must be there after a power cut. */
  async #rename(from: string, to: string): Promise<void> {
    await rename(from, to);
    const folder = await open(dirname(to), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}
