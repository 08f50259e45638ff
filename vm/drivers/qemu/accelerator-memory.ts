import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { DriverLog } from '../host/driver-log.ts';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';

const recordSchema = z.object({
  /** The boot of this computer in which it happened: another kernel may do better. */
  bootId: z.string().min(1),
  /** The QEMU with which it happened. */
  qemu: z.string(),
});

/**
 * Remembers that hardware acceleration gave up on a machine although it was tried, so that neither a later start nor
 * a later backend loses time with it again. Forgotten with a restart of the computer and with another QEMU.
 */
export class AcceleratorMemory {
  readonly #path: string;
  readonly #log: DriverLog;
  readonly #bootIdPath: string;
  #gaveUp = false;

  constructor(path: string, log: DriverLog, bootIdPath = BOOT_ID) {
    this.#path = path;
    this.#log = log;
    this.#bootIdPath = bootIdPath;
  }

  /** @param qemu the version of the QEMU that is to be used */
  async gaveUp(qemu: string): Promise<boolean> {
    if (this.#gaveUp) return true;
    try {
      const record = recordSchema.parse(JSON.parse(await readFile(this.#path, 'utf8')));
      return record.qemu === qemu && record.bootId === (await this.#bootId());
    } catch {
      // There is none, or it cannot be understood: a try costs less than to go without for ever.
      return false;
    }
  }

  /**
   * Never rejects: what cannot be written is remembered as long as this process lives.
   * @param qemu the version of the QEMU that ran the machine; undefined where it could not be asked
   */
  async remember(qemu: string | undefined): Promise<void> {
    this.#gaveUp = true;
    if (qemu === undefined) return;
    try {
      const record: z.infer<typeof recordSchema> = { bootId: await this.#bootId(), qemu };
      await writeFileAtomic(this.#path, JSON.stringify(record), { mode: 0o600 });
    } catch (error) {
      this.#log.warn('It cannot be remembered that the accelerator gave up.', { error: String(error) });
    }
  }

  async #bootId(): Promise<string> {
    return (await readFile(this.#bootIdPath, 'utf8')).trim();
  }
}
