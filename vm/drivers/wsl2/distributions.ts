import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { toDiskError } from '../../disk-error.ts';
import type { StepListener } from '../driver.ts';
import type { DriverLog } from '../host/driver-log.ts';
import type { Wsl } from './wsl.ts';
import { toWslError, WslFailed } from './wsl-error.ts';

const DISK = 'ext4.vhdx';

const recordSchema = z.object({
  /** The key of what the system was imported from. */
  system: z.string().optional(),
  /** What the data's disk was last limited to. */
  dataBytes: z.number().optional(),
});
type DistributionsRecord = z.infer<typeof recordSchema>;

/** What is imported: see vm/image/wsl-rootfs.ts. */
export interface WslSystem {
  key: string;
  /** Archives. */
  system: string;
  data: string;
}

export interface DistributionsOptions {
  wsl: Wsl;
  /** Of the system. That of the data has `-data` behind it. */
  name: string;
  /** Takes their disks, in a folder each. */
  folder: string;
  log: DriverLog;
}

/**
 * The two distributions of a machine. One has the system, which another version replaces whole; the other has the data, and
 * is only ever removed with them. A data disk of its own would be simpler, but attaching one (`wsl --mount`) takes an
 * administrator each time.
 *
 * WSL removes a distribution with its disk and asks nothing. So one is touched only where its disk lies in our folder: a
 * person may have one of the same name.
 */
export class Distributions {
  readonly system: string;
  readonly data: string;
  readonly #options: DistributionsOptions;

  constructor(options: DistributionsOptions) {
    this.#options = options;
    this.system = options.name;
    this.data = `${options.name}-data`;
  }

  /** Whether there are data. */
  get exists(): boolean {
    return existsSync(this.#disk('data'));
  }

  /** What the disks of both take on this computer, in bytes. */
  async diskBytes(): Promise<number> {
    const sizes = (['system', 'data'] as const).map((part) =>
      stat(this.#disk(part)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  /**
   * Makes what is missing and replaces a system of another version. Neither may run.
   * @throws AppError distribution_foreign, bad_input (the data would have to shrink), and as WSL fails
   */
  async ensure(
    from: WslSystem,
    limitBytes: number,
    onStep: StepListener,
    signal: AbortSignal,
  ): Promise<void> {
    const { wsl } = this.#options;
    const names = await wsl.names();
    this.#guard('system', names);
    this.#guard('data', names);
    const record = await this.#read();
    refuseToShrink(record.dataBytes, limitBytes);
    if (!names.includes(this.data)) await this.#makeData(from, onStep, signal);
    if (record.dataBytes !== limitBytes) await this.#resize(limitBytes);
    if (!names.includes(this.system) || record.system !== from.key) {
      await this.#makeSystem(from, names.includes(this.system), onStep, signal);
    }
  }

  /** The data alone: the next provisioning makes their distribution anew. */
  async removeData(): Promise<void> {
    const { wsl } = this.#options;
    if (!existsSync(this.#disk('data'))) return;
    if ((await wsl.names()).includes(this.data)) await wsl.unregister(this.data);
    await rm(this.#folder('data'), { recursive: true, force: true });
    await this.#write({ ...(await this.#read()), dataBytes: undefined });
  }

  /** Both, with the data. */
  async remove(): Promise<void> {
    const { wsl, folder } = this.#options;
    // Where WSL itself is gone, so are its distributions; their disks are files.
    const names = await wsl.names().catch((): string[] => []);
    for (const part of ['system', 'data'] as const) {
      if (names.includes(this[part]) && existsSync(this.#disk(part))) await wsl.unregister(this[part]);
    }
    await rm(folder, { recursive: true, force: true });
  }

  async #makeData(from: WslSystem, onStep: StepListener, signal: AbortSignal): Promise<void> {
    const { wsl } = this.#options;
    step(onStep, signal, 'Making the distribution for the data');
    await explained(`Make the distribution '${this.data}'`, async () => {
      // Data of an installation whose distribution was lost: an import would refuse the folder, and rightly so.
      if (existsSync(this.#disk('data'))) await wsl.importInPlace(this.data, this.#disk('data'));
      else await this.#import('data', from.data, signal);
    });
  }

  async #makeSystem(
    from: WslSystem,
    isThere: boolean,
    onStep: StepListener,
    signal: AbortSignal,
  ): Promise<void> {
    const { wsl } = this.#options;
    step(onStep, signal, isThere ? 'Replacing the system' : 'Importing the system');
    await explained(`Import the system as the distribution '${this.system}'`, async () => {
      if (isThere) {
        await wsl.terminate(this.system);
        await wsl.unregister(this.system);
      }
      // Of an import that was cut short; nothing in it is anybody's.
      await rm(this.#folder('system'), { recursive: true, force: true });
      await this.#write({ ...(await this.#read()), system: undefined });
      await this.#import('system', from.system, signal);
    });
    await this.#write({ ...(await this.#read()), system: from.key });
  }

  /** One that is cancelled leaves nothing. */
  async #import(part: 'system' | 'data', archive: string, signal: AbortSignal): Promise<void> {
    const { wsl, folder } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      await wsl.import(this[part], this.#folder(part), archive, signal);
    } catch (error) {
      if (signal.aborted) await wsl.unregister(this[part]).catch(() => {});
      throw error;
    }
  }

  /** What WSL cannot do yet is no reason to go without a machine. */
  async #resize(limitBytes: number): Promise<void> {
    const { wsl, log } = this.#options;
    try {
      await wsl.terminate(this.data);
      await wsl.resize(this.data, limitBytes);
    } catch (error) {
      if (!(error instanceof WslFailed)) throw error;
      log.warn('The limit of the data could not be set: an older WSL does not know how.', {
        error: error.message,
      });
      return;
    }
    await this.#write({ ...(await this.#read()), dataBytes: limitBytes });
  }

  /** @throws AppError distribution_foreign */
  #guard(part: 'system' | 'data', names: readonly string[]): void {
    const name = this[part];
    if (!names.includes(name) || existsSync(this.#disk(part))) return;
    throw new AppError(
      'distribution_foreign',
      `Use the distribution '${name}': there is one of this name whose disk is not in '${this.#folder(part)}', so it is not this Pier's.`,
      `Keep what is in it with 'wsl --export ${name} <file.tar>', remove it with 'wsl --unregister ${name}', then start again. Nothing was changed.`,
    );
  }

  #folder(part: 'system' | 'data'): string {
    return join(this.#options.folder, part);
  }

  #disk(part: 'system' | 'data'): string {
    return join(this.#folder(part), DISK);
  }

  async #read(): Promise<DistributionsRecord> {
    try {
      return recordSchema.parse(JSON.parse(await readFile(this.#recordPath, 'utf8')));
    } catch {
      return {};
    }
  }

  async #write(record: DistributionsRecord): Promise<void> {
    try {
      await writeFileAtomic(this.#recordPath, JSON.stringify(record), { mode: 0o600 });
    } catch (error) {
      throw toDiskError(error, this.#recordPath);
    }
  }

  get #recordPath(): string {
    return join(this.#options.folder, 'distributions.json');
  }
}

function step(onStep: StepListener, signal: AbortSignal, title: string): void {
  signal.throwIfAborted();
  onStep({ id: 'distributions', title });
  signal.throwIfAborted();
}

async function explained(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw toWslError(error, what);
  }
}

function refuseToShrink(has: number | undefined, limitBytes: number): void {
  if (has === undefined || limitBytes >= has) return;
  const gib = (bytes: number) => `${Math.round((bytes / 1024 ** 3) * 10) / 10} GiB`;
  throw new AppError(
    'bad_input',
    `Limit the data to ${gib(limitBytes)}: their disk has ${gib(has)} already, and does not shrink.`,
    `Set the disk limit to ${gib(has)} or more. The file takes no more space than what was used.`,
  );
}
